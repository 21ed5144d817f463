using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>The pub/sub tools over three masters and a replica.</summary>
public sealed class PubsubClusterTests(ClusterFixture clusters)
{
    [Fact]
    public async Task Shard_channels_of_all_masters_are_read_in_one_call()
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        string[] channels = [.. Enumerable.Range(0, 9).Select(i => $"{mcp.Prefix}{i}")];
        var owners = new Dictionary<string, RedisServerProcess>();
        foreach (string channel in channels)
        {
            owners[channel] = cluster.MasterOf((int)(await cluster.Masters[0].CallAsync("CLUSTER", "KEYSLOT", channel)).Integer);
        }
        Assert.Equal(3, owners.Values.Distinct().Count());
        var call = mcp.CallAsync("redis_pubsub_read", new { channels, sharded = true, limit = 9, timeoutMs = 60_000 });
        foreach (string channel in channels)
        {
            await TestTimeout.UntilAsync("the tool listens", async () => (await owners[channel].CallAsync("PUBSUB", "SHARDNUMSUB", channel))[1].Integer == 1);
        }
        var listed = await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*", sharded = true });
        Assert.Equal(channels, listed.List("items").Select(i => i.At("channel").Latin()));
        Assert.All(listed.List("items"), i => Assert.Equal(1, i.At("subscribers").GetInt64()));
        foreach (string channel in channels)
        {
            await owners[channel].CallAsync("SPUBLISH", channel, channel);
        }
        Assert.Equal(channels, (await call).Texts().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Notifications_of_keys_come_from_every_master_and_ordinary_messages_once()
    {
        await using var cluster = await RedisCluster.StartAsync(3, 0, "notify-keyspace-events KA");
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        var call = mcp.CallAsync("redis_pubsub_read", new { channels = new[] { "news" }, patterns = new[] { "__keyspace@0__:k*" }, limit = 13, timeoutMs = 60_000 });
        foreach (var master in cluster.Masters)
        {
            await TestTimeout.UntilAsync("every master is listened to", async () => (await master.CallAsync("PUBSUB", "NUMPAT")).Integer == 1);
        }
        await TestTimeout.UntilAsync("the channel is listened to", async () => (await CountAsync(cluster, "news")) == 1);
        for (int i = 0; i < 12; i++)
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = $"k{i}", value = "v" } } });
        }
        await BusIsUpAsync(cluster);
        await cluster.Masters[1].CallAsync("PUBLISH", "news", "x");
        var items = (await call).List("items");
        Assert.Equal(12, items.Count(i => i.At("message").Latin() == "set"));
        Assert.Equal(12, items.Select(i => i.At("channel").Latin()).Where(c => c != "news").Distinct().Count());
        Assert.Single(items, i => i.At("message").Latin() == "x");
    }

    [Fact]
    public async Task List_adds_up_the_nodes_and_says_how_many()
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster }]);
        string channel = mcp.Prefix + "c";
        var listeners = new List<RawRedis>();
        foreach (var node in cluster.Nodes)
        {
            listeners.Add(await node.ConnectAsync());
            await listeners[^1].CallAsync("SUBSCRIBE", channel);
        }
        var reply = await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*" });
        var item = Assert.Single(reply.List("items"));
        Assert.Equal((channel, (long)cluster.Nodes.Count), (item.At("channel").Latin(), item.At("subscribers").GetInt64()));
        Assert.Equal(cluster.Nodes.Count, reply.At("nodes").GetInt32());
        Assert.Empty(reply.List("failed"));
        foreach (var listener in listeners)
        {
            await listener.DisposeAsync();
        }
    }

    // Right after the start of a cluster a message can find no way yet from node to node.
    private static async Task BusIsUpAsync(RedisCluster cluster)
    {
        foreach (var master in cluster.Masters)
        {
            await using var listener = await master.ConnectAsync();
            await listener.CallAsync("SUBSCRIBE", "probe");
            var heard = listener.ReadAsync();
            await TestTimeout.UntilAsync("the bus carries messages", async () =>
            {
                await cluster.Masters[1].CallAsync("PUBLISH", "probe", "x");
                return heard.IsCompleted;
            });
        }
    }

    private static async Task<long> CountAsync(RedisCluster cluster, string channel)
    {
        long sum = 0;
        foreach (var master in cluster.Masters)
        {
            sum += (await master.CallAsync("PUBSUB", "NUMSUB", channel))[1].Integer;
        }
        return sum;
    }
}
