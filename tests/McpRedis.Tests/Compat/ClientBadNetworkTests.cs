using System.Net;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

// Between client and server: pieces, cuts and resets at a chosen byte. Whatever breaks, a caller sees the client's own
// kinds of failure, and the connection that follows is sound.
public sealed class ClientBadNetworkTests(RedisFixture redis)
{
    [Fact]
    public async Task Replies_in_small_pieces()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using var client = await ConnectAsync(proxy);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        await database.ListRightPushAsync(key, [.. Enumerable.Range(0, 2000).Select(i => (RedisValue)i)]);
        proxy.Fault = NetworkFault.Drip(7, TimeSpan.Zero);

        Assert.Equal(Enumerable.Range(0, 2000), (await database.ListRangeAsync(key)).Select(v => (int)v));
    }

    [Fact]
    public async Task A_reply_cut_off_in_the_middle()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using var client = await ConnectAsync(proxy);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        await database.StringSetAsync(key, new byte[5_000_000]);
        proxy.Fault = NetworkFault.CutAfter(1_000_000);

        await AllFailAsync([.. Enumerable.Range(0, 10).Select(_ => database.StringGetAsync(key))]);
        proxy.Fault = NetworkFault.None;
        await TestClient.WorksAsync(database);
        Assert.Equal(5_000_000, (await database.StringGetAsync(key)).Length());
    }

    [Fact]
    public async Task A_reset_with_commands_in_flight()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using var client = await ConnectAsync(proxy);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        var rounds = 0;
        for (var round = 0; round < 10; round++)
        {
            await TestClient.WorksAsync(database);
            proxy.Fault = NetworkFault.LoseReplies;
            Task[] calls =
            [
                .. Enumerable.Range(0, 200).Select(i => database.StringSetAsync($"{key}{i}", new byte[1000])),
                database.StringSetAsync(key + "last", 1),
            ];
            // Now and then the client gives up a connection by itself just then: nothing arrives, and all fail at once.
            var ended = Task.WhenAny(Task.WhenAll(calls));
            var arrived = false;
            await TestTimeout.UntilAsync("all have arrived", async () => (arrived = (await redis.CallAsync("DEL", key + "last")).Integer == 1) || ended.IsCompleted);
            rounds += arrived ? 1 : 0;
            proxy.ResetOpen();
            proxy.Fault = NetworkFault.None;
            await AllFailAsync(calls);
        }

        Assert.InRange(rounds, 1, 10);
        await TestClient.WorksAsync(database);
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => database.StringSetAsync($"{key}{i}", i)));
        var read = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => database.StringGetAsync($"{key}{i}")));
        Assert.Equal(Enumerable.Range(0, 200), read.Select(r => (int)r));
    }

    [Fact]
    public async Task An_end_of_stream_while_the_client_still_writes()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using var client = await ConnectAsync(proxy);
        var database = client.GetDatabase();
        var key = RedisFixture.Prefix();
        proxy.Fault = NetworkFault.HalfClose;

        await AllFailAsync([.. Enumerable.Range(0, 20).Select(i => database.StringSetAsync($"{key}{i}", new byte[1_000_000]))]);
        proxy.Fault = NetworkFault.None;
        await TestClient.WorksAsync(database);
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(FaultProxy proxy)
    {
        var options = TestClient.Patient();
        options.EndPoints.Add(IPAddress.Loopback, proxy.Port);
        options.BacklogPolicy = BacklogPolicy.FailFast; // else a call that finds no connection waits for the next one
        options.ConnectTimeout = 5000; // a reconnection whose handshake was swallowed is given up, not waited for
        options.ReconnectRetryPolicy = new LinearRetry(100);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
        return ConnectionMultiplexer.ConnectAsync(options);
    }

    private static async Task AllFailAsync(Task[] calls)
    {
        await Task.WhenAny(Task.WhenAll(calls)).WaitAsync(TestTimeout.HangGuard);

        Assert.All(calls.Select(TestClient.FailureOf), e => Assert.True(TestClient.IsConnectionFailure(e), $"{e}"));
    }
}
