using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

/// <summary>Which way is chosen between real servers, and what closes the others.</summary>
public sealed class PathRulesTests(ClusterFixture clusters)
{
    [Theory]
    [InlineData(ServerEngine.AtHand, ServerEngine.AtHand, nameof(MigrationPath.Replicate))]
    [InlineData(ServerEngine.AtHand, "redis-8.6", nameof(MigrationPath.Replicate))]
    [InlineData(ServerEngine.AtHand, "valkey-9.1", nameof(MigrationPath.Replicate))]
    [InlineData("redis-8.6", ServerEngine.AtHand, nameof(MigrationPath.Serve))]
    [InlineData("redis-8.6", "valkey-9.1", nameof(MigrationPath.Serve))]
    [InlineData("valkey-9.1", "redis-8.6", nameof(MigrationPath.Serve))]
    public async Task Empty_target_follows_what_it_can_load_and_is_served_what_it_cannot(string from, string to, string expected)
    {
        await using var source = await ServerEngine.StartAsync(from);
        await using var target = await ServerEngine.StartAsync(to);
        await source.CallAsync("SET", "a", "1");
        var plan = await PlanPair.PlanAsync(source, target);
        Assert.Equal(Enum.Parse<MigrationPath>(expected), PathRules.Choose([.. plan.Paths.Select(verdict => verdict with { Executable = false })])!.Path);
        Assert.All(plan.Paths, verdict => Assert.Equal(verdict.Open && MigrationPaths.Lacking(verdict.Path, plan.Options) is null, verdict.Executable));
        Assert.Equal(expected == nameof(MigrationPath.Replicate), plan.Verdict(MigrationPath.Replicate).Open);
        Assert.All(plan.Paths, verdict => Assert.NotEmpty(verdict.Reason));
    }

    [Fact]
    public void First_that_can_be_carried_out_comes_before_a_better_one_that_cannot()
    {
        PathVerdict[] verdicts = [new(MigrationPath.Replicate, false, false, ""), new(MigrationPath.Serve, true, false, ""), new(MigrationPath.Scan, true, true, ""), new(MigrationPath.Types, true, true, "")];
        Assert.Equal(MigrationPath.Scan, PathRules.Choose(verdicts)!.Path);
        Assert.Equal(MigrationPath.Serve, PathRules.Choose([.. verdicts.Select(verdict => verdict with { Executable = false })])!.Path);
        Assert.Null(PathRules.Choose([.. verdicts.Select(verdict => verdict with { Open = false })]));
    }

