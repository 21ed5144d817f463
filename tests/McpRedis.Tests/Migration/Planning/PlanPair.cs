using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

/// <summary>Two connections and the plan between them.</summary>
internal sealed class PlanPair(ConnectionOptions source, ConnectionOptions target, AccessLevel access = AccessLevel.Read, string? sourcePrefix = null, TimeProvider? time = null) : IAsyncDisposable
{
    private readonly RedisConnection _source = new(source, access, sourcePrefix, TimeProvider.System);
    private readonly RedisConnection _target = new(target, access, null, TimeProvider.System);

    public CommandTrace Trace { get; } = new();

    public async Task<MigrationPlan> PlanAsync(SelectionRequest? request = null, bool live = false, bool replaceTarget = false, bool keepIdle = false, MigrationPath? path = null) =>
        await new MigrationPlanner(new(_source, _target), Trace, time ?? TimeProvider.System)
            .PlanAsync(new(KeySelection.Of(request ?? new()), live, replaceTarget, keepIdle, path), TestTimeout.Token());

    /// <summary>A plan between two servers of a test.</summary>
    public static async Task<MigrationPlan> PlanAsync(RedisServerProcess source, RedisServerProcess target, SelectionRequest? request = null, bool live = false, bool replaceTarget = false)
    {
        await using var pair = new PlanPair(source.Options("from"), target.Options("to"));
        return await pair.PlanAsync(request, live, replaceTarget);
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }
}

internal static class PlanReading
{
    public static PlanCheck Check(this MigrationPlan plan, string name) => Assert.Single(plan.Checks, check => check.Name == name);

    public static PathVerdict Verdict(this MigrationPlan plan, MigrationPath path) => Assert.Single(plan.Paths, verdict => verdict.Path == path);
}
