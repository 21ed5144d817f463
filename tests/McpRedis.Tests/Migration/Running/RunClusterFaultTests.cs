using System.Text;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Running;

/// <summary>Masters that change and slots that move under a run. Each test has a cluster of its own, since it is not the same afterwards.</summary>
public sealed class RunClusterFaultTests
{
    private const int Keys = RunBench.Keys, SourceKeys = 2500;

    [Theory]
    [InlineData("sync", false)]
    [InlineData("scan", false)]
    [InlineData("scan", true)]
    public async Task Master_of_the_source_that_fails_over(string path, bool isKilled)
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicas: 3, "cluster-node-timeout 1500");
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "mine", "own");
        await FillAsync(cluster);
        // The node that the connection names is the one that goes.
        await using var bench = await RunBench.StartAsync(cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster }, spare.Options(), path);
        await bench.HoldAsync(path, keysPerSecond: SourceKeys / 2);
        await FailOverAsync(cluster, isKilled);
        await bench.GoOnAsync();
        await bench.EndAsync("succeeded");
        Assert.Equal(SourceKeys + 1, (await spare.CallAsync("DBSIZE")).Integer);
        await SameValues.CheckAsync(cluster.Replicas[0], spare, 0, ValueAspect.None);
        Assert.Empty(bench.Journals);
    }

    [Theory]
    [InlineData("sync", true)]
    [InlineData("scan", false)]
    public async Task Master_of_the_target_that_fails_over(string path, bool isKilled)
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicas: 3, "cluster-node-timeout 1500");
        await using var main = await RedisServerProcess.StartAsync(RunBench.AtOnce);
        await using (var redis = await main.ConnectAsync())
        {
            await CopyBench.FillAsync(redis, Keys);
        }
        await using var bench = await RunBench.StartAsync(main.Options(), cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster }, path);
        await bench.HoldAsync(path);
        await FailOverAsync(cluster, isKilled);
        await bench.GoOnAsync();
        await bench.EndAsync("succeeded");
        long keys = 0;
        foreach (var master in (RedisServerProcess[])[cluster.Replicas[0], cluster.Masters[1], cluster.Masters[2]])
        {
            keys += (await master.CallAsync("DBSIZE")).Integer;
            await SameValues.CheckAsync(master, main, 0, ValueAspect.None);
        }
        Assert.Equal(Keys, keys);
        Assert.Empty(bench.Journals);
    }

    [Fact]
    public async Task Slot_that_moves_to_a_server_that_was_gone_over_already()
    {
        await using var cluster = await RedisCluster.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        int slot = KeySlot.Of("foo"u8);
        var (from, to) = (cluster.MasterOf(slot), cluster.Masters.First(master => master != cluster.MasterOf(slot)));
        await using (var redis = await from.ConnectAsync())
        {
            for (int i = 0; i < 2000; i++)
            {
                await redis.CallAsync("SET", $"{{foo}}{i}", i);
            }
        }
        string id = await RedisCluster.IdAsync(to);
        var isOver = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int hasMoved = 0;
        var copy = await CopyBench.RunAsync(from.Options() with { Kind = ConnectionKind.Cluster }, target.Options(), CopyBench.Options(new()) with
        {
            Reached = position =>
            {
                if (position.IsDone && position.Node.StartsWith(id, StringComparison.Ordinal))
                {
                    isOver.TrySetResult();
                }
            },
            // Only the server that has the keys comes here.
            Transcoder = () => new CopyBench.Step(n =>
            {
                if (n == 300 && Interlocked.Exchange(ref hasMoved, 1) == 0)
                {
                    isOver.Task.Wait(TestTimeout.HangGuard);
                    MoveAsync(cluster, slot, from, to).GetAwaiter().GetResult();
                }
            }),
        });
        Assert.Equal(1, hasMoved);
        Assert.Equal(0, copy.Problems.Count);
        Assert.Equal(2000, (await target.CallAsync("DBSIZE")).Integer);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Large_value_whose_slot_moves_while_it_goes_over_in_pieces(string path)
    {
        await using var cluster = await RedisCluster.StartAsync(3, 0, RunBench.AtOnce, "rdbcompression no");
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "mine", "own");
        int slot = KeySlot.Of("foo"u8);
        var (from, to) = (cluster.MasterOf(slot), cluster.Masters.First(master => master != cluster.MasterOf(slot)));
        await from.CallAsync("SETRANGE", "{foo}large", 60_000_000, "end");
        await from.CallAsync("PEXPIREAT", "{foo}large", 4_000_000_000_000);
        for (int i = 0; i < 50; i++)
        {
            await from.CallAsync("SET", $"{{foo}}{i}", i);
        }
        await using var bench = await RunBench.StartAsync(from.Options() with { Kind = ConnectionKind.Cluster }, spare.Options(), path);
        await bench.PlanAsync(path: path);
        await bench.BeginAsync(keysPerSecond: 1_000_000);
        await TestTimeout.UntilAsync("pieces arrive", async () => (await spare.CallAsync("KEYS", "{foo}large:mcp-redis-copy:*")).Texts.Count > 0);
        spare.Pause();   // so that it is not through before the slot is elsewhere
        await MoveAsync(cluster, slot, from, to);
        spare.Resume();
        await bench.EndAsync("succeeded");
        // MIGRATE of the servers hands on the time left, and so moves an expiry by the time it takes.
        Assert.Equal((60_000_003, (await to.CallAsync("PEXPIRETIME", "{foo}large")).Integer), ((await spare.CallAsync("STRLEN", "{foo}large")).Integer, (await spare.CallAsync("PEXPIRETIME", "{foo}large")).Integer));
        Assert.Equal(52, (await spare.CallAsync("DBSIZE")).Integer);
        Assert.Equal(("49", "own"), ((await spare.CallAsync("GET", "{foo}49")).Text, (await spare.CallAsync("GET", "mine")).Text));
        Assert.Empty(bench.Journals);
    }

    private static async Task MoveAsync(RedisCluster cluster, int slot, RedisServerProcess from, RedisServerProcess to)
    {
        string id = await RedisCluster.IdAsync(to);
        await to.CallAsync("CLUSTER", "SETSLOT", slot, "IMPORTING", await RedisCluster.IdAsync(from));
        await from.CallAsync("CLUSTER", "SETSLOT", slot, "MIGRATING", id);
        var keys = (await from.CallAsync("CLUSTER", "GETKEYSINSLOT", slot, 10_000)).Texts;
        await from.CallAsync(["MIGRATE", "127.0.0.1", to.Port, "", 0, 30_000, "KEYS", .. keys]);
        foreach (var master in (RedisServerProcess[])[to, .. cluster.Masters.Where(other => other != to)])
        {
            await master.CallAsync("CLUSTER", "SETSLOT", slot, "NODE", id);
        }
    }

    private static async Task FailOverAsync(RedisCluster cluster, bool isKilled)
    {
        if (isKilled)
        {
            await cluster.Masters[0].KillAsync();
        }
        else
        {
            await cluster.Replicas[0].CallAsync("CLUSTER", "FAILOVER");
        }
        await TestTimeout.UntilAsync("the replica is a master", async () => (await cluster.Replicas[0].CallAsync("ROLE"))[0].Text == "master");
    }

    // All of it on the server that goes, more than is read ahead; its replica has it.
    private static async Task FillAsync(RedisCluster cluster)
    {
        await using (var redis = await cluster.Masters[0].ConnectAsync())
        {
            foreach (string key in Enumerable.Range(0, int.MaxValue).Select(i => $"k:{i}").Where(key => cluster.MasterOf(KeySlot.Of(Encoding.ASCII.GetBytes(key))) == cluster.Masters[0]).Take(SourceKeys))
            {
                await redis.WriteAsync(["SET", key, key, "PXAT", 4_000_000_000_000]);
            }
            for (int i = 0; i < SourceKeys; i++)
            {
                await redis.ReadAsync();
            }
            await redis.CallAsync("WAIT", 1, 10_000);
        }
    }
}
