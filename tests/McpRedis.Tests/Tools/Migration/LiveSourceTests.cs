using McpRedis.Rdb.Canonical;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>A source without a replica that is killed while it is followed, and comes back with what it had saved: the target has that in the end, and nothing that the source has forgotten.</summary>
public sealed class LiveSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("replicate", null)]
    [InlineData("sync", "So all was copied once more.")]
    [InlineData("scan", "The source did not tell its changes 1 times for a while: both sides were compared after each.")]
    public async Task Source_that_was_restarted_is_followed_as_it_is_now(string way, string? told)
    {
        await using var main = await RedisServerProcess.StartAsync("save ''", "repl-diskless-sync-delay 0", "notify-keyspace-events KA");
        await using var spare = await RedisServerProcess.StartAsync();
        await using (var redis = await main.ConnectAsync())
        {
            await CopyBench.FillAsync(redis, 500);
        }
        await main.CallAsync("SET", "counter", "5");
        await main.CallAsync("SAVE");
        await using var job = await LiveJob.StartAsync(main.Options("main"), spare, way, _folder);
        await main.CallAsync("INCR", "counter");
        await main.CallAsync("DEL", "k:1");
        await main.CallAsync("SET", "forgotten", "1");
        await TestTimeout.UntilAsync("it follows", async () => (await spare.CallAsync("GET", "counter")).Text == "6" && (await spare.CallAsync("EXISTS", "forgotten", "k:1")).Integer == 1);

        await main.RestartAsync();
        await main.CallAsync("SET", "after", "1");
        // By PSYNC what only the target has goes at the cut-over.
        await TestTimeout.UntilAsync("it follows again", async () => (await spare.CallAsync("EXISTS", "after", "k:1")).Integer == 2);
        await job.CutOverAsync();
        var ended = await job.EndAsync();
        Assert.Equal(("5", 0, 2), ((await spare.CallAsync("GET", "counter")).Text, (await spare.CallAsync("EXISTS", "forgotten")).Integer, (await spare.CallAsync("EXISTS", "after", "k:1")).Integer));
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
        Assert.True(told is null || ended.List("notes").Any(note => note.GetString()!.Contains(told, StringComparison.Ordinal)), ended.GetRawText());
    }
}
