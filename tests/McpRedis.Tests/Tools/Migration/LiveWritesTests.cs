using McpRedis.Rdb.Canonical;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Clients that pipeline writes of every kind during the copy, while it follows and into the cut-over: each that was acknowledged is on the target. How fast is a benchmark's to say.</summary>
public sealed class LiveWritesTests : IDisposable
{
    private const int Keys = 3000;
    private const long During = 30_000, After = 20_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("replicate")]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Pipelined_writes_are_all_there_after_the_cut_over(string way)
    {
        await using var main = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "repl-backlog-size 64mb", "notify-keyspace-events KA");
        await using var spare = await RedisServerProcess.StartAsync();
        await using (var redis = await main.ConnectAsync())
        {
            await CopyBench.FillAsync(redis, Keys);
        }
        await using var writers = new PipelinedWriters(main.Port, allowed: During);
        await using var job = await LiveJob.StartAsync(main.Options("main"), spare, way, _folder);
        writers.Allow(After);
        await TestTimeout.UntilAsync("the rest is being written", () => Task.FromResult(writers.Acknowledged > During + (After / 4)));
        await job.CutOverAsync();
        // Their connections are closed while the source holds them back: what was not acknowledged by now is never written.
        await writers.StopAsync();
        await job.EndAsync();
        await WrittenRounds.CheckAsync(writers, main, spare);
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
    }
}
