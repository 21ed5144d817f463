using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using McpRedis.Tests.Support;
using StackExchange.Redis;

namespace McpRedis.Tests.Compat;

// What the client makes of a server that goes away, freezes, or never was there. A caller must only ever see the client's
// own kinds of failure: never an exception of the transport, and never somebody else's reply.
public sealed class ClientFaultTests
{
    [Theory]
    [InlineData(RedisProtocol.Resp2)]
    [InlineData(RedisProtocol.Resp3)]
    public async Task Killed_and_restarted_under_load(RedisProtocol protocol)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var client = await TestClient.ConnectAsync(server, protocol, QuickToReconnect);
        var events = new ConcurrentQueue<string>();
        client.ConnectionFailed += (_, _) => events.Enqueue("failed");
        client.ConnectionRestored += (_, _) => events.Enqueue("restored");
        var database = client.GetDatabase();
        var messages = await client.GetSubscriber().SubscribeAsync(RedisChannel.Literal("news"));
        await using var load = new Load(database);

        for (var round = 1; round <= 3; round++)
        {
            await load.MovesOnAsync();
            await server.KillAsync();
            await TestTimeout.UntilAsync("the loss is noticed", () => Task.FromResult(!client.IsConnected));
            await server.RestartAsync();
            await TestClient.WorksAsync(database);
            await load.MovesOnAsync();
            await SubscribedAgainAsync(server, messages, $"round {round}");
        }

        await load.StopAsync();
        Assert.Contains("failed", events);
        Assert.Contains("restored", events);
        Assert.NotEmpty(load.Failures);
        Assert.All(load.Failures, e => Assert.True(TestClient.IsConnectionFailure(e), $"{e}"));
        Assert.Empty(load.WrongReplies);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_frozen_server_ends_in_timeouts_and_then_replies_match_their_requests(bool tls)
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = tls });
        await using var client = await TestClient.ConnectAsync(server, more: options =>
        {
            QuickToReconnect(options);
            options.SyncTimeout = options.AsyncTimeout = 1000;
        });
        var database = client.GetDatabase();
        await Task.WhenAll(Enumerable.Range(0, 500).Select(i => database.StringSetAsync($"k{i}", i)));

        server.Pause();
        var writes = Enumerable.Range(0, 40).Select(i => database.StringSetAsync($"large{i}", new byte[1_000_000]));
        var reads = Enumerable.Range(0, 40).Select(i => database.StringGetAsync($"k{i}"));
        Task[] calls = [.. writes, .. reads];
        await Task.WhenAny(Task.WhenAll(calls)).WaitAsync(TestTimeout.HangGuard);
        server.Resume();

        // A call may have slipped through before the signal took effect; the large writes cannot all have.
        var failures = calls.Select(TestClient.FailureOf).OfType<Exception>().ToArray();
        Assert.NotEmpty(failures);
        Assert.All(failures, e => Assert.True(TestClient.IsConnectionFailure(e), $"{e}"));
        await TestClient.WorksAsync(database);
        for (var i = 0; i < 500; i++)
        {
            Assert.Equal(i, await database.StringGetAsync($"k{i}"));
        }
    }

    [Fact]
    public async Task Fifty_orderly_closes_with_commands_in_flight_lose_none()
    {
        await using var server = await RedisServerProcess.StartAsync();
        for (var round = 0; round < 50; round++)
        {
            var client = await TestClient.ConnectAsync(server);
            var counts = Enumerable.Range(0, 500).Select(_ => client.GetDatabase().StringIncrementAsync("n")).ToArray();
            await client.CloseAsync(allowCommandsToComplete: true);
            await Task.WhenAll(counts).WaitAsync(TestTimeout.HangGuard);
            await client.DisposeAsync();
        }

        await using var redis = await server.ConnectAsync();
        Assert.Equal(50 * 500, int.Parse((await redis.CallAsync("GET", "n")).Text, null));
        await TestTimeout.UntilAsync(
            "the server sees every connection closed",
            async () => (await redis.InfoAsync("clients"))["connected_clients"] == "1");
    }

    [Fact]
    public async Task Connections_that_the_server_closes_are_replaced()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var client = await TestClient.ConnectAsync(server, more: QuickToReconnect);
        await using var load = new Load(client.GetDatabase());
        await using var redis = await server.ConnectAsync();
        for (var round = 0; round < 10; round++)
        {
            await load.MovesOnAsync();
            await redis.CallAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        }

        await load.MovesOnAsync();
        await load.StopAsync();
        Assert.All(load.Failures, e => Assert.True(TestClient.IsConnectionFailure(e), $"{e}"));
        Assert.Empty(load.WrongReplies);
    }

    [Fact]
    public async Task Nobody_listens()
    {
        var options = Impatient();
        options.EndPoints.Add(IPAddress.Loopback, FreePort.Next());

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_given_up()
    {
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        var options = Impatient();
        options.EndPoints.Add(silent.LocalEndPoint!);

        await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options).WaitAsync(TestTimeout.HangGuard));
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = true });
        var options = Impatient();
        options.EndPoints.Add(IPAddress.Loopback, server.Port);
        options.ConnectTimeout = 10_000; // room for the handshake
        options.Ssl = true;
        options.SslHost = "localhost";

        var error = await Assert.ThrowsAsync<RedisConnectionException>(() => ConnectionMultiplexer.ConnectAsync(options));
        Assert.IsType<AuthenticationException>(error.InnerException);
    }

    // The client sometimes misses that an attempt has failed already, and then waits for the rest of its connect timeout,
    // once for each retry.
    private static ConfigurationOptions Impatient()
    {
        var options = TestClient.Patient();
        options.ConnectTimeout = 500;
        options.ConnectRetry = 1;
        return options;
    }

    private static void QuickToReconnect(ConfigurationOptions options)
    {
        options.ReconnectRetryPolicy = new LinearRetry(100);
        options.HeartbeatInterval = TimeSpan.FromMilliseconds(100);
    }

    // Messages sent before the subscription is back are lost by design, so ask until one arrives.
    private static async Task SubscribedAgainAsync(RedisServerProcess server, ChannelMessageQueue messages, string text)
    {
        await TestTimeout.UntilAsync("the subscription is back", async () => (await server.CallAsync("PUBLISH", "news", text)).Integer == 1);
        Assert.Equal(text, (await messages.ReadAsync(TestTimeout.Token())).Message);
    }
}
