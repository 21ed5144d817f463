namespace McpRedis.Tests.Support;

public sealed class TopologyTests
{
    [Fact]
    public async Task Replica_follows_its_master()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await using RawRedis master = await pair.Master.ConnectAsync();
        await master.CallAsync("SET", "k", "v");
        Assert.Equal(1, (await master.CallAsync("WAIT", 1, 0)).Integer);
        Assert.Equal("v", (await pair.Replica.CallAsync("GET", "k")).Text);
    }

    [Fact]
    public async Task Sentinels_know_the_master_and_fail_over()
    {
        await using RedisSentinels set = await RedisSentinels.StartAsync();
        Assert.Equal(set.Replication.Master.Port, await set.MasterPortAsync());

        await set.Replication.Master.KillAsync();
        var replicas = set.Replication.Replicas.Select(replica => replica.Port).ToHashSet();
        await TestTimeout.UntilAsync("a replica is promoted", async () => replicas.Contains(await set.MasterPortAsync()));
    }

    [Fact]
    public async Task Cluster_serves_every_slot()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3, replicas: 1);
        Assert.Equal((3, 1), (cluster.Masters.Count, cluster.Replicas.Count));
        await using RawRedis any = await cluster.Masters[0].ConnectAsync();
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            int slot = (int)(await any.CallAsync("CLUSTER", "KEYSLOT", key)).Integer;
            Assert.Equal("OK", (await cluster.MasterOf(slot).CallAsync("SET", key, slot)).Text);
        }
    }
}
