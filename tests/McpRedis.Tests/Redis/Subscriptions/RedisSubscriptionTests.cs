using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Subscriptions;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Subscriptions;

/// <summary>Listening at the waist: bounded, ordered, and gone when it ends.</summary>
public sealed class RedisSubscriptionTests
{
    [Fact]
    public async Task Thousand_rounds_leave_neither_a_subscription_nor_a_connection()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        var gateway = Gateway(connection);
        await using var raw = await server.ConnectAsync();
        for (int i = 0; i < 1000; i++)
        {
            await using var subscription = await gateway.SubscribeAsync(Request("c", "p*"), TestTimeout.Token());
            if (i % 100 == 0)
            {
                await raw.CallAsync("PUBLISH", "c", i);
                Assert.Equal(i.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString((await subscription.ReadAsync(TestTimeout.Token())).Payload));
            }
        }
        await TestTimeout.UntilAsync("the server has seen them all go", async () => (await raw.CallAsync("PUBSUB", "NUMPAT")).Integer == 0 && (await raw.CallAsync("PUBSUB", "CHANNELS")).Texts.Count == 0);
        // The raw one, and the library's two.
        await TestTimeout.UntilAsync("their connections are closed", async () => (await raw.InfoAsync("clients"))["connected_clients"] is "1" or "2" or "3");
    }

    [Fact]
    public async Task Slow_reader_loses_the_oldest_and_is_told_how_many()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        await using var subscription = await Gateway(connection).SubscribeAsync(Request("c") with { MaxWaiting = 100 }, TestTimeout.Token());
        await using var raw = await server.ConnectAsync();
        for (int i = 0; i < 5000; i++)
        {
            await raw.CallAsync("PUBLISH", "c", i);
        }
        await TestTimeout.UntilAsync("all have come", () => Task.FromResult(subscription.Dropped == 4900));
        for (int i = 4900; i < 5000; i++)
        {
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString((await subscription.ReadAsync(TestTimeout.Token())).Payload));
        }
    }

    [Fact]
    public async Task Undeclared_listening_is_stopped_at_the_fence()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        var gateway = connection.Bind(null, ["SUBSCRIBE"], AccessLevel.Full, new CommandTrace());
        await using var recorder = await MonitorRecorder.StartAsync(server);
        foreach (var topic in new[] { Topic.Pattern("p*"u8.ToArray()), Topic.Shard("s"u8.ToArray()) })
        {
            var fault = await Assert.ThrowsAsync<Fault>(() => gateway.SubscribeAsync(new SubscribeRequest([topic]), TestTimeout.Token()));
            Assert.Equal(ErrorCode.CommandNotAllowed, fault.Code);
        }
        Assert.Empty(await recorder.StopAsync());
    }

    [Fact]
    public async Task Topics_come_and_go_while_listening_also_over_a_lost_connection()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        int gaps = 0;
        await using var subscription = await Gateway(connection).SubscribeAsync(Request("a") with { AfterGap = () => Interlocked.Increment(ref gaps) }, TestTimeout.Token());
        await subscription.AddAsync(Topic.Channel("b"u8.ToArray()), TestTimeout.Token());
        await subscription.RemoveAsync(Topic.Channel("a"u8.ToArray()), TestTimeout.Token());
        await server.CallAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        await TestTimeout.UntilAsync("it listens again", async () => (await server.CallAsync("PUBLISH", "b", "x")).Integer == 1);
        await TestTimeout.UntilAsync("the gap is told", () => Task.FromResult(Volatile.Read(ref gaps) == 1));
        Assert.Equal(["b"], (await server.CallAsync("PUBSUB", "CHANNELS")).Texts);
        Assert.Equal("b", Encoding.ASCII.GetString((await subscription.ReadAsync(TestTimeout.Token())).Channel));
        await subscription.RemoveAsync(Topic.Channel("b"u8.ToArray()), TestTimeout.Token());
        Assert.Empty((await server.CallAsync("PUBSUB", "CHANNELS")).Texts);
    }

    [Fact]
    public async Task Line_that_has_gone_silent_is_given_up()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, null, TimeProvider.System);
        await using var subscription = await Gateway(connection).SubscribeAsync(Request("c"), TestTimeout.Token());
        server.Pause();
        await TestTimeout.UntilAsync("the silence is noticed", () => Task.FromResult(subscription is { Interruptions: 1, IsListening: false }));
        server.Resume();
        await TestTimeout.UntilAsync("it listens again", async () => subscription.IsListening && (await server.CallAsync("PUBLISH", "c", "x")).Integer >= 1);
    }

    private static SubscribeRequest Request(string channel, string? pattern = null) =>
        new([Topic.Channel(Encoding.ASCII.GetBytes(channel)), .. pattern is null ? [] : new[] { Topic.Pattern(Encoding.ASCII.GetBytes(pattern)) }]);

    private static RedisGateway Gateway(RedisConnection connection) => connection.Bind(null, ["SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"], AccessLevel.Read, new CommandTrace());
}
