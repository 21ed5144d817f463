using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

/// <summary>What a plan learns from a few hundred keys, and what it never does to learn it.</summary>
public sealed class SourceSamplerTests
{
    [Fact]
    public async Task Estimate_is_near_what_a_filter_takes_of_a_large_source()
    {
        await using var source = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("DEBUG", "POPULATE", 100_000, "user", 32);
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("SELECT", 4);
        await redis.CallAsync("DEBUG", "POPULATE", 300, "job", 32);
        var all = await PlanPair.PlanAsync(source, target);
        Assert.Equal(100_300, all.Estimate!.Keys);
        Assert.InRange(all.Estimate.Bytes!.Value, 100_300 * 30, 100_300 * 80);
        Assert.InRange(all.Estimate.MinSeconds!.Value, 0.05, all.Estimate.MaxSeconds!.Value);
        Assert.Contains("estimate", all.Estimate.Basis, StringComparison.Ordinal);
        // A tenth of the users: those that end in 7. With all the time there is, 2000 of them are looked at.
        await using var pair = new PlanPair(source.Options("from"), target.Options("to"), time: new ManualTime());
        var some = await pair.PlanAsync(new SelectionRequest { Patterns = ["user:*7"u8.ToArray()], Databases = [new(0, 0, [])] });
        Assert.InRange(some.Estimate!.Keys!.Value, 5_000, 16_000);
    }

    [Fact]
    public async Task Limits_of_type_expiry_and_size_count()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var redis = await source.ConnectAsync();
        for (int i = 0; i < 10; i++)
        {
            await redis.CallAsync("SET", $"s{i}", "v", "PX", 1_000_000 + i);
            await redis.CallAsync("SADD", $"set{i}", "m");
            await redis.CallAsync("SET", $"big{i}", new string('x', 10_000));
        }
        Assert.Equal(10, (await PlanPair.PlanAsync(source, target, new SelectionRequest { Types = ["set"] })).Estimate!.Keys);
        Assert.Equal(20, (await PlanPair.PlanAsync(source, target, new SelectionRequest { Limits = new(null, null, 5_000) })).Estimate!.Keys);
        Assert.Equal(10, (await PlanPair.PlanAsync(source, target, new SelectionRequest { Limits = new(null, 2_000_000, null) })).Estimate!.Keys);
        Assert.Equal(20, (await PlanPair.PlanAsync(source, target, new SelectionRequest { Limits = new(2_000_000, null, null) })).Estimate!.Keys);
    }

    [Fact]
    public async Task Large_values_are_never_read()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("SET", "huge", new string('x', 5_000_000));
        await redis.CallAsync(["RPUSH", "list", .. Enumerable.Range(0, 200).Select(i => (object)new string('y', 1000))]);
        await using (var mask = new MaskedServer(source, _ => null))
        {
            await using var pair = new PlanPair(mask.Options("from"), target.Options("to"));
            var plan = await pair.PlanAsync();
            Assert.InRange(plan.Checks.Single(check => check.Name == "largeKeys").Evidence.Length, 1, 200);
        }
        Assert.DoesNotContain("cmdstat_dump", (await source.CallAsync("INFO", "commandstats")).Text, StringComparison.Ordinal);
        // Where the server tells no sizes, the length of a string is asked for, and nothing else is read.
        await using var closed = new MaskedServer(source, line => line.StartsWith("MEMORY", StringComparison.Ordinal) ? MaskedServer.Unknown("MEMORY") : null);
        await redis.CallAsync("SET", "small", "v");
        await using var blind = new PlanPair(closed.Options("from"), target.Options("to"));
        Assert.Equal(CheckState.Warning, (await blind.PlanAsync()).Check("largeKeys").State);
        Assert.Contains("cmdstat_dump:calls=1,", (await source.CallAsync("INFO", "commandstats")).Text, StringComparison.Ordinal);
    }

    // A managed server often shows neither INFO nor CONFIG nor COMMAND.
    [Theory]
    [InlineData("INFO", 2L)]
    [InlineData("INFO DBSIZE", null)]
    public async Task Source_that_does_not_tell_its_size_has_a_plan_too(string closed, long? keys)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("MSET", "a", "1", "b", "2");
        await using var mask = new MaskedServer(source, line => closed.Split(' ').Contains(line.Split(' ')[0]) ? MaskedServer.Unknown(line) : null);
        await using var pair = new PlanPair(mask.Options("from"), target.Options("to"));
        var plan = await pair.PlanAsync();
        Assert.Equal((keys, keys is null), (plan.Estimate!.Keys, plan.Estimate.MaxSeconds is null));
        Assert.Equal(CheckState.Warning, plan.Check("source").State);
        Assert.Contains("only 0 would be copied", plan.Check("source").Evidence, StringComparison.Ordinal);
    }

    // A source waits for other replicas before it sends a snapshot straight from memory, and only then.
    [Theory]
    [InlineData("yes", 7, 7.0, 8.0)]
    [InlineData("no", 7, 0.0, 1.0)]
    [InlineData(null, 7, 0.0, 6.0)]
    public async Task Estimate_includes_what_the_source_waits_before_a_snapshot(string? diskless, int delaySeconds, double least, double most)
    {
        await using var source = await RedisServerProcess.StartAsync($"repl-diskless-sync {diskless ?? "yes"}", $"repl-diskless-sync-delay {delaySeconds}");
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "k", "v");
        await using var mask = new MaskedServer(source, line => diskless is null && line.StartsWith("CONFIG GET", StringComparison.Ordinal) ? MaskedServer.Unknown("CONFIG") : null);
        await using var pair = new PlanPair(mask.Options("from"), target.Options("to"), AccessLevel.Full, time: new ManualTime());
        var snapshot = (await pair.PlanAsync()).Estimate!;
        Assert.Equal(least, snapshot.MinSeconds!.Value, 0.05);
        Assert.InRange(snapshot.MaxSeconds!.Value, least, most);
        Assert.Equal(diskless != "no", snapshot.Basis.Contains("repl-diskless-sync-delay", StringComparison.Ordinal));
        var byOne = (await pair.PlanAsync(path: MigrationPath.Scan)).Estimate!;
        Assert.Equal(0, byOne.MinSeconds!.Value, 0.05);
    }

    [Fact]
    public async Task Source_without_keys_has_a_plan_too()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        var plan = await PlanPair.PlanAsync(source, target);
        Assert.Equal((0L, CheckState.Warning), (plan.Estimate!.Keys, plan.Check("source").State));
    }
}
