using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>Clients that leave in the middle, and a server that is told to.</summary>
[Collection(Alone.Name)]
public sealed class HttpLifeTests
{
    private const int Calls = 100, Rounds = 1000;

    // A second on a machine of its own; this one may have other work. By themselves they would go on for the time of the long call.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LongCall = TimeSpan.FromSeconds(50), Drained = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task R13_A_call_whose_client_is_gone_is_stopped()
    {
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}", "--max-concurrent-requests", $"{Calls}");
        var connections = await Task.WhenAll(Enumerable.Range(0, Calls).Select(number => WaitAsync(server, $"left:{number}")));
        await ListenersAsync(redis, Calls);
        using var clock = new GivenTime();
        foreach (var connection in connections)
        {
            connection.Reset();
        }
        await ListenersAsync(redis, 0);
        TestContext.Current.TestOutputHelper?.WriteLine($"{Calls} calls stopped after {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Soon);
        Assert.Equal(200, (await Post.Of("tools/list").SendAsync(server)).Status);
    }

    [Fact]
    public async Task R13_A_thousand_calls_left_behind_leave_nothing()
    {
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}");
        await LeaveAsync(redis, server, Rounds);   // until then it grows as any program does that begins to work
        var (memory, descriptors, threads) = (server.ResidentMemory, server.Descriptors, server.Threads);
        await LeaveAsync(redis, server, Rounds);
        await TestTimeout.UntilAsync("its descriptors are closed", () => Task.FromResult(server.Descriptors <= descriptors + 10));
        await TestTimeout.UntilAsync("its threads are gone", () => Task.FromResult(server.Threads <= threads + 10));
        Assert.InRange(server.ResidentMemory - memory, -200, 20);
    }

    // The answer is lost with the connection, but the work is the session's.
    [Fact]
    public async Task R13_A_call_of_a_session_goes_on_without_its_client()
    {
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}");
        string session = (await Post.Initialize().SendAsync(server))["Mcp-Session-Id"]!;
        var connection = await RawHttp.ConnectAsync(server.Port);
        await connection.SendAsync(Post.Old("tools/call", new { name = "redis_pubsub_read", arguments = new { channels = new[] { "kept" }, limit = 1, timeoutMs = (int)LongCall.TotalMilliseconds } }, session: session).ToString());
        await ListenersAsync(redis, 1);
        connection.Reset();
        // That the connection is gone is noticed at once where it matters: the same with a call that is stopped by it.
        await LeaveAsync(redis, server, 1, listening: 1);
        Assert.Equal(1, await ListeningAsync(redis));
        await redis.CallAsync("PUBLISH", "kept", "done");
        await ListenersAsync(redis, 0);
        Assert.Equal(200, (await Post.Old("ping", session: session).SendAsync(server)).Status);
    }

    [Fact]
    public async Task R14_Told_to_end_under_load_it_finishes_what_it_has_and_takes_no_more()
    {
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}");
        await using var listener = await RawHttp.ConnectAsync(server.Port);
        await listener.SendAsync(Post.Of("subscriptions/listen", new { notifications = new { toolsListChanged = true } }, "\"listening\"").ToString());
        await listener.ReadHeadAsync();
        Assert.Contains("acknowledged", await listener.ReadChunkAsync(), StringComparison.Ordinal);
        string session = (await Post.Initialize().SendAsync(server))["Mcp-Session-Id"]!;
        await using var stream = await RawHttp.ConnectAsync(server.Port);
        await stream.SendAsync(Post.Old("ping", session: session).With("Content-Length", "0").Head("GET"));
        await stream.ReadHeadAsync();
        var working = await Task.WhenAll(Enumerable.Range(0, 10).Select(number => WaitAsync(server, $"working:{number}")));
        await ListenersAsync(redis, working.Length);
        var load = Enumerable.Range(0, 8).Select(_ => LoadAsync(server)).ToArray();
        await TestTimeout.UntilAsync("the load runs", async () => (await redis.CallAsync("INFO", "stats")).Text!.Contains("keyspace", StringComparison.Ordinal));

        using var clock = new GivenTime();
        server.Signal(Signals.Terminate);
        // Once the first is refused, those that wait get what they wait for.
        Assert.All(await Task.WhenAll(load), last => Assert.True(last is null or { Status: 503 }, last?.ToString()));
        foreach (int number in Enumerable.Range(0, working.Length))
        {
            await redis.CallAsync("PUBLISH", $"working:{number}", "done");
        }
        foreach (var connection in working)
        {
            var reply = await connection.ReadAsync();
            Assert.True(reply.Status == 200 && reply.Body.Contains("done", StringComparison.Ordinal), reply.ToString());
        }
        string end = await listener.ReadChunkAsync();
        Assert.Contains("\"id\":\"listening\"", end, StringComparison.Ordinal);
        Assert.Contains("\"result\":", end, StringComparison.Ordinal);
        Assert.Equal("", await listener.ReadChunkAsync());
        Assert.Equal(0, await server.WaitForExitAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"ended after {clock.Elapsed.TotalMilliseconds:0} ms");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Drained);
    }

    // Longer than a command line library waits by itself before it lets the process end.
    [Fact]
    public async Task R14_Told_to_end_it_waits_for_a_call_of_some_seconds()
    {
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}");
        await using var connection = await RawHttp.ConnectAsync(server.Port);
        await connection.SendAsync(Post.Call("redis_pubsub_read", new { channels = new[] { "nothing" }, timeoutMs = 4500 }).ToString());
        await ListenersAsync(redis, 1);
        server.Signal(Signals.Terminate);
        var reply = await connection.ReadAsync();
        Assert.True(reply.Status == 200 && reply.Body.Contains("\"result\"", StringComparison.Ordinal), reply.ToString());
        Assert.Equal(0, await server.WaitForExitAsync());
    }

    [Fact]
    public async Task R17_Twenty_thousand_connections_leave_nothing()
    {
        const int Connections = 20_000, Clients = 16;
        await using var redis = await RedisServerProcess.StartAsync();
        await using var server = await HttpProcess.StartAsync($"redis://127.0.0.1:{redis.Port}", "--rate-limit", "0");
        string request = Post.Call("redis_key_scan", new { pattern = "none" }).ToString();
        await ChurnAsync(Connections / 20);
        var (descriptors, threads) = (server.Descriptors, server.Threads);
        await ChurnAsync(Connections);
        await TestTimeout.UntilAsync("its descriptors are closed", () => Task.FromResult(server.Descriptors <= descriptors + 10));
        Assert.InRange(server.Descriptors, descriptors - 10, descriptors + 10);
        await TestTimeout.UntilAsync("its threads are gone", () => Task.FromResult(server.Threads <= threads + 10));

        async Task ChurnAsync(int count) => await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            for (int i = 0; i < count / Clients; i++)
            {
                await using var connection = await RawHttp.ConnectAsync(server.Port);
                await connection.SendAsync(request);
                Assert.Equal(200, (await connection.ReadAsync()).Status);
                if (i % 2 == 0)
                {
                    connection.Reset();
                }
            }
        }));
    }

    /// <summary>A call that waits for a message on a channel.</summary>
    private static async Task<RawHttp> WaitAsync(HttpProcess server, string channel)
    {
        var connection = await RawHttp.ConnectAsync(server.Port);
        await connection.SendAsync(Post.Call("redis_pubsub_read", new { channels = new[] { channel }, limit = 1, timeoutMs = (int)LongCall.TotalMilliseconds }).ToString());
        return connection;
    }

    private static async Task LeaveAsync(RedisServerProcess redis, HttpProcess server, int count, int listening = 0)
    {
        const int AtOnce = 20;
        for (int left = count; left > 0; left -= AtOnce)
        {
            int now = Math.Min(left, AtOnce);
            var connections = await Task.WhenAll(Enumerable.Range(0, now).Select(number => WaitAsync(server, $"left:{number}")));
            await ListenersAsync(redis, listening + now);
            foreach (var connection in connections)
            {
                connection.Reset();
            }
            await ListenersAsync(redis, listening);
        }
    }

    /// <summary>Calls until one is not served; null when it is not even let in.</summary>
    private static async Task<RawResponse?> LoadAsync(HttpProcess server)
    {
        try
        {
            await using var connection = await RawHttp.ConnectAsync(server.Port);
            while (true)
            {
                await connection.SendAsync(Post.Call("redis_key_scan", new { pattern = "none" }).ToString());
                if (await connection.ReadAsync() is { Status: not 200 } last)
                {
                    return last;
                }
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    private static async Task ListenersAsync(RedisServerProcess redis, int count) =>
        await TestTimeout.UntilAsync($"{count} calls listen", async () => await ListeningAsync(redis) == count);

    private static async Task<int> ListeningAsync(RedisServerProcess redis) => (await redis.CallAsync("PUBSUB", "CHANNELS")).Texts.Count;
}
