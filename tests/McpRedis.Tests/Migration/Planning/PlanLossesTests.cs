using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

/// <summary>What does not arrive, between engines that differ.</summary>
public sealed class PlanLossesTests
{
    private static readonly SelectionRequest Some = new() { Exclude = ["none"u8.ToArray()] };

    // redis-8.6 writes every stream in a form of its own; field TTLs exist in Redis since 7.4 and in Valkey since 9.
    [Theory]
    [InlineData("redis-8.6", ServerEngine.AtHand, "fieldTtls idempotence activeTimes")]
    [InlineData("redis-8.6", "redis-8.0", "idempotence")]
    [InlineData("redis-8.6", "valkey-8.1", "fieldTtls idempotence")]
    [InlineData("redis-8.6", "valkey-9.1", "idempotence")]
    [InlineData("redis-8.0", ServerEngine.AtHand, "fieldTtls activeTimes")]
    [InlineData("valkey-9.1", "redis-8.0", "")]
    [InlineData("valkey-9.1", "valkey-8.1", "fieldTtls")]
    [InlineData("valkey-8.1", ServerEngine.AtHand, "activeTimes")]
    [InlineData(ServerEngine.AtHand, "redis-8.6", "")]
    public async Task Losses_are_those_of_the_pair(string from, string to, string expected)
    {
        await using var source = await ServerEngine.StartAsync(from);
        await using var target = await ServerEngine.StartAsync(to);
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("XADD", "stream", "1-1", "f", "v");
        await redis.CallAsync("XGROUP", "CREATE", "stream", "group", "0");
        await redis.CallAsync("XREADGROUP", "GROUP", "group", "consumer", "STREAMS", "stream", ">");
        await redis.SendAsync("XADD", "stream", "IDMP", "producer", "id-1", "*", "f", "v");
        await redis.CallAsync("HSET", "hash", "f", "v", "g", "w");
        await redis.SendAsync("HPEXPIRE", "hash", 1_000_000, "FIELDS", 1, "f");   // where there is such a thing
        await redis.CallAsync("SET", "plain", "v");
        var plan = await PlanPair.PlanAsync(source, target, Some);
        string[] general = ["idleTimes", "settings"];
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), plan.Losses.Where(loss => !general.Contains(loss.Kind)).Select(loss => loss.Kind));
        Assert.All(plan.Losses.Where(loss => !general.Contains(loss.Kind)), loss => Assert.Equal(1, loss.Keys));
    }

    [Theory]
    [InlineData("redis-8.6", ServerEngine.AtHand, "fieldTtls idempotence activeTimes")]
    [InlineData("redis-8.6", "valkey-9.1", "idempotence")]
    [InlineData("valkey-9.1", "redis-8.6", "")]
    public async Task Losses_that_the_sample_did_not_show_are_announced_too(string from, string to, string expected)
    {
        await using var source = await ServerEngine.StartAsync(from);
        await using var target = await ServerEngine.StartAsync(to);
        await source.CallAsync("SET", "plain", "v");
        var losses = (await PlanPair.PlanAsync(source, target, Some)).Losses.Where(loss => loss.Keys is not null).ToList();
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), losses.Select(loss => loss.Kind));
        Assert.All(losses, loss => Assert.True(loss.Keys == 0 && loss.Text.Contains("the sample had none", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Module_that_the_target_lacks_takes_its_keys_with_it()
    {
        await using var source = await ServerEngine.StartAsync("redis-8.0");
        await using var target = await RedisServerProcess.StartAsync();
        await using var redis = await source.ConnectAsync();
        await redis.CallAsync("VADD", "vectors", "VALUES", 2, 1, 2, "one");
        await redis.CallAsync("SET", "plain", "v");
        var plan = await PlanPair.PlanAsync(source, target, Some);
        var loss = Assert.Single(plan.Losses, loss => loss.Kind == "refused");
        Assert.Equal(1, loss.Keys);
        Assert.Contains("no module vectorset", loss.Text, StringComparison.Ordinal);
        Assert.Equal(CheckState.Warning, plan.Check("modules").State);
        await using var same = await ServerEngine.StartAsync("redis-8.0");
        Assert.DoesNotContain((await PlanPair.PlanAsync(source, same, Some)).Losses, loss => loss.Kind == "refused");
    }

    [Fact]
    public async Task Replica_loses_nothing_of_the_data()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await source.CallAsync("XADD", "stream", "*", "f", "v");
        await using var pair = new PlanPair(source.Options("from"), target.Options("to"));
        var plan = await pair.PlanAsync();
        Assert.True(plan.Path != MigrationPath.Replicate || plan.Losses.Count == 0);
        Assert.DoesNotContain((await pair.PlanAsync(Some, keepIdle: true)).Losses, loss => loss.Kind == "idleTimes");
    }
}
