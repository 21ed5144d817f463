using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>Copying by the commands of each type.</summary>
public sealed class TypeCopyTests(ClusterFixture clusters)
{
    [Theory]
    [MemberData(nameof(SnapshotCopyTests.Pairs), MemberType = typeof(SnapshotCopyTests))]
    public async Task Everything_arrives_but_what_was_announced(string from, string to)
    {
        await using var source = await ServerEngine.StartAsync(from, "enable-debug-command yes");
        await using var target = await ServerEngine.StartAsync(to);
        await using RawRedis redis = await source.ConnectAsync(), there = await target.ConnectAsync();
        await RdbSampleData.FillAsync(redis);
        // Pending, and deleted: below the first entry, between two and above the last.
        await redis.CallAsync("XDEL", "stream", "1004-4", "1008-8");
        await redis.CallAsync("XGROUP", "CREATE", "stream", "behind", "0");
        await redis.CallAsync("XREADGROUP", "GROUP", "behind", "carol", "STREAMS", "stream", ">");
        await redis.CallAsync("XDEL", "stream", "2000-0", "1007-7");
        var copy = await TypeBench.RunAsync(source.Options(), target.Options());
        long vectors = 0;
        foreach (int database in RdbSampleData.Databases)
        {
            await redis.CallAsync("SELECT", database);
            vectors += (await redis.CallAsync("EXISTS", "vectors", "vectors:ttl")).Integer;
            await SameValues.CheckAsync(source, target, database, AnnouncedLosses.Aspects(copy.Losses.All.Select(loss => loss.Key)));
            await there.CallAsync("SELECT", database);
            Assert.Empty(await TypeBench.LeftoversAsync(there));
        }
        Assert.True(copy.Problems.Count == vectors, TypeBench.Problems(copy));
        Assert.Equal((vectors, copy.Counters[CopyOutcome.Seen] - vectors), (copy.Counters[CopyOutcome.Refused], copy.Counters[CopyOutcome.Copied]));
        Assert.All(copy.Problems.First, problem => Assert.Contains("vectorset", problem.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Names_that_are_taken_are_dealt_with_as_the_plan_says(int policy)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 700);
        await to.CallAsync("SET", "k:123", "own", "EX", 1000);
        var options = CopyBench.Options(new() { Collision = (CollisionPolicy)policy });
        if ((CollisionPolicy)policy == CollisionPolicy.Fail)
        {
            await Assert.ThrowsAsync<CollisionFault>(() => TypeBench.RunAsync(source.Options(), target.Options(), options));
        }
        else
        {
            var copy = await TypeBench.RunAsync(source.Options(), target.Options(), options);
            int skipped = (CollisionPolicy)policy == CollisionPolicy.Skip ? 1 : 0;
            Assert.Equal((700L - skipped, (long)skipped), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped]));
            Assert.Equal(700, (await to.CallAsync("DBSIZE")).Integer);
        }
        Assert.Equal((CollisionPolicy)policy == CollisionPolicy.Replace ? "hash" : "string", (await to.CallAsync("TYPE", "k:123")).Text);
        Assert.Empty(await TypeBench.LeftoversAsync(to));
    }

    [Fact]
    public async Task Into_a_cluster_under_names_of_the_right_slot()
    {
        var cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        await using var source = await RedisServerProcess.StartAsync();
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 210, prefix);
        await CopyBench.FillAsync(from, 35, prefix + "{tag}:");
        await CopyBench.FillAsync(from, 35, prefix + "{}odd{:");
        var copy = await TypeBench.RunAsync(source.Options(), cluster.Masters[1].Options());
        Assert.True(copy.Counters[CopyOutcome.Copied] == 280, TypeBench.Problems(copy));
        foreach (var master in cluster.Masters)
        {
            await using var there = await master.ConnectAsync();
            Assert.Empty(await TypeBench.LeftoversAsync(there));
        }
    }

    [Fact]
    public async Task Key_that_is_written_to_all_the_time_is_told()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await from.CallAsync(["RPUSH", "busy", .. Enumerable.Range(0, 20_000).Select(i => $"element {i} {new string('x', 100)}")]);
        await from.CallAsync("RPUSH", "calm", "a", "b");
        using var end = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            await using var writer = await source.ConnectAsync();
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                await writer.CallAsync("LSET", "busy", 0, i);
            }
        }, CancellationToken.None);
        var copy = await TypeBench.RunAsync(source.Options(), target.Options());
        await end.CancelAsync();
        await writing;
        Assert.Equal((1, 1), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Unstable]));
        Assert.Equal("busy", System.Text.Encoding.UTF8.GetString(Assert.Single(copy.Problems.First).Key));
        Assert.Empty(await TypeBench.LeftoversAsync(to));
    }
}
