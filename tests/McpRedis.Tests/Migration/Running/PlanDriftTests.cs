using McpRedis.Migration.Planning;
using McpRedis.Migration.Running;
using McpRedis.Migration.Selection;
using McpRedis.Tests.Migration.Planning;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Running;

/// <summary>A plan of two real servers held against one that was made after something happened to them.</summary>
public sealed class PlanDriftTests
{
    [Fact]
    public async Task Plan_holds_while_nothing_has_happened()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        var was = await PlanPair.PlanAsync(source, target);
        await source.CallAsync("SET", "b", "1");
        Assert.Empty(PlanDrift.Of(was, await PlanPair.PlanAsync(source, target), hasBegun: false));
    }

    [Fact]
    public async Task Plan_does_not_hold_for_a_server_that_was_restarted_unless_it_was_begun()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        await source.CallAsync("SAVE");
        var was = await PlanPair.PlanAsync(source, target);
        await source.RestartAsync();
        var now = await PlanPair.PlanAsync(source, target);
        Assert.Contains("the source was restarted", Assert.Single(PlanDrift.Of(was, now, hasBegun: false)), StringComparison.Ordinal);
        Assert.Empty(PlanDrift.Of(was, now, hasBegun: true));
    }

    [Fact]
    public async Task Plan_for_an_empty_target_does_not_hold_when_it_has_keys()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        var was = await PlanPair.PlanAsync(source, target);
        await target.CallAsync("SET", "a", "mine");
        var now = await PlanPair.PlanAsync(source, target);
        Assert.Equal(3, PlanDrift.Of(was, now, hasBegun: false).Count);   // it is taken, it stops the copy, and nothing can be served to it
        Assert.Single(PlanDrift.Of(was, now, hasBegun: true));
        Assert.Equal([TargetChecks.Collisions], PlanDrift.Stops(now, hasBegun: false).Select(check => check.Name));
    }

    [Fact]
    public async Task Plan_does_not_hold_when_the_target_became_a_replica_or_the_source_another_amount()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var third = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "a", "1");
        var was = await PlanPair.PlanAsync(source, target, new SelectionRequest { Collision = CollisionPolicy.Skip });
        await source.CallAsync("EVAL", "for i = 1, 500 do redis.call('SET', 'k' .. i, i) end", 0);
        await target.CallAsync("REPLICAOF", "127.0.0.1", third.Port);
        var changes = PlanDrift.Of(was, await PlanPair.PlanAsync(source, target, new SelectionRequest { Collision = CollisionPolicy.Skip }), hasBegun: false);
        Assert.Contains(changes, change => change.Contains("the target was standalone master and is standalone replica", StringComparison.Ordinal));
        Assert.Contains(changes, change => change.StartsWith("targetWritable", StringComparison.Ordinal));
        Assert.Contains(changes, change => change.Contains("held 1 keys and holds 501", StringComparison.Ordinal));
    }
}
