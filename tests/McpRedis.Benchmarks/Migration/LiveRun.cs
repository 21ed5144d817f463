using System.Diagnostics;
using System.Globalization;
using McpRedis.Tests.Support;

namespace McpRedis.Benchmarks.Migration;

/// <summary>
/// One migration that follows its source while clients write to it, and cuts over as soon as it can. The source then holds the writers back; their connections are closed there and then, so that
/// what both servers hold can be compared in peace.
/// </summary>
/// <param name="options">Program and engine.</param>
/// <param name="way">replicate, sync or scan.</param>
internal sealed class LiveRun(MigrationOptions options, string way)
{
    // Half as much again as is promised: an average is to be above it whatever else the machine does.
    private const int WritesPerSecond = 7_500;

    // So that the copy takes a while: by replicate the servers alone decide.
    private const int CopiedPerSecond = 50_000;

    private static readonly DataSet Set = DataSet.All.First(set => set.Name == "B");

    /// <exception cref="InvalidOperationException">It did not come to a cut-over.</exception>
    public async Task<LiveFigures> RunAsync()
    {
        await using var source = await LoopbackServer.StartAsync(options.Engine);
        await using var target = await LoopbackServer.StartAsync(options.Engine);
        int keys = options.Keys ?? Set.Keys;
        await Set.FillAsync(source.Door(DataSet.Commands), keys);
        await source.AskAsync("CONFIG", "SET", "notify-keyspace-events", "KA");
        await source.AskAsync("CONFIG", "SET", "repl-backlog-size", "64mb");
        string folder = Directory.CreateTempSubdirectory("mcp-redis-bench-").FullName;
        try
        {
            await using var writers = new PipelinedWriters(source.Port, WritesPerSecond);
            long started = Stopwatch.GetTimestamp();
            using var process = Start(folder, source.Port, target.Port);
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string? line;
            while ((line = await process.StandardOutput.ReadLineAsync()) is not null && !line.StartsWith("Level:", StringComparison.Ordinal))
            {
            }
            TimeSpan held = writers.Waiting, took = Stopwatch.GetElapsedTime(started) - held;
            await writers.StopAsync();
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            if (line is null || process.ExitCode != 0)
            {
                throw new InvalidOperationException($"live by {way} ended with {process.ExitCode}: {(await errors).Trim().Split('\n')[^1]}");
            }
            long lost = 0;
            for (int writer = 0; writer < PipelinedWriters.Count; writer++)
            {
                lost += Math.Max(0, writers.RoundsOf(writer) - await NumberAsync(target, WriteMix.CounterOf(writer))) * WriteMix.Writes;
            }
            return new(way, keys, writers.Acknowledged, took.TotalSeconds, held.TotalSeconds, lost, await source.ContentAsync() == await target.ContentAsync());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<long> NumberAsync(LoopbackServer server, string name) => await server.AskAsync("GET", name) is { IsNull: false } reply ? long.Parse(reply.Text, CultureInfo.InvariantCulture) : 0;

    private Process Start(string folder, int from, int to)
    {
        string[] pace = way == "replicate" ? [] : ["--keys-per-second", $"{CopiedPerSecond}"];
        var start = new ProcessStartInfo(options.Program, ["migrate", "--from", "from", "--to", "to", "--path", way, "--live", "--cut-over", "--yes", .. pace]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDIS_URL_FROM"] = $"redis://127.0.0.1:{from}";
        start.Environment["REDIS_URL_TO"] = $"redis://127.0.0.1:{to}";
        start.Environment["MCP_REDIS_FILES_DIR"] = folder;
        return Process.Start(start)!;
    }
}

/// <summary>What became of a live migration.</summary>
/// <param name="Way">The way it went.</param>
/// <param name="Keys">Of the source at the beginning.</param>
/// <param name="Written">Writes that were acknowledged while it ran.</param>
/// <param name="Seconds">From its start until writers were held back.</param>
/// <param name="HeldSeconds">From the last acknowledged write until the word was given.</param>
/// <param name="Lost">Acknowledged writes that the target has not.</param>
/// <param name="IsSame">Both hold the same keys and values, by number and digest.</param>
internal sealed record LiveFigures(string Way, int Keys, long Written, double Seconds, double HeldSeconds, long Lost, bool IsSame)
{
    public double PerSecond => Written / Seconds;
}
