using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Migration.Planning;
using McpRedis.Tests.Migration.Compare;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;
using McpRedis.Tools.Migration;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Two real servers over connections <c>main</c> (the source) and <c>spare</c> (the target).</summary>
public sealed class MigrationCompareToolTests
{
    private const string Tool = "redis_migration_compare";

    [Fact]
    public async Task MigrationCompare_tells_what_differs_and_plans_its_repair()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using RawRedis here = await main.ConnectAsync(), there = await spare.ConnectAsync();
        await CopyBench.FillAsync(here, 100);
        await CopyBench.FillAsync(there, 100);
        await using var mcp = await StartAsync(main, spare);
        var clean = await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal((true, "all 100 keys compared, 0 differ", "succeeded"), (clean.At("equal").GetBoolean(), clean.At("statement").GetString(), clean.At("state").GetString()));
        Assert.Equal(JsonValueKind.Null, clean.At("repair").ValueKind);

        await CompareBench.PlantAsync(there);
        var report = await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal(["missingOnTarget 1", "extraOnTarget 1", "type 1", "value 2", "ttl 2"],
            report.List("findings").Select(finding => $"{finding.At("category").GetString()} {finding.At("count").GetInt64()}"));
        Assert.Equal("k:1", report.List("findings").First().List("examples").Single().At("key").At("text").GetString());
        Assert.Equal((6, 0, 1L, true), (report.At("repair").At("copies").GetInt32(), report.At("repair").At("deletes").GetInt32(), report.At("repair").At("leftAlone").GetInt64(), report.At("repair").At("isWhole").GetBoolean()));
        var plan = PlanOf(mcp, report.At("repair").At("planId").GetString()!);
        Assert.Equal(["k:1", "k:12", "k:15", "k:7", "k:8", "k:9"], plan.Repair!.Copy.Select(name => System.Text.Encoding.UTF8.GetString(name.Key)).Order(StringComparer.Ordinal));

        var deleting = await mcp.CallAsync(Tool, new { connection = "spare", source = "main", deleteExtra = true });
        Assert.Equal(1, deleting.At("repair").At("deletes").GetInt32());
    }

    [Fact]
    public async Task MigrationCompare_follows_a_plan_with_its_patterns_and_databases()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using RawRedis here = await main.ConnectAsync(), there = await spare.ConnectAsync();
        await here.CallAsync("MSET", "old:1", "1", "old:2", "2", "no", "3");
        await there.CallAsync("MSET", "new:1", "1", "new:2", "other", "own", "3");
        await using var mcp = await StartAsync(main, spare);
        var plan = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", patterns = new[] { "old:*" }, renames = new[] { new { from = "old:", to = "new:" } } });
        var report = await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString() });
        Assert.Equal("all 2 keys compared, 1 differ", report.At("statement").GetString());
        Assert.Equal("old:2", report.List("findings").Single().List("examples").Single().At("key").At("text").GetString());
        await here.CallAsync("SELECT", 4);
        await here.CallAsync("SET", "own", "3");
        plan = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", databases = new[] { new { source = 4 } } });
        Assert.Equal("all 1 keys compared, 1 differ", (await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString() })).At("statement").GetString());
        plan = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", patterns = new[] { "n*" }, databases = new[] { new { source = 0 } } });
        Assert.Equal("all 3 keys compared, 3 differ", (await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString() })).At("statement").GetString());
    }

    [Fact]
    public async Task MigrationCompare_shows_names_and_no_values_where_only_reading_is_allowed()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("HSET", "name-of-a-key", "field", "S3cret-value");
        await spare.CallAsync("HSET", "name-of-a-key", "field", "S3cret-other");
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { Access = "read" }, spare.Options("spare")], ToolHarness.Everything with { Access = "read" });
        var answer = await mcp.SendAsync(Tool, new { connection = "spare", source = "main", sample = true });
        Assert.Equal("field", answer.Reply.List("findings").Single().List("examples").Single().List("elements").Single().At("text").GetString());
        Assert.DoesNotContain("S3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationCompare_of_many_keys_is_a_job()
    {
        await using var main = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using var spare = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await main.CallAsync("DEBUG", "POPULATE", MigrationCompareTool.SmallKeys + 1, "a");
        await spare.CallAsync("DEBUG", "POPULATE", MigrationCompareTool.SmallKeys - 1, "a");
        await using var mcp = await StartAsync(main, spare);
        var report = await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        string id = report.At("jobId").GetString()!;
        await ((JobRegistry)mcp.Composition.GetService(typeof(JobRegistry))!).Find(id, Principal.Local.Name)!.WhenEndedAsync(TestTimeout.Token());
        var job = await mcp.CallAsync("redis_job_get", new { id });
        Assert.Equal(("comparison", "succeeded"), (job.At("kind").GetString(), job.At("state").GetString()));
        Assert.Equal($"all {MigrationCompareTool.SmallKeys + 1} keys compared, 2 differ.", job.List("notes").First().GetString());
        Assert.Equal((2, 2, 2), (job.At("counts").At("differing").GetInt32(), job.At("counts").At("missingOnTarget").GetInt32(), job.At("counts").At("repairCopies").GetInt32()));
        Assert.Equal([("a:100000", "missingOnTarget"), ("a:99999", "missingOnTarget")],
            job.List("examples").Select(example => (example.At("key").At("text").GetString()!, example.At("outcome").GetString()!)).Order());
        Assert.Equal(2, PlanOf(mcp, job.At("planId").GetString()!).Repair!.Copy.Count);
        if (report.At("state").GetString() == "succeeded")   // it may well have ended within the call
        {
            Assert.Equal(job.At("planId").GetString(), report.At("repair").At("planId").GetString());
        }
    }

    [Theory]
    [InlineData("""{"connection":"spare"}""", "invalid_argument")]
    [InlineData("""{"connection":"main","source":"main"}""", "invalid_argument")]
    [InlineData("""{"connection":"spare","source":"main","ttlToleranceMs":-1}""", "invalid_argument")]
    [InlineData("""{"connection":"spare","source":"none"}""", "invalid_argument")]
    [InlineData("""{"connection":"spare","planId":"none"}""", "key_not_found")]
    public async Task MigrationCompare_refuses(string arguments, string code)
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare);
        Assert.Equal(code, (await mcp.FailAsync(Tool, JsonElement.Parse(arguments))).Code);
    }

    private static MigrationPlan PlanOf(ToolHarness mcp, string id) => ((PlanRegistry)mcp.Composition.GetService(typeof(PlanRegistry))!).Find(Principal.Local.Name, id)!;

    private static Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare) => ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")]);
}
