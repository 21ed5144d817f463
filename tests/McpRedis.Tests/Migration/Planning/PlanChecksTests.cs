using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

/// <summary>What a plan warns of and what stops it, each with a server that is so.</summary>
public sealed class PlanChecksTests(ClusterFixture clusters)
{
    private static readonly SelectionRequest Some = new() { Exclude = ["none"u8.ToArray()] };   // no longer whole: copied key by key

    [Fact]
    public async Task Two_plain_servers_pass_every_check()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        var plan = await PlanPair.PlanAsync(source, target);
        Assert.All(plan.Checks, check => Assert.True(check.State == CheckState.Ok, $"{check}"));
        Assert.Equal(plan.Checks.Count, plan.Checks.Select(check => check.Name).Distinct().Count());
    }

    [Theory]
    [InlineData("1mb", "noeviction", CheckState.Stop, CheckState.Ok)]
    [InlineData("200mb", "noeviction", CheckState.Ok, CheckState.Ok)]
    [InlineData("200mb", "allkeys-lru", CheckState.Ok, CheckState.Warning)]
    [InlineData("200mb", "volatile-ttl", CheckState.Ok, CheckState.Warning)]
    [InlineData("0", "allkeys-lru", CheckState.Ok, CheckState.Ok)]
    internal async Task Memory_and_eviction_of_the_target(string limit, string policy, CheckState memory, CheckState eviction)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync($"maxmemory {limit}", $"maxmemory-policy {policy}");
        await source.CallAsync("SET", "big", new string('x', 2_000_000));
        var plan = await PlanPair.PlanAsync(source, target, Some);
        Assert.Equal((memory, eviction), (plan.Check("targetMemory").State, plan.Check("targetEviction").State));
    }

    [Theory]
    [InlineData(CollisionPolicy.Fail, CheckState.Stop)]
    [InlineData(CollisionPolicy.Skip, CheckState.Warning)]
    [InlineData(CollisionPolicy.Replace, CheckState.Warning)]
    internal async Task Names_that_are_taken(CollisionPolicy policy, CheckState state)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("MSET", "old:a", "1", "old:b", "2", "c", "3");
        await target.CallAsync("MSET", "new:a", "mine", "old:b", "no matter");
        var plan = await PlanPair.PlanAsync(source, target, new SelectionRequest { Collision = policy, Renames = [new("old:"u8.ToArray(), "new:"u8.ToArray())] });
        Assert.Equal(state, plan.Check("collisions").State);
        Assert.Contains("1 of 3 names", plan.Check("collisions").Evidence, StringComparison.Ordinal);
        Assert.Equal(["new:a"], plan.Taken.Select(System.Text.Encoding.UTF8.GetString));
        Assert.False(plan.Executable && state == CheckState.Stop);
    }

    [Fact]
    public async Task Replica_takes_no_writes()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var replication = await RedisReplication.StartAsync();
        var plan = await PlanPair.PlanAsync(source, replication.Replica);
        Assert.Equal(CheckState.Stop, plan.Check("targetWritable").State);
        Assert.False(plan.Executable);
        var from = await PlanPair.PlanAsync(replication.Replica, source);
        Assert.Equal(CheckState.Warning, from.Check("source").State);
    }

    [Fact]
    public async Task Same_server_twice_is_seen()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        await using var pair = new PlanPair(server.Options("from"), server.Options("to"));
        Assert.Equal(CheckState.Stop, (await pair.PlanAsync(Some)).Check("sameServer").State);
    }

    [Fact]
    public async Task Databases_of_the_source_must_be_on_the_target()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var small = await RedisServerProcess.StartAsync("databases 2");
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("SELECT", 5);
        await redis.CallAsync("SET", "a", "1");
        var plan = await PlanPair.PlanAsync(source, small);
        Assert.Equal(CheckState.Stop, plan.Check("databases").State);
        Assert.Contains("Database 5 is beyond the target's 2", plan.Check("databases").Evidence, StringComparison.Ordinal);
        var mapped = await PlanPair.PlanAsync(source, small, new SelectionRequest { Databases = [new(5, 1, [])] });
        Assert.Equal(CheckState.Ok, mapped.Check("databases").State);
        Assert.Contains(mapped.Losses, loss => loss.Kind == "databaseNumbers");
    }

    [Fact]
    public async Task Several_databases_go_to_a_cluster_by_prefix_or_not_at_all()
    {
        var cluster = await clusters.ClusterAsync();
        await using var source = await RedisServerProcess.StartAsync();
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("SET", "a", "1");
        await redis.CallAsync("SELECT", 1);
        await redis.CallAsync("SET", "a", "2");
        await using var pair = new PlanPair(source.Options("from"), cluster.Masters[0].Options("to") with { Kind = ConnectionKind.Cluster });
        Assert.Equal(CheckState.Stop, (await pair.PlanAsync()).Check("databases").State);
        var plan = await pair.PlanAsync(new SelectionRequest { Databases = [new(0, 0, "zero:"u8.ToArray()), new(1, 0, "one:"u8.ToArray())] });
        Assert.Equal(CheckState.Ok, plan.Check("databases").State);
        Assert.Equal(CheckState.Ok, plan.Check("targetCluster").State);
    }

    [Fact]
    public async Task Clocks_apart_are_a_warning()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var mask = new MaskedServer(target, line => line == "TIME" ? new object[] { DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 3600, 0 } : null);
        await using var pair = new PlanPair(source.Options("from"), mask.Options("to"));
        var check = (await pair.PlanAsync()).Check("clocks");
        Assert.Equal(CheckState.Warning, check.State);
        Assert.Contains("ahead of", check.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_that_failed_stops_and_one_that_runs_warns()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var failed = new MaskedServer(target, line => line == "INFO" ? "# Persistence\r\nrdb_last_bgsave_status:err\r\n# Replication\r\nrole:master\r\n" : null);
        await using var saving = new MaskedServer(source, line => line == "INFO" ? "# Persistence\r\nrdb_bgsave_in_progress:1\r\nrdb_last_bgsave_status:ok\r\n# Replication\r\nrole:master\r\n" : null);
        await using var pair = new PlanPair(saving.Options("from"), failed.Options("to"));
        var plan = await pair.PlanAsync();
        Assert.Equal((CheckState.Stop, CheckState.Warning), (plan.Check("targetSaves").State, plan.Check("sourceFork").State));
        Assert.Equal(CheckState.Warning, plan.Check("targetMemory").State);   // nobody told
    }

    [Fact]
    public async Task Changes_by_events_need_them_switched_on()
    {
        await using var source = await RedisServerProcess.StartAsync("rename-command SYNC \"\"", "rename-command PSYNC \"\"");
        await using var target = await RedisServerProcess.StartAsync();
        Assert.Equal(CheckState.Stop, (await PlanPair.PlanAsync(source, target, live: true)).Check("keyspaceEvents").State);
        await source.CallAsync("CONFIG", "SET", "notify-keyspace-events", "EA");
        Assert.Equal(CheckState.Stop, (await PlanPair.PlanAsync(source, target, live: true)).Check("keyspaceEvents").State);
        await source.CallAsync("CONFIG", "SET", "notify-keyspace-events", "KA");
        Assert.Equal(CheckState.Ok, (await PlanPair.PlanAsync(source, target, live: true)).Check("keyspaceEvents").State);
    }

    [Fact]
    public async Task Replica_buffer_is_held_against_the_data()
    {
        await using var source = await RedisServerProcess.StartAsync("client-output-buffer-limit replica 100kb 50kb 10");
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", new string('x', 500_000));
        var check = (await PlanPair.PlanAsync(source, target, live: true)).Check("replicaBuffer");
        Assert.Equal(CheckState.Warning, check.State);
        Assert.Contains("102400 bytes, or 51200 for 10 s", check.Evidence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_are_no_keys()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("FUNCTION", "LOAD", "#!lua name=lib\nredis.register_function('f', function() return 1 end)");
        var plan = await PlanPair.PlanAsync(source, target, Some);
        Assert.Equal(CheckState.Warning, plan.Check("functions").State);
    }

    [Fact]
    public async Task Cluster_that_is_not_whole_stops_and_one_with_open_slots_warns()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var cluster = await RedisCluster.StartAsync(masters: 2);
        await using var pair = new PlanPair(source.Options("from"), cluster.Masters[0].Options("to") with { Kind = ConnectionKind.Cluster });
        await cluster.Masters[0].CallAsync("CLUSTER", "SETSLOT", 1, "MIGRATING", await RedisCluster.IdAsync(cluster.Masters[1]));
        Assert.Equal(CheckState.Warning, (await pair.PlanAsync()).Check("targetCluster").State);
        foreach (var node in cluster.Masters)
        {
            await node.CallAsync("CLUSTER", "DELSLOTS", 2);
        }
        await TestTimeout.UntilAsync("the cluster is down", async () => (await cluster.Masters[0].CallAsync("CLUSTER", "INFO")).Text.Contains("cluster_state:fail", StringComparison.Ordinal));
        Assert.Equal(CheckState.Stop, (await pair.PlanAsync()).Check("targetCluster").State);
    }
}
