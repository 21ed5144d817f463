using System.Diagnostics;
using System.Globalization;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Serving;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>One copy by the parts of the program alone, compiled at run time: for ways that the program's command does not go, and to look at a way by itself.</summary>
internal static class EngineRun
{
    private const int RdbVersion = 10; // of Redis 7.0, which both sides are

    public static async Task RunAsync(string way, int from, int to)
    {
        await using var source = new RedisConnection(LoopbackServer.OptionsOf(from), AccessLevel.Full, null, TimeProvider.System);
        await using var target = new RedisConnection(LoopbackServer.OptionsOf(to), AccessLevel.Full, null, TimeProvider.System);
        var reading = source.BindBulk([.. CopyOptions.SourceCommands, .. SyncOptions.SourceCommands], AccessLevel.Full, new());
        var writing = target.BindBulk(CopyOptions.TargetCommands, AccessLevel.Full, new());
        var options = new CopyOptions { Selection = KeySelection.Of(new()) };
        using var self = Process.GetCurrentProcess();
        double cpu = self.TotalProcessorTime.TotalSeconds;
        long started = Stopwatch.GetTimestamp();
        await (way switch
        {
            "sync" => new SnapshotCopy(reading, writing, options, new SyncOptions(), null, TimeProvider.System).RunAsync(default),
            "scan" => new ScanCopy(reading, writing, options, TimeProvider.System).RunAsync(default),
            "types" => new TypeCopy(reading, writing, options, TimeProvider.System).RunAsync(default),
            _ => ServeAsync(reading, target, options.Selection),
        });
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        self.Refresh();
        Print(seconds, self.TotalProcessorTime.TotalSeconds - cpu, self);
    }

    public static void Print(double seconds, double cpuSeconds, Process self) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {cpuSeconds} {self.TotalProcessorTime.TotalSeconds} {ProcessWatch.PeakBytesOf(self.Id)}"));

    /// <summary>This program again, which prints the figures.</summary>
    public static async Task<Reading> InChildAsync(params string[] arguments)
    {
        long started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), .. arguments]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredPGO"] = "0"; // as the program
        using var child = Process.Start(start)!;
        string line = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        string[] words = line.Trim().Split(' ');
        return child.ExitCode == 0 && words.Length == 4
            ? new(Number(0), Number(1), Stopwatch.GetElapsedTime(started).TotalSeconds, Number(2), (long)Number(3))
            : throw new InvalidOperationException($"{string.Join(' ', arguments)} failed: {line}");

        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
    }

    private static async Task ServeAsync(IBulkGateway source, RedisConnection target, KeySelection selection)
    {
        var options = new ServeOptions { Selection = selection, Format = new RdbTarget(RdbFlavour.Redis, RdbVersion) };
        await new ServeCopy(source, target.Bind(null, ServeOptions.TargetCommands, AccessLevel.Full, new()), target, options, TimeProvider.System).RunAsync(default);
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(EngineRun).Assembly.Location] : [];
}
