using System.Diagnostics;
using System.Globalization;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Sync;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>One copy, measured from inside: time, our CPU time and the most memory we ever had.</summary>
internal sealed record CopyRun(double Seconds, double CpuSeconds, double PeakMiB, long Copied)
{
    public static IReadOnlyList<string> Paths { get; } = ["scan", "sync"];

    public static async Task RunAsync(string path, int from, int to)
    {
        await using var source = new RedisConnection(LoopbackServer.OptionsOf(from), AccessLevel.Full, null, TimeProvider.System);
        await using var target = new RedisConnection(LoopbackServer.OptionsOf(to), AccessLevel.Full, null, TimeProvider.System);
        var reading = source.BindBulk([.. CopyOptions.SourceCommands, .. SyncOptions.SourceCommands], AccessLevel.Full, new());
        var writing = target.BindBulk(CopyOptions.TargetCommands, AccessLevel.Full, new());
        var options = new CopyOptions { Selection = KeySelection.Of(new()) };
        using var self = Process.GetCurrentProcess();
        double cpu = self.TotalProcessorTime.TotalSeconds;
        long started = Stopwatch.GetTimestamp();
        var counters = path == "sync" ? await SyncAsync(reading, writing, options) : await ScanAsync(reading, writing, options);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        self.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.TotalProcessorTime.TotalSeconds - cpu} {PeakMiBOf(self)} {counters[CopyOutcome.Copied]}"));
    }

    /// <summary>The same in a process of its own.</summary>
    public static Task<CopyRun> InChildAsync(string path, int from, int to) => InChildAsync(["copy", path, $"{from}", $"{to}"]);

    /// <summary>This program again, which prints the four figures.</summary>
    public static async Task<CopyRun> InChildAsync(string[] arguments)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), .. arguments]) { RedirectStandardOutput = true })!;
        string line = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        string[] words = line.Split(' ');
        return child.ExitCode == 0 && words.Length == 4 ? new(Number(0), Number(1), Number(2), (long)Number(3)) : throw new InvalidOperationException($"the run failed: {line}");

        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
    }

    private static async Task<CopyCounters> ScanAsync(IBulkGateway source, IBulkGateway target, CopyOptions options)
    {
        var copy = new ScanCopy(source, target, options, TimeProvider.System);
        await copy.RunAsync(default);
        return copy.Counters;
    }

    private static async Task<CopyCounters> SyncAsync(IBulkGateway source, IBulkGateway target, CopyOptions options)
    {
        var copy = new SnapshotCopy(source, target, options, new SyncOptions(), null, TimeProvider.System);
        await copy.RunAsync(default);
        return copy.Counters;
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CopyRun).Assembly.Location] : [];

    internal static double PeakMiBOf(Process self) =>
        double.Parse(File.ReadLines($"/proc/{self.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
