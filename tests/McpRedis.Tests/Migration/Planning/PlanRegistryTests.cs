using McpRedis.Migration.Planning;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Planning;

public sealed class PlanRegistryTests
{
    [Fact]
    public async Task Plan_is_found_by_its_owner_for_an_hour()
    {
        var time = new ManualTime();
        var registry = new PlanRegistry(time);
        var plan = await PlanAsync(time.GetUtcNow());
        registry.Keep("ada", plan);
        Assert.Same(plan, registry.Find("ada", plan.Id));
        Assert.Null(registry.Find("bob", plan.Id));
        Assert.Null(registry.Find("ada", PlanRegistry.NewId()));
        time.Advance(PlanRegistry.Kept);
        Assert.Same(plan, registry.Find("ada", plan.Id));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(registry.Find("ada", plan.Id));
    }

    [Fact]
    public async Task Oldest_plans_and_principals_go_first()
    {
        var time = new ManualTime();
        var registry = new PlanRegistry(time);
        var first = await PlanAsync(time.GetUtcNow());
        registry.Keep("ada", first);
        for (int i = 0; i < PlanRegistry.MostPerPrincipal; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            registry.Keep("ada", first with { Id = PlanRegistry.NewId(), MadeAt = time.GetUtcNow() });
        }
        Assert.Null(registry.Find("ada", first.Id));
        var last = first with { Id = PlanRegistry.NewId(), MadeAt = time.GetUtcNow() };
        registry.Keep("ada", last);
        for (int i = 0; i < 300; i++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            registry.Keep($"p{i}", first with { MadeAt = time.GetUtcNow() });
        }
        Assert.Null(registry.Find("ada", last.Id));
    }

    private static async Task<MigrationPlan> PlanAsync(DateTimeOffset madeAt)
    {
        await using var server = await RedisServerProcess.StartAsync();
        return await PlanPair.PlanAsync(server, server) with { MadeAt = madeAt };
    }
}
