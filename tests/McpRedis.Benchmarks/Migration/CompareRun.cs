using System.Diagnostics;
using System.Globalization;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Probe;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Benchmarks.Migration;

/// <summary>One comparison of every key, measured from inside, since no command of the program does that alone.</summary>
internal static class CompareRun
{
    public static async Task RunAsync(int from, int to)
    {
        await using var source = new RedisConnection(LoopbackServer.OptionsOf(from), AccessLevel.Read, null, TimeProvider.System);
        await using var target = new RedisConnection(LoopbackServer.OptionsOf(to), AccessLevel.Read, null, TimeProvider.System);
        CompareEnd here = await EndAsync(source), there = await EndAsync(target);
        using var self = Process.GetCurrentProcess();
        double cpu = self.TotalProcessorTime.TotalSeconds;
        long started = Stopwatch.GetTimestamp();
        var report = await new MigrationComparison(here, there, new McpRedis.Migration.Compare.CompareOptions { Selection = KeySelection.Of(new()) }, TimeProvider.System).RunAsync(null, default);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        self.Refresh();
        if (report.Statement.Differing > 0)
        {
            throw new InvalidOperationException($"{report.Statement.Differing} of {report.Statement.Checked} keys differ.");
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.TotalProcessorTime.TotalSeconds - cpu} {self.TotalProcessorTime.TotalSeconds} {ProcessWatch.PeakBytesOf(self.Id)}"));
    }

    /// <summary>The same in a process of its own, which is this program again.</summary>
    public static async Task<Reading> InChildAsync(int from, int to)
    {
        long started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "compare", $"{from}", $"{to}"]) { RedirectStandardOutput = true };
        using var child = Process.Start(start)!;
        string line = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        string[] words = line.Trim().Split(' ');
        return child.ExitCode == 0 && words.Length == 4
            ? new(Number(0), Number(1), Stopwatch.GetElapsedTime(started).TotalSeconds, Number(2), (long)Number(3))
            : throw new InvalidOperationException($"compare failed: {line}");

        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CompareRun).Assembly.Location] : [];

    private static async Task<CompareEnd> EndAsync(RedisConnection connection)
    {
        var trace = new CommandTrace();
        return CompareEnd.Of(connection, await new EndProbe(EndGateway.Bind(connection, null, trace), TimeProvider.System).RunAsync(default), trace);
    }
}