    [Fact]
    public async Task Target_with_keys_is_replaced_only_when_that_was_said()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        await target.CallAsync("SET", "mine", "1");
        var careful = await PlanPair.PlanAsync(source, target);
        Assert.False(careful.Verdict(MigrationPath.Replicate).Open);
        Assert.Contains("all the target holds (1 key)", careful.Verdict(MigrationPath.Serve).Reason, StringComparison.Ordinal);
        Assert.True(careful.Verdict(MigrationPath.Sync).Open);
        Assert.True((await PlanPair.PlanAsync(source, target, replaceTarget: true)).Verdict(MigrationPath.Replicate).Open);
    }

    [Fact]
    public async Task Selection_closes_replication_and_nothing_else()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        var plan = await PlanPair.PlanAsync(source, target, new SelectionRequest { Patterns = ["a*"u8.ToArray()] });
        Assert.Equal([MigrationPath.Replicate], plan.Paths.Where(verdict => !verdict.Open).Select(verdict => verdict.Path));
    }

    // Each closes what needs it, and leaves the next way open.
    [Theory]
    [InlineData("source", "psync", new[] { MigrationPath.Replicate })]
    [InlineData("source", "psync -sync", new[] { MigrationPath.Replicate, MigrationPath.Serve, MigrationPath.Sync })]
    [InlineData("source", "replconf", new[] { MigrationPath.Replicate, MigrationPath.Serve, MigrationPath.Sync })]
    [InlineData("source", "dump", new[] { MigrationPath.Scan })]
    [InlineData("source", "scan", new[] { MigrationPath.Scan, MigrationPath.Types })]
    [InlineData("source", "hscan", new[] { MigrationPath.Types })]
    [InlineData("target", "replicaof", new[] { MigrationPath.Replicate, MigrationPath.Serve })]
    [InlineData("target", "restore", new[] { MigrationPath.Sync, MigrationPath.Scan })]
    [InlineData("target", "rename", new[] { MigrationPath.Types })]
    [InlineData("target", "config|set", new[] { MigrationPath.Replicate, MigrationPath.Serve })]
    internal async Task Right_that_is_missing_closes_the_paths_that_need_it(string side, string right, MigrationPath[] closed)
    {
        string limited = $"user app on >secret ~* &* +@all -{right}";
        await using var source = await RedisServerProcess.StartAsync(side == "source" ? [limited] : []);
        await using var target = await RedisServerProcess.StartAsync(side == "target" ? [limited] : []);
        static ConnectionOptions As(RedisServerProcess server, string name, bool limited) => limited ? server.Options(name) with { User = "app", Password = "secret" } : server.Options(name);
        await using var pair = new PlanPair(As(source, "from", side == "source"), As(target, "to", side == "target"));
        await SampleCalls.SeedAsync(source);   // keys of every type
        var plan = await pair.PlanAsync();
        Assert.Equal(closed, plan.Paths.Where(verdict => !verdict.Open).Select(verdict => verdict.Path));
        string word = right.Split([' ', '|'])[0].ToUpperInvariant();
        Assert.All(closed, path => Assert.Contains($"{word} is not permitted on the {side}", plan.Verdict(path).Reason, StringComparison.Ordinal));
    }

    // No streams there, and of serialized values only strings.
    [Fact]
    public async Task Garnet_is_given_what_it_has_type_by_type()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("SET", "string", "v");
        await redis.CallAsync("HSET", "hash", "f", "v");
        await redis.CallAsync("XADD", "stream", "*", "f", "v");
        using var folder = new TempFolder();
        await using var garnet = await GarnetServer.StartAsync(folder);
        await using var to = new PlanPair(source.Options("from"), garnet.Options with { Name = "to" });
        var plan = await to.PlanAsync();
        Assert.Equal([MigrationPath.Types], plan.Paths.Where(verdict => verdict.Open).Select(verdict => verdict.Path));
        var loss = Assert.Single(plan.Losses, loss => loss.Kind == "types");
        Assert.Equal((1, true), (loss.Keys, loss.Text.Contains("stream", StringComparison.Ordinal)));
        Assert.Equal(3, plan.Estimate!.Keys);
        await using var from = new PlanPair(garnet.Options with { Name = "from" }, source.Options("to"));
        Assert.Equal([MigrationPath.Types], (await from.PlanAsync()).Paths.Where(verdict => verdict.Open).Select(verdict => verdict.Path));
    }

    [Fact]
    public async Task Key_prefix_closes_what_sends_everything()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("MSET", "app:1", "1", "other:1", "1");
        await using var pair = new PlanPair(source.Options("from"), target.Options("to"), sourcePrefix: "app:");
        var plan = await pair.PlanAsync();
        Assert.Equal([MigrationPath.Scan, MigrationPath.Types], plan.Paths.Where(verdict => verdict.Open).Select(verdict => verdict.Path));
    }

    [Fact]
    public async Task Cluster_is_neither_followed_nor_made_to_follow()
    {
        var cluster = await clusters.ClusterAsync();
        await using var server = await RedisServerProcess.StartAsync();
        var options = cluster.Masters[0].Options("cluster") with { Kind = ConnectionKind.Cluster };
        await using var from = new PlanPair(options, server.Options("to"));
        await using var to = new PlanPair(server.Options("from"), options);
        Assert.Equal([MigrationPath.Replicate], (await from.PlanAsync(replaceTarget: true)).Paths.Where(verdict => !verdict.Open).Select(verdict => verdict.Path));
        Assert.Equal([MigrationPath.Replicate, MigrationPath.Serve], (await to.PlanAsync(replaceTarget: true)).Paths.Where(verdict => !verdict.Open).Select(verdict => verdict.Path));
    }

    [Fact]
    public async Task Target_under_sentinels_does_not_follow_us()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var mask = new MaskedServer(target, line => line == "PUBSUB NUMSUB __sentinel__:hello" ? new object[] { "__sentinel__:hello", 1 } : null);
        await using var pair = new PlanPair(source.Options("from"), mask.Options("to"));
        var plan = await pair.PlanAsync();
        Assert.Contains("sentinels", plan.Verdict(MigrationPath.Replicate).Reason, StringComparison.Ordinal);
        Assert.False(plan.Verdict(MigrationPath.Serve).Open);
    }
}
