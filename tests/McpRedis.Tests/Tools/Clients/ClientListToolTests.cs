using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Clients;

public sealed class ClientListToolTests(ClusterFixture clusters)
{
    private const string Tool = "redis_client_list";

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task ClientList_tells_what_each_is_about(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine, "user worker on >secret ~* &* +@all");
        await using RawRedis blocked = await NamedAsync(server, "queue-worker", "worker", "secret");
        await blocked.WriteAsync("BLPOP", "queue", 0);
        await using RawRedis queueing = await NamedAsync(server, "shop");
        await queueing.CallAsync("MULTI");
        await queueing.CallAsync("SET", "a", "b");
        await using RawRedis listening = await NamedAsync(server, "ears");
        await listening.CallAsync("SUBSCRIBE", "news");
        await using var mcp = await ToolHarness.StartAsync(server);
        await TestTimeout.UntilAsync("the worker waits", async () => (await mcp.CallAsync(Tool, new { flags = new[] { "blocked" } })).At("total").GetInt32() == 1);

        var items = (await mcp.CallAsync(Tool)).List("items").Where(item => !item.IsNull("name")).ToLookup(item => item.At("name").At("text").GetString()!);
        var worker = items["queue-worker"].Single();
        Assert.Equal(("worker", "blpop", "normal"), (worker.At("user").At("text").GetString(), worker.At("command").GetString(), worker.At("type").GetString()));
        Assert.Equal(["blocked"], worker.List("flags").Select(flag => flag.GetString()));
        Assert.StartsWith("127.0.0.1:", worker.At("address").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, items["shop"].Single().At("queued").GetInt32());
        var ears = items["ears"].Single();
        Assert.Equal(("pubsub", 1), (ears.At("type").GetString(), ears.At("subscriptions").GetInt32()));
        Assert.All(items["mcp-redis"], item => Assert.True(item.At("own").GetBoolean()));
        Assert.NotEmpty(items["mcp-redis"]);
        Assert.All(new[] { worker, ears }, item => Assert.False(item.At("own").GetBoolean()));
        Assert.InRange(worker.At("memoryBytes").GetInt64(), 1, 1 << 24);
    }

    [Fact]
    public async Task ClientList_filters_and_groups()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        var clients = new List<RawRedis>();
        for (int i = 0; i < 5; i++)
        {
            clients.Add(await NamedAsync(server, i < 3 ? "web" : "cron"));
        }
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { name = "web" })).At("total").GetInt32());
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { name = "cron", address = "127.0.0.1", type = "normal", user = "default" })).At("total").GetInt32());
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { minIdleMs = 3_600_000 })).At("total").GetInt32());
        var one = await mcp.CallAsync(Tool, new { name = "web", limit = 1 });
        Assert.Equal((1, 3, "limit"), (one.List("items").Length, one.At("total").GetInt32(), one.At("truncatedBy").GetString()));
        var groups = (await mcp.CallAsync(Tool, new { groupBy = "name" })).List("groups").ToDictionary(group => group.At("key").At("text").GetString()!, group => group.At("clients").GetInt32());
        Assert.Equal((3, 2), (groups["web"], groups["cron"]));
        var host = Assert.Single((await mcp.CallAsync(Tool, new { groupBy = "address" })).List("groups"));
        Assert.Equal("127.0.0.1", host.At("key").At("text").GetString());
        Assert.InRange(host.At("clients").GetInt32(), 6, 20);
        Assert.Contains("'blocked'", (await mcp.FailAsync(Tool, new { flags = new[] { "bloked" } })).Message, StringComparison.Ordinal);
        foreach (RawRedis client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task ClientList_keeps_to_a_small_budget_and_says_so()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        var clients = new List<RawRedis>();
        for (int i = 0; i < 40; i++)
        {
            clients.Add(await NamedAsync(server, new string('n', 60)));
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var answer = await mcp.SendAsync(Tool);
        Assert.InRange(answer.Text.Length, 500, 4096);
        Assert.Equal("bytes", answer.Reply.At("truncatedBy").GetString());
        Assert.InRange(answer.Reply.At("total").GetInt32(), 41, 60);
        foreach (RawRedis client in clients)
        {
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task ClientList_below_full_access_tells_no_addresses()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { Access = "read" });
        var answer = await mcp.SendAsync(Tool);
        Assert.DoesNotContain("127.0.0.1", answer.Text, StringComparison.Ordinal);
        Assert.NotEmpty(answer.Reply.List("items"));
        Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { groupBy = "address" })).Code);
        Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { address = "127.0.0.1" })).Code);
    }

    [Fact]
    public async Task ClientList_under_a_scope_is_refused()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool)).Code);
    }

    [Fact]
    public async Task ClientList_of_a_user_without_the_right_says_which()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@all -client|list");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        var error = await mcp.FailAsync(Tool);
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+client|list", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClientList_of_a_cluster_covers_every_node()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        string name = $"visitor-{Guid.NewGuid():n}";
        await using RawRedis first = await NamedAsync(cluster.Nodes[0], name);
        await using RawRedis last = await NamedAsync(cluster.Nodes[^1], name);
        await using var mcp = await ToolHarness.StartAsync([cluster.Nodes[0].Options()]);
        var items = (await mcp.CallAsync(Tool, new { name })).List("items");
        Assert.Equal(2, items.Select(item => item.At("node").GetString()).Distinct().Count());
        Assert.All(items, item => Assert.Matches("^[1-4]:[0-9]+$", item.At("id").GetString()));
    }

    internal static async Task<RawRedis> NamedAsync(RedisServerProcess server, string name, string? user = null, string? password = null)
    {
        RawRedis client = await server.ConnectAsync(user, password);
        await client.CallAsync("CLIENT", "SETNAME", name);
        return client;
    }
}
