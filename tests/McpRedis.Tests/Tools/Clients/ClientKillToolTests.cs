using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Clients;

public sealed class ClientKillToolTests(ClusterFixture clusters)
{
    private const string Tool = "redis_client_kill";

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task ClientKill_ends_exactly_what_the_preview_lists(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine);
        await using RawRedis doomed = await ClientListToolTests.NamedAsync(server, "doomed");
        await using RawRedis kept = await ClientListToolTests.NamedAsync(server, "kept");
        string id = (await doomed.CallAsync("CLIENT", "ID")).Text;
        await using var mcp = await ToolHarness.StartAsync(server);
        var asked = await mcp.FailAsync(Tool, new { name = "doomed" });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.StartsWith($"CLIENT KILL ID {id} ADDR 127.0.0.1:", Assert.Single(asked.Preview!.Value.List("plan")).GetString(), StringComparison.Ordinal);
        Assert.Contains("1 client of 1 host", asked.Preview.Value.At("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("PONG", (await doomed.CallAsync("PING")).Text);

        var reply = await mcp.CallAsync(Tool, new { name = "doomed", confirmToken = asked.ConfirmToken });
        Assert.Equal((1, 0), (reply.At("killed").GetInt32(), reply.At("gone").GetInt32()));
        Assert.Equal((id, true), (reply.List("items")[0].At("id").GetString(), reply.List("items")[0].At("ended").GetBoolean()));
        await Assert.ThrowsAnyAsync<IOException>(() => doomed.CallAsync("PING"));
        Assert.Equal("PONG", (await kept.CallAsync("PING")).Text);
    }

    [Fact]
    public async Task ClientKill_asks_anew_when_another_has_come_meanwhile()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis first = await ClientListToolTests.NamedAsync(server, "doomed");
        await using var mcp = await ToolHarness.StartAsync(server);
        var asked = await mcp.FailAsync(Tool, new { name = "doomed" });
        await using RawRedis second = await ClientListToolTests.NamedAsync(server, "doomed");
        var again = await mcp.FailAsync(Tool, new { name = "doomed", confirmToken = asked.ConfirmToken });
        Assert.Equal("confirmation_required", again.Code);
        Assert.Equal(2, again.Preview!.Value.List("plan").Length);
        Assert.Equal("PONG", (await first.CallAsync("PING")).Text);
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { name = "doomed", confirmToken = again.ConfirmToken })).At("killed").GetInt32());
    }

    [Fact]
    public async Task ClientKill_never_ends_our_own()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis other = await server.ConnectAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        string[] own = [.. (await mcp.CallAsync("redis_client_list")).List("items").Where(item => item.At("own").GetBoolean()).Select(item => item.At("id").GetString()!)];
        Assert.InRange(own.Length, 2, 10);
        var all = await mcp.CallAsync(Tool, new { minIdleMs = 0 });
        Assert.Equal(1, all.At("killed").GetInt32());
        Assert.InRange(all.At("spared").GetInt32(), own.Length, 10);   // another may have been opened since
        await Assert.ThrowsAnyAsync<IOException>(() => other.CallAsync("PING"));
        // Those that calls go over are spared even by their numbers.
        var named = await mcp.CallAsync(Tool, new { ids = own });
        Assert.InRange(named.At("spared").GetInt32(), 2, own.Length);
        Assert.Equal(own.Length, named.At("spared").GetInt32() + named.At("killed").GetInt32());
    }

    [Fact]
    public async Task ClientKill_ends_a_replication_link_only_when_it_is_named()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(pair.Master, ToolHarness.Unconfirmed);
        async Task<long> LinksAsync() => (await mcp.CallAsync("redis_client_list", new { type = "replica" })).At("total").GetInt64();
        Assert.Equal(1, await LinksAsync());
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { minIdleMs = 0 })).At("killed").GetInt32());
        Assert.Equal(1, await LinksAsync());
        await using var careful = await ToolHarness.StartAsync(pair.Master);
        var asked = await careful.FailAsync(Tool, new { type = "replica" });
        Assert.Contains("1 of them replication links", asked.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { type = "replica" })).At("killed").GetInt32());
        await RedisReplication.InSyncAsync(pair.Replica);
    }

    [Fact]
    public async Task ClientKill_on_a_cluster_ends_the_one_on_its_node()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        string name = $"visitor-{Guid.NewGuid():n}";
        await using RawRedis first = await ClientListToolTests.NamedAsync(cluster.Nodes[0], name);
        await using RawRedis second = await ClientListToolTests.NamedAsync(cluster.Nodes[1], name);
        await using var mcp = await ToolHarness.StartAsync([cluster.Nodes[0].Options()], ToolHarness.Unconfirmed);
        string id = (await second.CallAsync("CLIENT", "ID")).Text;
        var found = (await mcp.CallAsync("redis_client_list", new { name })).List("items").Select(item => item.At("id").GetString()!).ToList();
        Assert.Equal(2, found.Count);
        string chosen = found.First(one => one.EndsWith($":{id}", StringComparison.Ordinal));
        var reply = await mcp.CallAsync(Tool, new { ids = new[] { chosen }, name });
        Assert.Equal(1, reply.At("killed").GetInt32());
        int alive = 0;
        foreach (RawRedis client in new[] { first, second })
        {
            alive += await AliveAsync(client) ? 1 : 0;
        }
        Assert.Equal((1, 1), (alive, (await mcp.CallAsync("redis_client_list", new { name })).At("total").GetInt32()));
    }

    [Fact]
    public async Task ClientKill_wants_to_know_whom()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { ids = new[] { "all" } })).Code);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { ids = new[] { "4711" } })).At("killed").GetInt32());
    }

    [Fact]
    public async Task ClientKill_under_a_scope_or_below_full_access_is_refused()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var scoped = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { minIdleMs = 0 })).Code);
        await using var writing = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = "write" });
        Assert.Equal("access_denied", (await writing.FailAsync(Tool, new { minIdleMs = 0 })).Code);
    }

    private static async Task<bool> AliveAsync(RawRedis client)
    {
        try
        {
            return (await client.CallAsync("PING")).Text == "PONG";
        }
        catch (IOException)
        {
            return false;
        }
    }
}
