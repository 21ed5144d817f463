using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>What a copy in pieces leaves behind when it does not come to its end.</summary>
public sealed class TypeFaultTests
{
    [Fact]
    public async Task Crash_between_a_piece_and_the_renaming_leaves_the_old_key_and_nothing_after_the_next_run()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await from.CallAsync("RPUSH", "key", "new", "value");
        await to.CallAsync("SET", "key", "old");
        // What a run that is gone had written so far.
        byte[] temporary = TemporaryName.Of("key"u8.ToArray(), "plan1", isCluster: false);
        await to.CallAsync("RPUSH", temporary, "half");
        Assert.Equal("old", (await to.CallAsync("GET", "key")).Text);
        var copy = await TypeBench.RunAsync(source.Options(), target.Options(), CopyBench.Options() with { TemporaryOwner = "plan1" });
        Assert.Equal(1, copy.Counters[CopyOutcome.Copied]);
        Assert.Equal(["new", "value"], (await to.CallAsync("LRANGE", "key", 0, -1)).Texts);
        Assert.Empty(await TypeBench.LeftoversAsync(to));
    }

    [Fact]
    public async Task Cancelled_within_a_large_value_leaves_the_old_key_and_nothing_else()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await from.CallAsync("SETRANGE", "key", 200_000_000, "end");
        await to.CallAsync("SET", "key", "old");
        using var end = new CancellationTokenSource();
        var running = TypeBench.RunAsync(source.Options(), target.Options(), token: end.Token);
        long leaseMs = 0;
        await TestTimeout.UntilAsync("a piece arrives", async () =>
            (await TypeBench.LeftoversAsync(to)) is [var name] && (leaseMs = (await to.CallAsync("PTTL", name)).Integer) > 0);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.InRange(leaseMs, 1, 600_000);
        Assert.Equal("old", (await to.CallAsync("GET", "key")).Text);
        Assert.Empty(await TypeBench.LeftoversAsync(to));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cut_connections_lose_nothing(bool isSource)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(isSource ? source : target);
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 3000);
        await from.CallAsync("SETRANGE", "large", 50_000_000, "end");
        var through = (isSource ? source : target).Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] };
        var running = TypeBench.RunAsync(isSource ? through : source.Options(), isSource ? target.Options() : through);
        await TestTimeout.UntilAsync("some arrive", async () => (await to.CallAsync("DBSIZE")).Integer > 500 || running.IsCompleted);
        proxy.ResetOpen();
        var copy = await running;
        Assert.True(copy.Problems.Count == 0, TypeBench.Problems(copy));
        Assert.Equal(3001, (await to.CallAsync("DBSIZE")).Integer);
        Assert.Equal(50_000_003, (await to.CallAsync("STRLEN", "large")).Integer);
        Assert.Empty(await TypeBench.LeftoversAsync(to));
    }
}
