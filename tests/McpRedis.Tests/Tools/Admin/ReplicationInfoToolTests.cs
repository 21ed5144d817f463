using System.Text.Json;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

public sealed class ReplicationInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_replication_info";

    [Fact]
    public async Task ReplicationInfo_master_and_replica_tell_the_same_history()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync("min-replicas-max-lag 7");
        await pair.Master.CallAsync("SET", "a", "1");
        await pair.Master.CallAsync("WAIT", 1, 0);
        await using var mcp = await ToolHarness.StartAsync([pair.Master.Options("main"), pair.Replica.Options("spare")]);
        var master = Item(await mcp.CallAsync(Tool, new { connection = "main" }));
        Assert.Equal("master", master.At("role").GetString());
        Assert.True(master.IsNull("source"));
        Assert.Equal(1, master.At("replicaCount").GetInt64());
        Assert.Equal(0, master.At("minReplicas").GetInt64());
        Assert.Equal(7, master.At("minReplicasMaxLagSeconds").GetInt64());
        Assert.InRange(master.At("backlogBytes").GetInt64(), 1, master.At("backlogSizeBytes").GetInt64());
        Assert.Equal("no-failover", master.At("failoverState").GetString());
        var line = Assert.Single(master.List("replicas"));
        Assert.Equal("online", line.At("state").GetString());
        Assert.Equal("spare", line.At("connection").GetString());
        Assert.Equal($"127.0.0.1:{pair.Replica.Port}", line.At("address").GetString());
        Assert.Equal(master.At("offset").GetInt64() - line.At("offset").GetInt64(), line.At("lagBytes").GetInt64());
        Assert.InRange(line.At("lagSeconds").GetInt64(), 0, 60);

        var replica = Item(await mcp.CallAsync(Tool, new { connection = "spare" }));
        Assert.Equal("replica", replica.At("role").GetString());
        Assert.Equal(master.At("replicationId").GetString(), replica.At("replicationId").GetString());
        Assert.Empty(replica.List("replicas"));
        var source = replica.At("source");
        Assert.Equal("main", source.At("connection").GetString());
        Assert.True(source.At("linkUp").GetBoolean());
        Assert.False(source.At("syncing").GetBoolean());
        Assert.True(source.IsNull("downSeconds"));
        Assert.InRange(source.At("lastIoSeconds").GetInt64(), 0, 60);
        Assert.Equal(0, source.At("unappliedBytes").GetInt64());
    }

    [Fact]
    public async Task ReplicationInfo_broken_link_is_seen()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(pair.Replica);
        await pair.Master.KillAsync();
        JsonElement source = default;
        await TestTimeout.UntilAsync("the link is down", async () => !(source = Item(await mcp.CallAsync(Tool)).At("source")).At("linkUp").GetBoolean());
        Assert.InRange(source.At("downSeconds").GetInt64(), 0, 60);
        Assert.True(source.IsNull("connection"));
    }

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task ReplicationInfo_below_full_access_gives_no_address_away(string access)
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([pair.Master.Options("main"), pair.Replica.Options("spare")], ToolHarness.Everything with { Access = access });
        foreach (string connection in (string[])["main", "spare"])
        {
            var answer = await mcp.SendAsync(Tool, new { connection });
            Assert.DoesNotContain("127.0.0.1", answer.Text, StringComparison.Ordinal);
            // As a whole: five digits in a row may well be in an id.
            Assert.DoesNotMatch($@"\b({pair.Master.Port}|{pair.Replica.Port})\b", answer.Text);
        }
    }

    [Fact]
    public async Task ReplicationInfo_without_replicas_is_a_lone_master()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var item = Item(await mcp.CallAsync(Tool));
        Assert.Equal("master", item.At("role").GetString());
        Assert.Empty(item.List("replicas"));
        Assert.Equal(0, item.At("replicaCount").GetInt64());
    }

    [Fact]
    public async Task ReplicationInfo_user_without_INFO_gets_what_ROLE_tells()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync("user app on >secret ~* +@connection +@read +role", "user none on >secret ~* +@connection +@read");
        // ROLE leaves a replica out until its first acknowledgement, which may be after its link is up.
        await using RawRedis told = await pair.Master.ConnectAsync();
        await TestTimeout.UntilAsync("the master counts on its replica", async () => (await told.CallAsync("ROLE"))[2].Items!.Count == 1);
        await using var mcp = await ToolHarness.StartAsync([As(pair.Master, "main", "app"), As(pair.Replica, "spare", "app"), As(pair.Master, "none", "none")]);
        var master = Item(await mcp.CallAsync(Tool, new { connection = "main" }));
        Assert.Equal("master", master.At("role").GetString());
        Assert.Equal("spare", Assert.Single(master.List("replicas")).At("connection").GetString());
        Assert.True(master.IsNull("replicationId"));
        Assert.True(master.IsNull("minReplicas"));
        var source = Item(await mcp.CallAsync(Tool, new { connection = "spare" })).At("source");
        Assert.Equal("main", source.At("connection").GetString());
        Assert.True(source.At("linkUp").GetBoolean());
        Assert.True(source.IsNull("lastIoSeconds"));
        var error = await mcp.FailAsync(Tool, new { connection = "none" });
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+info", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReplicationInfo_cluster_tells_every_node()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3, replicas: 1);
        await using var mcp = await ToolHarness.StartAsync(cluster.Masters[0]);
        var reply = await mcp.CallAsync(Tool);
        Assert.Equal(0, reply.At("failed").GetInt32());
        Assert.Equal(cluster.Nodes.Count, reply.List("items").Length);
        var masters = reply.List("items").Where(item => item.At("role").GetString() == "master").ToList();
        var replicas = reply.List("items").Where(item => item.At("role").GetString() == "replica").ToList();
        Assert.Equal((3, cluster.Nodes.Count - 3), (masters.Count, replicas.Count));
        Assert.Equal(replicas.Count, masters.Sum(item => item.List("replicas").Length));
        Assert.All(replicas, replica => Assert.Contains(replica.At("replicationId").GetString(), masters.Select(master => master.At("replicationId").GetString())));
        Assert.All(replicas, replica => Assert.True(replica.At("source").At("linkUp").GetBoolean()));
    }

    [Fact]
    public async Task ReplicationInfo_replicas_beyond_the_budget_are_left_out_and_counted()
    {
        await using RedisReplication set = await RedisReplication.StartAsync(replicas: 12, config: []);
        await using var mcp = await ToolHarness.StartAsync(set.Master, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var answer = await mcp.SendAsync(Tool);
        Assert.InRange(answer.Text.Length, 1, 4096);
        Assert.True(answer.Reply.At("truncated").GetBoolean());
        var item = Item(answer.Reply);
        Assert.Equal(12, item.At("replicaCount").GetInt64());
        Assert.InRange(item.List("replicas").Length, 1, 11);
    }

    private static ConnectionOptions As(RedisServerProcess server, string name, string user) => server.Options(name) with { User = user, Password = "secret" };

    private static JsonElement Item(JsonElement reply) => Assert.Single(reply.List("items"));
}
