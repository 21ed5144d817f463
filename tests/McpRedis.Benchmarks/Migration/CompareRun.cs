using System.Diagnostics;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Probe;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Benchmarks.Migration;

/// <summary>One comparison of every key, measured from inside as <see cref="EngineRun"/> is.</summary>
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
        EngineRun.Print(seconds, self.TotalProcessorTime.TotalSeconds - cpu, self);
    }

    private static async Task<CompareEnd> EndAsync(RedisConnection connection)
    {
        var trace = new CommandTrace();
        return CompareEnd.Of(connection, await new EndProbe(EndGateway.Bind(connection, null, trace), TimeProvider.System).RunAsync(default), trace);
    }
}
