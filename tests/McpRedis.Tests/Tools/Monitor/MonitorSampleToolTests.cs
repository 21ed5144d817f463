using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Monitor;

public sealed class MonitorSampleToolTests(ClusterFixture clusters)
{
    private const string Tool = "redis_monitor_sample";

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task MonitorSample_counts_by_command_prefix_and_client_and_shows_no_values(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        ToolAnswer? answer = null;
        var reply = await WholeAsync(async () => (answer = await WhileAsync(server, () => mcp.SendAsync(Tool, new { timeoutMs = 10_000, limit = 300 }))).Reply);
        Assert.Equal("limit", Node(reply).At("endedBy").GetString());
        Assert.Equal(300, reply.At("commands").GetInt32());
        var commands = reply.List("byCommand").ToDictionary(row => row.At("command").GetString()!, row => row.At("commands").GetInt32());
        Assert.InRange(commands["SET"], 50, 250);
        Assert.InRange(commands["GET"], 50, 250);
        Assert.Equal(300, commands.Values.Sum());
        var prefix = reply.List("byPrefix")[0];
        Assert.Equal("user:*", prefix.At("prefix").At("text").GetString());
        Assert.InRange(prefix.At("writes").GetInt32(), 50, 250);
        Assert.InRange(reply.At("inScripts").GetInt32(), 1, 150);
        var client = Assert.Single(reply.List("byClient"));
        Assert.Equal(("127.0.0.1", "shop", 1), (client.At("address").GetString(), client.At("name").At("text").GetString(), client.At("connections").GetInt32()));
        Assert.DoesNotContain("secret", answer!.Text, StringComparison.OrdinalIgnoreCase);
        var cost = Node(reply).At("cost");
        Assert.InRange(cost.At("monitorBytes").GetInt64(), 300 * 40, 1 << 20);
        Assert.InRange(cost.At("outputPercent").GetDouble(), 1, 100);
        Assert.InRange(cost.At("commandsPerSecondDuring").GetDouble(), 1, 10_000_000);
        await TestTimeout.UntilAsync("nobody monitors any more", async () => !(await server.CallAsync("CLIENT", "LIST")).Text.Contains("flags=O", StringComparison.Ordinal));
    }

