using System.Globalization;
using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Resources;
using McpRedis.Tests.Stdio;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Resources;

/// <summary>Live updates of both eras, line by line as they go over the wire.</summary>
public sealed class ResourceSubscriptionsTests
{
    private const string Key = "redis://default/0/keys/a%2Fb";
    private const string Meta = """
        "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"}}
        """;

    [Fact]
    public async Task Handshake_era_hears_of_changes_until_it_unsubscribes()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var line = LineServer.Ours(composition);
        await line.InitializeAsync();
        Assert.True((await line.AskAsync(Ask("resources/subscribe", 1))).TryGetProperty("result", out _));
        Assert.True((await line.AskAsync(Ask("resources/subscribe", 2))).TryGetProperty("result", out _));
        Assert.Equal(1, await ListenersAsync(server));
        await server.CallAsync("SET", "other", "x");
        await server.CallAsync("SET", "a/b", "x");
        var told = await line.NextAsync();
        Assert.Equal("notifications/resources/updated", told.GetProperty("method").GetString());
        Assert.Equal(Key, told.GetProperty("params").GetProperty("uri").GetString());
        Assert.False(told.GetProperty("params").TryGetProperty("_meta", out _));
        Assert.True((await line.AskAsync(Ask("resources/unsubscribe", 3))).TryGetProperty("result", out _));
        Assert.Equal(0, await ListenersAsync(server));
        await NobodyListensAsync(server);
        await server.CallAsync("SET", "a/b", "y");
        await line.SilentAsync();
        Assert.True((await line.AskAsync(Ask("resources/unsubscribe", 4))).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task Stateless_era_listens_as_long_as_its_request()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var line = LineServer.Ours(composition);
        var acknowledged = await line.AskAsync(Listen(7, Key));
        Assert.Equal("notifications/subscriptions/acknowledged", acknowledged.GetProperty("method").GetString());
        Assert.Equal(Key, acknowledged.GetProperty("params").GetProperty("notifications").GetProperty("resourceSubscriptions")[0].GetString());
        Assert.Equal(7, Subscription(acknowledged));
        await line.AskAsync(Listen(8, Key));
        Assert.Equal(1, await ListenersAsync(server));
        await server.CallAsync("SET", "a/b", "x");
        var told = new[] { await line.NextAsync(), await line.NextAsync() };
        Assert.All(told, t => Assert.Equal(("notifications/resources/updated", Key), (t.GetProperty("method").GetString(), t.GetProperty("params").GetProperty("uri").GetString())));
        Assert.Equal([7L, 8L], told.Select(Subscription).Order());
        await line.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");
        await line.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":8}}""");
        await NobodyListensAsync(server);
        // A cancelled request gets no answer: the next line is the next one's.
        Assert.Equal(9, (await line.AskAsync(RequestTable.Request("server/discover", $$$"""{ {{{Meta}}} }""", "9"))).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Client_that_leaves_ends_its_subscriptions()
    {
        await using var server = await StartAsync();
        await using (var composition = Compose(server))
        {
            await using var line = LineServer.Ours(composition);
            await line.InitializeAsync();
            await line.AskAsync(Ask("resources/subscribe", 1));
            Assert.Equal(1, await ListenersAsync(server));
        }
        await NobodyListensAsync(server);
    }

    [Fact]
    public async Task Many_changes_at_once_are_told_a_few_times()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        int told = 0;
        await using var watch = await WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.FromResult(Interlocked.Increment(ref told)), TestTimeout.Token());
        var clock = System.Diagnostics.Stopwatch.StartNew();
        await using var raw = await server.ConnectAsync();
        for (int i = 0; i < 2000; i++)
        {
            await raw.CallAsync("SET", "a/b", i);
        }
        await TestTimeout.UntilAsync("the last change is told too", () => Task.FromResult(Volatile.Read(ref told) >= 2));
        Assert.InRange(told, 2, 2 + (int)(clock.Elapsed / KeyWatch.Pause));
    }

    [Fact]
    public async Task After_a_lost_connection_everything_may_have_changed()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        var told = new TaskCompletionSource();
        await using var watch = await WatchAsync(composition, KeyUri.TryParse(Key)!, _ => { told.TrySetResult(); return Task.CompletedTask; }, TestTimeout.Token());
        await server.CallAsync("CLIENT", "KILL", "TYPE", "PUBSUB");
        await told.Task.WaitAsync(TestTimeout.HangGuard);
        Assert.Equal(1, await ListenersAsync(server));
    }

    [Theory]
    [InlineData("")]
    [InlineData("K$")]
    [InlineData("EA")]
    public async Task Server_that_tells_of_no_changes_is_named_as_the_reason(string events)
    {
        await using var server = await RedisServerProcess.StartAsync($"notify-keyspace-events \"{events}\"");
        await using var composition = Compose(server);
        await using var line = LineServer.Ours(composition);
        await line.InitializeAsync();
        string message = (await line.AskAsync(Ask("resources/subscribe", 1))).GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains("unsupported_by_server", message, StringComparison.Ordinal);
        Assert.Contains("notify-keyspace-events", message, StringComparison.Ordinal);
        Assert.Equal("", events.Length == 0 ? (await server.CallAsync("CONFIG", "GET", "notify-keyspace-events"))[1].Text : "");
        await using var stateless = LineServer.Ours(composition);
        Assert.Contains("notify-keyspace-events", (await stateless.AskAsync(Listen(1, Key))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        await NobodyListensAsync(server);
    }

    // A setting taken back while others watch: the next one hears of it.
    [Fact]
    public async Task Setting_is_asked_for_with_every_watch()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var first = await WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.CompletedTask, TestTimeout.Token());
        await server.CallAsync("CONFIG", "SET", "notify-keyspace-events", "");
        var fault = await Assert.ThrowsAsync<McpRedis.Faults.Fault>(() => WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.CompletedTask, TestTimeout.Token()));
        Assert.Equal(McpRedis.Faults.ErrorCode.UnsupportedByServer, fault.Code);
        Assert.Equal(1, await ListenersAsync(server));
    }

    [Fact]
    public async Task Server_that_hides_its_settings_is_taken_at_the_operators_word()
    {
        await using var server = await RedisServerProcess.StartAsync("notify-keyspace-events KA", "rename-command CONFIG \"\"");
        await using var composition = Compose(server);
        var told = new TaskCompletionSource();
        await using var watch = await WatchAsync(composition, KeyUri.TryParse(Key)!, _ => { told.TrySetResult(); return Task.CompletedTask; }, TestTimeout.Token());
        await server.CallAsync("SET", "a/b", "x");
        await told.Task.WaitAsync(TestTimeout.HangGuard);
    }

    [Fact]
    public async Task Requests_side_by_side_for_one_resource_make_one_watch()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        await using var line = LineServer.Ours(composition);
        await line.InitializeAsync();
        for (int id = 1; id <= 20; id++)
        {
            await line.SendAsync(Ask("resources/subscribe", id));
        }
        for (int id = 1; id <= 20; id++)
        {
            Assert.True((await line.NextAsync()).TryGetProperty("result", out _));
        }
        Assert.True((await line.AskAsync(Ask("resources/unsubscribe", 21))).TryGetProperty("result", out _));
        await NobodyListensAsync(server);
    }

    [Fact]
    public async Task What_may_not_be_read_cannot_be_watched()
    {
        await using var server = await StartAsync();
        await using var composition = new Composition(ToolHarness.Everything with { KeyPrefix = "app:" }, [server.Options() with { Databases = [0] }], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var line = LineServer.Ours(composition);
        await line.InitializeAsync();
        Assert.Contains("key_out_of_scope", (await line.AskAsync(Ask("resources/subscribe", 1))).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        foreach (string uri in new[] { "redis://default/1/keys/app:a", "redis://other/0/keys/app:a", "x" })
        {
            Assert.Equal(-32002, (await line.AskAsync(Ask("resources/subscribe", 2, uri))).GetProperty("error").GetProperty("code").GetInt32());
        }
        Assert.True((await line.AskAsync(Ask("resources/subscribe", 3, "redis://default/0/keys/app:a"))).TryGetProperty("result", out _));
    }

    [Fact]
    public async Task User_without_the_channel_hears_which_right_is_missing_and_one_without_config_can_watch()
    {
        await using var server = await StartAsync();
        await server.CallAsync("ACL", "SETUSER", "none", "on", ">secret", "~*", "resetchannels", "+@all");
        await server.CallAsync("ACL", "SETUSER", "some", "on", ">secret", "~*", "&__keyspace*", "+@all", "-config");
        await using (var composition = Compose(server, "none"))
        {
            var fault = await Assert.ThrowsAsync<McpRedis.Faults.Fault>(() => WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.CompletedTask, TestTimeout.Token()));
            Assert.Equal(McpRedis.Faults.ErrorCode.NotPermitted, fault.Code);
            Assert.Contains("&pattern", fault.Hint, StringComparison.Ordinal);
            await NobodyListensAsync(server);
        }
        await using var other = Compose(server, "some");
        var told = new TaskCompletionSource();
        await using var watch = await WatchAsync(other, KeyUri.TryParse(Key)!, _ => { told.TrySetResult(); return Task.CompletedTask; }, TestTimeout.Token());
        await server.CallAsync("DEL", "a/b");
        await server.CallAsync("SET", "a/b", "x");
        await told.Task.WaitAsync(TestTimeout.HangGuard);
    }

    [Fact]
    public async Task Watches_are_bounded_and_come_back()
    {
        await using var server = await StartAsync();
        await using var composition = Compose(server);
        var watches = new List<IAsyncDisposable>();
        for (int i = 0; i < ResourceUpdates.MaxOfOne; i++)
        {
            watches.Add(await WatchAsync(composition, KeyUri.TryParse("redis://default/0/keys/" + i.ToString(CultureInfo.InvariantCulture))!, _ => Task.CompletedTask, TestTimeout.Token()));
        }
        var fault = await Assert.ThrowsAsync<McpRedis.Faults.Fault>(() => WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.CompletedTask, TestTimeout.Token()));
        Assert.Equal(McpRedis.Faults.ErrorCode.RateLimited, fault.Code);
        Assert.Single((await server.CallAsync("CLIENT", "LIST", "TYPE", "PUBSUB")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), l => l.Contains("sub=200", StringComparison.Ordinal));
        foreach (var watch in watches)
        {
            await watch.DisposeAsync();
            await watch.DisposeAsync();
        }
        await using var again = await WatchAsync(composition, KeyUri.TryParse(Key)!, _ => Task.CompletedTask, TestTimeout.Token());
    }

    [Fact]
    public async Task Keys_of_every_master_of_a_cluster_are_watched()
    {
        await using var cluster = await RedisCluster.StartAsync(3, 0, "notify-keyspace-events KA");
        await using var composition = Compose(cluster.Masters[0]);
        for (int i = 0; i < 6; i++)
        {
            var told = new TaskCompletionSource();
            string key = "k" + i.ToString(CultureInfo.InvariantCulture);
            await using var watch = await WatchAsync(composition, KeyUri.TryParse("redis://default/0/keys/" + key)!, _ => { told.TrySetResult(); return Task.CompletedTask; }, TestTimeout.Token());
            await cluster.MasterOf((int)(await cluster.Masters[0].CallAsync("CLUSTER", "KEYSLOT", key)).Integer).CallAsync("SET", key, "x");
            await told.Task.WaitAsync(TestTimeout.HangGuard);
        }
    }

    private static Task<RedisServerProcess> StartAsync() => RedisServerProcess.StartAsync("notify-keyspace-events KA");

    private static Composition Compose(RedisServerProcess server, string? user = null) =>
        new(ToolHarness.Everything, [server.Options() with { User = user, Password = user is null ? null : "secret" }], null, NullLoggerFactory.Instance, TimeProvider.System);

    private static Task<IAsyncDisposable> WatchAsync(Composition composition, KeyUri key, Func<CancellationToken, Task> changed, CancellationToken cancellationToken) =>
        composition.Updates.WatchAsync("ada", composition.Connections.Get(key.Connection), key, changed, cancellationToken);

    private static string Ask(string method, int id, string uri = Key) => RequestTable.Request(method, $$$"""{"uri":"{{{uri}}}"}""", id.ToString(CultureInfo.InvariantCulture));

    private static string Listen(int id, string uri) =>
        RequestTable.Request("subscriptions/listen", $$$"""{"notifications":{"resourceSubscriptions":["{{{uri}}}"]},{{{Meta}}} }""", id.ToString(CultureInfo.InvariantCulture));

    private static long Subscription(JsonElement message) => message.GetProperty("params").GetProperty("_meta").GetProperty("io.modelcontextprotocol/subscriptionId").GetInt64();

    private static async Task<long> ListenersAsync(RedisServerProcess server) => (await server.CallAsync("PUBSUB", "NUMSUB", "__keyspace@0__:a/b"))[1].Integer;

    private static Task NobodyListensAsync(RedisServerProcess server) => TestTimeout.UntilAsync("nobody listens", async () => (await server.CallAsync("PUBSUB", "CHANNELS")).Texts.Count == 0);
}
