using System.Text;
using McpRedis.Analysis;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Analysis;

/// <summary>Real servers, held against what they say of every single key.</summary>
public sealed class LiveAnalysisTests(ClusterFixture clusters)
{
    [Fact]
    public async Task Results_are_those_of_an_exhaustive_check()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 3000);
        var truth = await AnalysisBench.AskAllAsync(redis);
        var report = await AnalysisBench.RunAsync(server.Options());
        Assert.Equal((3000L, 3000L, true), (report.Coverage.Seen, report.Coverage.Keys!.Value, report.Coverage.IsComplete));
        var tally = report.Tally;
        foreach (var own in truth.GroupBy(key => key.Type))
        {
            var counted = tally.Types.Single(type => tally.Words.Types[type.Type] == own.Key);
            Assert.Equal((own.LongCount(), (double)own.Sum(key => key.Length)), (counted.All.Keys, counted.Lengths.Sum));
            Assert.Equal(own.OrderByDescending(key => key.Length).Take(20).Select(key => key.Length), counted.ByLength.Ranked.Take(20).Select(key => key.Length));
            Assert.InRange(counted.All.Bytes.Sum, own.Sum(key => key.Bytes) * 0.9, own.Sum(key => key.Bytes) * 1.1);
            Assert.Equal(own.OrderByDescending(key => key.Bytes).Take(20).Select(key => key.Bytes), counted.BySize.Ranked.Take(20).Select(key => key.SizeBytes));
        }
        var tree = tally.Prefixes;
        foreach (var own in truth.GroupBy(key => key.Name[..(key.Name.IndexOf(':', StringComparison.Ordinal) + 1)]))
        {
            int node = Enumerable.Range(0, tree.Count).Single(node => Encoding.UTF8.GetString(tree.NameOf(node)) == own.Key);
            Assert.Equal(own.LongCount(), tree[node].All.Keys);
            Assert.InRange(tree[node].All.Bytes.Sum, own.Sum(key => key.Bytes) * 0.9, own.Sum(key => key.Bytes) * 1.1);
        }
        Assert.Equal((600L, 2400L), (tally.Expiring.Keys, tally.Staying.Keys));
        Assert.Equal(3000, tally.Idleness.Keys);
        Assert.Equal(3000, tally.Small.Told + tally.Large.Told);
    }

    [Fact]
    public async Task It_only_reads()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 500);
        await using var recorder = await MonitorRecorder.StartAsync(server);
        await AnalysisBench.RunAsync(server.Options());
        string[] allowed = ["SCAN", "TYPE", "STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "PTTL", "MEMORY", "OBJECT", "INFO", "CONFIG", "PING", "CLUSTER", "CLIENT", "SELECT", "ECHO", "HELLO"];
        var lines = await recorder.StopAsync();
        Assert.All(lines, line => Assert.Contains(line.Split('"')[1].ToUpperInvariant(), allowed));
        Assert.DoesNotContain(lines, line => line.Contains("\"SET\"", StringComparison.OrdinalIgnoreCase) && line.Contains("\"CONFIG\"", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task In_pieces_it_comes_to_the_same()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 3000);
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Read, null, TimeProvider.System);
        var analysis = AnalysisBench.Analysis(connection);
        var first = await analysis.RunAsync(TestTimeout.HangGuard, 700, null, TestTimeout.Token());
        Assert.False(first.Coverage.IsComplete);
        Assert.InRange(first.Coverage.Seen, 700, 1500);
        Assert.True(analysis.IsOpen);
        var users = first.Coverage.KeysOf(first.Tally.Expiring.Keys);
        Assert.True(users.Low < users.Value && users.Value < users.High, "a range, since not all were seen");
        int runs = 1;
        for (; analysis.IsOpen; runs++)
        {
            first = await analysis.RunAsync(TestTimeout.HangGuard, 700, null, TestTimeout.Token());
        }
        Assert.InRange(runs, 2, 6);
        Assert.Equal((3000L, 600L, true), (first.Tally.All.Keys, first.Tally.Expiring.Keys, first.Coverage.IsComplete));
    }

    [Fact]
    public async Task A_server_that_was_restarted_is_not_counted_twice()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using (var redis = await server.ConnectAsync())
        {
            await AnalysisBench.PlantAsync(redis, 2000);
            await redis.CallAsync("SAVE");
        }
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Read, null, TimeProvider.System);
        var analysis = AnalysisBench.Analysis(connection);
        await analysis.RunAsync(TestTimeout.HangGuard, 300, null, TestTimeout.Token());
        await server.RestartAsync();
        var report = await analysis.RunAsync(TestTimeout.HangGuard, long.MaxValue, null, TestTimeout.Token());
        Assert.False(analysis.IsOpen);
        Assert.False(report.Coverage.IsComplete);
        Assert.Contains(report.Notes, note => note.Contains("restarted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Keys_out_of_scope_and_closed_databases_are_not_seen()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 800);
        await redis.CallAsync("SELECT", 3);
        await AnalysisBench.PlantAsync(redis, 100);
        Assert.Equal([0, 3], (await AnalysisBench.RunAsync(server.Options())).Tally.Databases.Select(own => own.Database).Order());
        Assert.Equal([3], (await AnalysisBench.RunAsync(server.Options() with { Databases = [3], Database = 3 })).Tally.Databases.Select(own => own.Database).Order());
        // How many keys there are is not told within a scope, nor which databases: only what is named is looked at.
        Assert.Equal(200, (await AnalysisBench.RunAsync(server.Options(), prefix: "carts:")).Tally.All.Keys);
        var scoped = await AnalysisBench.RunAsync(server.Options(), new() { Databases = [0, 3] }, "carts:");
        Assert.Null((await AnalysisBench.RunAsync(server.Options(), prefix: "none:")).Tally.Types.FirstOrDefault());
        Assert.Equal(200 + 24, scoped.Tally.All.Keys);
        var tree = scoped.Tally.Prefixes;
        Assert.All(Enumerable.Range(1, tree.Count - 1), node => Assert.StartsWith("carts:", Encoding.UTF8.GetString(tree.NameOf(node)), StringComparison.Ordinal));
        Assert.Equal(400 + 52, (await AnalysisBench.RunAsync(server.Options(), new() { Pattern = "users:*"u8.ToArray() })).Tally.All.Keys);
    }

    [Fact]
    public async Task What_a_user_may_not_ask_is_told_and_the_rest_is_there()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 600);
        await redis.CallAsync("ACL", "SETUSER", "limited", "on", ">pw", "~*", "+@all", "-memory", "-object", "-config", "-ping");
        var report = await AnalysisBench.RunAsync(server.Options() with { User = "limited", Password = "pw" });
        Assert.Equal(600, report.Tally.All.Keys);
        Assert.Equal(0, report.Tally.All.Bytes.Count);
        Assert.Contains(report.Notes, note => note.StartsWith("MEMORY USAGE was refused: ", StringComparison.Ordinal));
        Assert.Contains(report.Notes, note => note.StartsWith("OBJECT ENCODING was refused: ", StringComparison.Ordinal));
        await redis.CallAsync("ACL", "SETUSER", "limited", "-scan");
        Assert.Equal(ErrorCode.NotPermitted, (await Assert.ThrowsAsync<Fault>(() => AnalysisBench.RunAsync(server.Options() with { User = "limited", Password = "pw" }))).Code);
    }

    [Fact]
    public async Task Under_an_LFU_policy_the_counter_is_asked_and_idle_times_are_not_missed_silently()
    {
        await using var server = await RedisServerProcess.StartAsync("maxmemory 100mb", "maxmemory-policy allkeys-lfu");
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 400);
        for (int i = 0; i < 3000; i++)
        {
            await redis.CallAsync("HLEN", "users:0:x");
        }
        var report = await AnalysisBench.RunAsync(server.Options());
        Assert.Equal("users:0:x", Encoding.UTF8.GetString(report.Tally.ByFrequency.Ranked[0].Name));
        Assert.Contains(report.Notes, note => note.StartsWith("The policy is LFU", StringComparison.Ordinal));
        Assert.Equal(0, report.Tally.Idleness.Keys);
    }

    [Fact]
    public async Task All_nodes_of_a_cluster_and_replicas_where_they_are_in_sync()
    {
        var cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        for (int i = 0; i < 300; i++)
        {
            foreach (var master in cluster.Masters)
            {
                await using var node = await master.ConnectAsync();
                if (!(await node.SendAsync("SET", $"{prefix}:{i}", "v")).IsError)
                {
                    break;
                }
            }
        }
        var options = cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster };
        var pattern = new AnalysisOptions { Pattern = Encoding.ASCII.GetBytes(prefix + ":*") };
        var report = await AnalysisBench.RunAsync(options, pattern);
        Assert.Equal((300L, 3, 0), (report.Tally.All.Keys, report.Parts, report.FromReplicas));
        await TestTimeout.UntilAsync("a replica is read", async () => (report = await AnalysisBench.RunAsync(options, pattern with { PrefersReplicas = true })).FromReplicas == 1 && report.Tally.All.Keys == 300);
        Assert.Contains(report.Notes, note => note.StartsWith("Read from replicas", StringComparison.Ordinal));
    }
}