    [Fact]
    public async Task MonitorSample_of_a_quiet_server_does_not_count_itself()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var reply = await WholeAsync(() => mcp.CallAsync(Tool, new { timeoutMs = 500 }));
        Assert.Equal((0, "time"), (reply.At("commands").GetInt32(), Node(reply).At("endedBy").GetString()));
        Assert.InRange(Node(reply).At("seconds").GetDouble(), 0.4, 60);
    }

    [Fact]
    public async Task MonitorSample_takes_large_arguments()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await using RawRedis client = await server.ConnectAsync();
        var reply = await WholeAsync(async () =>
        {
            var sampling = mcp.CallAsync(Tool, new { timeoutMs = 10_000, limit = 2 });
            await MonitoredAsync(server, sampling);
            await client.CallAsync("SET", "big:1", new string('v', 300_000));
            await client.CallAsync("GET", "big:1");
            return await sampling;
        });
        Assert.Equal(("big:*", 2), (reply.List("byPrefix")[0].At("prefix").At("text").GetString(), reply.List("byPrefix")[0].At("commands").GetInt32()));
    }

    [Fact]
    public async Task MonitorSample_ends_at_once_when_the_server_answers_late()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var sampling = mcp.CallAsync(Tool, new { timeoutMs = 10_000 });
        await MonitoredAsync(server, sampling);
        await server.CallAsync("DEBUG", "SLEEP", "1");
        var reply = await sampling;
        Assert.Equal("latency", Node(reply).At("endedBy").GetString());
        Assert.InRange(Node(reply).At("cost").At("longestLatencyMs").GetDouble(), 100, 60_000);
        Assert.Contains("answered late", reply.List("warnings")[^1].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MonitorSample_asks_first_and_sends_nothing_until_then()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var asked = await mcp.FailAsync(Tool, new { timeoutMs = 200 });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("200 ms", asked.Message, StringComparison.Ordinal);
        await using RawRedis redis = await server.ConnectAsync();
        Assert.DoesNotContain("cmdstat_monitor", (await redis.InfoAsync("commandstats")).Keys);
        await mcp.CallAsync(Tool, new { timeoutMs = 200, confirmToken = asked.ConfirmToken });
        Assert.Contains("cmdstat_monitor", (await redis.InfoAsync("commandstats")).Keys);
    }

    [Fact]
    public async Task MonitorSample_under_a_scope_or_below_full_access_is_refused()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var scoped = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool)).Code);
        await using var writing = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = "write" });
        Assert.Equal("access_denied", (await writing.FailAsync(Tool)).Code);
        await using RawRedis redis = await server.ConnectAsync();
        Assert.DoesNotContain("cmdstat_monitor", (await redis.InfoAsync("commandstats")).Keys);
    }

    [Fact]
    public async Task MonitorSample_of_a_user_without_the_right_says_which()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* &* +@all -monitor");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool);
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+monitor", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MonitorSample_tells_nothing_of_databases_that_are_closed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Databases = [0] }], ToolHarness.Unconfirmed);
        await using RawRedis client = await server.ConnectAsync();
        await client.CallAsync("SELECT", 3);
        var reply = await WholeAsync(async () =>
        {
            var sampling = mcp.CallAsync(Tool, new { timeoutMs = 10_000, limit = 1 });
            await MonitoredAsync(server, sampling);
            await client.CallAsync("SET", "closed:1", "v");
            await server.CallAsync("SET", "open:1", "v");
            return await sampling;
        });
        Assert.Equal("open:*", Assert.Single(reply.List("byPrefix")).At("prefix").At("text").GetString());
    }

    [Fact]
    public async Task MonitorSample_where_database_0_is_closed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Database = 3, Databases = [3] }], ToolHarness.Unconfirmed);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { timeoutMs = 100 })).At("commands").GetInt32());
    }

    [Fact]
    public async Task MonitorSample_of_a_cluster_covers_every_master()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Nodes[0].Options()], ToolHarness.Unconfirmed);
        using var end = new CancellationTokenSource();
        var traffic = Task.WhenAll(cluster.Masters.Select(master => PingAsync(master, end.Token)));
        var reply = await WholeAsync(() => mcp.CallAsync(Tool, new { timeoutMs = 10_000, limit = 20 }));
        await end.CancelAsync();
        await traffic;
        Assert.Equal(3, reply.List("nodes").Length);
        Assert.All(reply.List("nodes"), node => Assert.Equal(20, node.At("commands").GetInt32()));
        Assert.Equal(60, reply.At("commands").GetInt32());
    }

    private static JsonElement Node(JsonElement reply) => Assert.Single(reply.List("nodes"));

    // On a busy machine a server may well answer late, and then a sample is cut short as it should be: that one does not count.
    private static async Task<JsonElement> WholeAsync(Func<Task<JsonElement>> sample)
    {
        JsonElement reply = default;
        await TestTimeout.UntilAsync("a sample that is not cut short", async () => (reply = await sample()).List("nodes").All(node => node.At("endedBy").GetString() != "latency"));
        return reply;
    }

    private static Task MonitoredAsync(RedisServerProcess server, Task sampling) =>
        TestTimeout.UntilAsync("MONITOR has begun", async () => sampling.IsCompleted || (await server.CallAsync("CLIENT", "LIST")).Text.Contains("flags=O", StringComparison.Ordinal));

    private static async Task<ToolAnswer> WhileAsync(RedisServerProcess server, Func<Task<ToolAnswer>> sample)
    {
        using var end = new CancellationTokenSource();
        var traffic = TrafficAsync(server, end.Token);
        var answer = await sample();
        await end.CancelAsync();
        await traffic;
        return answer;
    }

    private static async Task TrafficAsync(RedisServerProcess server, CancellationToken end)
    {
        await using RawRedis client = await server.ConnectAsync();
        await client.CallAsync("CLIENT", "SETNAME", "shop");
        for (int i = 0; !end.IsCancellationRequested; i++)
        {
            await client.CallAsync("SET", $"user:{i}:cart", "secret-value");
            await client.CallAsync("GET", $"user:{i}:cart");
            if (i % 5 == 0)
            {
                await client.CallAsync("EVAL", "return redis.call('exists', KEYS[1])", 1, $"user:{i}:cart");
            }
        }
    }

    private static async Task PingAsync(RedisServerProcess server, CancellationToken end)
    {
        await using RawRedis client = await server.ConnectAsync();
        while (!end.IsCancellationRequested)
        {
            await client.CallAsync("PING");
        }
    }
}
