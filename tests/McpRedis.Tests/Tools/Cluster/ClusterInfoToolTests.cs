using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Cluster;

public sealed class ClusterInfoToolTests(RedisFixture redis, ClusterFixture clusters)
{
    [Fact]
    public async Task Every_node_with_its_slots_its_keys_and_its_replicas()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var reply = await mcp.CallAsync("redis_cluster_info");
        Assert.Equal(("ok", 16384, 0), (reply.At("state").GetString(), reply.At("slotsCovered").GetInt32(), reply.At("disputed").GetInt32()));
        Assert.Empty(reply.List("uncovered"));
        Assert.Empty(reply.List("moving"));
        Assert.Empty(reply.List("failed"));
        var items = reply.List("items").ToList();
        Assert.Equal(["master", "replica", "master", "master"], items.Select(item => item.At("role").GetString()));
        Assert.Equal(["0-5460", "", "5461-10921", "10922-16383"], items.Select(Ranges));
        Assert.Equal(items[0].At("node").GetString(), items[1].At("master").GetString());
        Assert.All(items, item => Assert.Equal("ok", item.At("health").GetString()));
        Assert.All(items, item => Assert.True(item.At("usedMemoryBytes").GetInt64() > 0 && item.At("keys").GetInt64() >= 0));
        Assert.Equal(await RedisCluster.IdAsync(cluster.Masters[0]), items[0].At("id").GetString());
        Assert.Equal($"127.0.0.1:{cluster.Masters[1].Port}", items[2].At("address").GetString());
    }

    [Fact]
    public async Task Below_full_access_there_are_no_addresses()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()], ToolHarness.Everything with { Access = "read" });
        Assert.All((await mcp.CallAsync("redis_cluster_info")).List("items"), item => Assert.True(item.IsNull("address")));
    }

    [Fact]
    public async Task Slots_that_nobody_has_and_slots_on_their_way_are_named()
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 2, config: "cluster-require-full-coverage no");
        var (one, two) = (cluster.Masters[0], cluster.Masters[1]);
        await one.CallAsync("CLUSTER", "DELSLOTSRANGE", 10, 19);
        await one.CallAsync("CLUSTER", "SETSLOT", 30, "MIGRATING", await RedisCluster.IdAsync(two));
        await two.CallAsync("CLUSTER", "SETSLOT", 30, "IMPORTING", await RedisCluster.IdAsync(one));
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var reply = await mcp.CallAsync("redis_cluster_info");
        Assert.Equal(["10-19"], reply.List("uncovered").Select(range => range.GetString()));
        Assert.Equal(16374, reply.At("slotsCovered").GetInt32());
        var items = reply.List("items").ToList();
        Assert.Equal("0-9,20-8191", Ranges(items[0]));
        string[] names = [.. items.Select(item => item.At("node").GetString()!)];
        Assert.Equal([(30, names[0], names[1], true), (30, names[0], names[1], false)],
            reply.List("moving").Select(move => (move.At("slot").GetInt32(), move.At("from").GetString()!, move.At("to").GetString()!, move.At("saidByGiver").GetBoolean())));
    }

    [Fact]
    public async Task A_server_alone_has_no_slots()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync("redis_cluster_info");
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("redis_replication_info", error.Hint, StringComparison.Ordinal);
    }

    private static string Ranges(JsonElement item) => string.Join(",", item.List("ranges").Select(range => range.GetString()));
}
