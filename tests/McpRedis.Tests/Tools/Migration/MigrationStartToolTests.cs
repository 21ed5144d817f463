using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Two real servers over connections <c>main</c>, which may only be read, and <c>spare</c>.</summary>
public sealed class MigrationStartToolTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Get = "redis_job_get", Cancel = "redis_job_cancel";
    private const int Long = 60_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task MigrationStart_copies_what_was_confirmed_and_tells_what_became_of_it(string path)
    {
        await using var main = await FilledAsync(700);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, path);
        string planId = await PlanAsync(mcp, path);
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal("confirmation_required", asked.Code);
        string summary = asked.Preview!.Value.At("summary").GetString()!;
        Assert.StartsWith($"copies about 700 keys of 'main' to spare/0 by path {path}; a key whose name is taken there ends it", summary, StringComparison.Ordinal);
        Assert.Contains("'main' is only read", summary, StringComparison.Ordinal);
        Assert.Contains("idleTimes", summary, StringComparison.Ordinal);
        Assert.True(asked.Preview.Value.IsNull("target"));
        Assert.Empty(await NamesAsync(spare));

        var started = await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken });
        Assert.Equal(("succeeded", path, false, 700), (started.At("state").GetString(), started.At("path").GetString(), started.At("resumed").GetBoolean(), started.At("total").GetInt64()));
        Assert.Equal(await NamesAsync(main), await NamesAsync(spare));
        var job = await mcp.CallAsync(Get, new { id = started.At("id").GetString() });
        Assert.Equal((700, 0), (job.At("counts").At("copied").GetInt64(), job.At("counts").At("failed").GetInt64()));
        Assert.Contains("append-only file off", job.List("notes").Single().GetString(), StringComparison.Ordinal);
        Assert.Empty(job.List("examples"));
        Assert.Empty(Directory.GetFiles(_folder.File("migrations")));
    }

    [Fact]
    public async Task MigrationStart_that_replaces_wants_the_target_typed_back()
    {
        await using var main = await FilledAsync(10);
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "k:1", "mine");
        await using var mcp = await StartAsync(main, spare);
        string planId = await PlanAsync(mcp, "sync", "replace");
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal("spare/0", asked.Preview!.Value.At("target").GetString());
        Assert.Contains("is replaced and cannot be brought back", asked.Preview.Value.At("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken })).Code);
        Assert.Equal("mine", (await spare.CallAsync("GET", "k:1")).Text);
        await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken, confirmTarget = "spare/0" });
        Assert.Equal("list", (await spare.CallAsync("TYPE", "k:1")).Text);
    }

    [Fact]
    public async Task MigrationStart_refuses_a_plan_that_does_not_hold_any_more()
    {
        await using var main = await FilledAsync(10);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, options: ToolHarness.Unconfirmed);
        string planId = await PlanAsync(mcp, "sync");
        await spare.CallAsync("SET", "other", "mine");
        var error = await mcp.FailAsync(Tool, new { connection = "spare", planId });
        Assert.Equal("conflict", error.Code);
        Assert.Contains("the target was empty and holds 1 keys", error.Message, StringComparison.Ordinal);
        Assert.Equal(["other"], await NamesAsync(spare));
    }

    [Fact]
    public async Task MigrationStart_is_for_who_planned_it_and_where()
    {
        await using var main = await FilledAsync(1);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, options: ToolHarness.Unconfirmed);
        string planId = await PlanAsync(mcp, "sync");
        await using var other = await mcp.JoinAsync(new Principal("bob", new Grant()));
        Assert.Equal("key_not_found", (await other.FailAsync(Tool, new { connection = "spare", planId })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { connection = "spare", planId = "none" })).Code);
        // The source is open for reading alone here, which is said first.
        Assert.Contains((await mcp.FailAsync(Tool, new { connection = "main", planId })).Code, (string[])["access_denied", "invalid_argument"]);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "spare", planId, keysPerSecond = 0 })).Code);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    [InlineData("types")]
    public async Task MigrationStart_holds_to_its_pace_is_held_and_goes_on(string path)
    {
        await using var main = await FilledAsync(1500);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare, path, ToolHarness.Unconfirmed);
        string planId = await PlanAsync(mcp, path);
        string id = (await mcp.CallAsync(Tool, new { connection = "spare", planId, keysPerSecond = 1000, maxTargetLatencyMs = 1000 })).At("id").GetString()!;
        await UntilAsync(mcp, id, job => job.At("done").GetInt64() > 0);
        await mcp.CallAsync(Cancel, new { id, pause = true });
        await UntilAsync(mcp, id, job => job.At("phase").GetString() == "paused");
        var held = await mcp.CallAsync(Get, new { id });
        Assert.Equal("running", held.At("state").GetString());
        Assert.InRange(held.At("done").GetInt64(), 1, 1499);
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { connection = "spare", planId })).Code);   // it runs already
        await mcp.CallAsync(Cancel, new { id, pause = false });
        await UntilAsync(mcp, id, job => job.At("state").GetString() == "succeeded");
        Assert.Equal(await NamesAsync(main), await NamesAsync(spare));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    [InlineData("types")]
    public async Task MigrationStart_of_one_that_was_stopped_goes_on_even_in_another_process(string path)
    {
        await using var main = await FilledAsync(2000);
        await using var spare = await RedisServerProcess.StartAsync();
        string planId;
        await using (var first = await StartAsync(main, spare, path, ToolHarness.Unconfirmed))
        {
            planId = await PlanAsync(first, path);
            string id = (await first.CallAsync(Tool, new { connection = "spare", planId, keysPerSecond = 1000 })).At("id").GetString()!;
            await UntilAsync(first, id, job => job.At("done").GetInt64() > 600);
            await first.CallAsync(Cancel, new { id });
            await UntilAsync(first, id, job => job.At("state").GetString() == "cancelled");
            var stopped = await first.CallAsync(Get, new { id });
            Assert.InRange(stopped.At("counts").At("copied").GetInt64(), 1, 1999);
        }
        Assert.Single(Directory.GetFiles(_folder.File("migrations")));
        await using var second = await StartAsync(main, spare, path, ToolHarness.Unconfirmed);
        var resumed = await second.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal(("succeeded", true), (resumed.At("state").GetString(), resumed.At("resumed").GetBoolean()));
        Assert.Equal(await NamesAsync(main), await NamesAsync(spare));
        var counts = (await second.CallAsync(Get, new { id = resumed.At("id").GetString() })).At("counts");
        Assert.InRange(counts.At("copied").GetInt64() + counts.At("skipped").GetInt64(), 2000, 3500);
        Assert.Empty(Directory.GetFiles(_folder.File("migrations")));
    }

    [Fact]
    public async Task MigrationStart_goes_over_all_again_when_the_target_lost_what_it_had_taken()
    {
        await using var main = await FilledAsync(500);
        await using (var redis = await main.ConnectAsync())
        {
            await redis.CallAsync("SELECT", 5);
            await CopyBench.FillAsync(redis, 1500);
        }
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { Databases = [0, 5] }, spare.Options("spare")], ToolHarness.Unconfirmed with { FilesDir = _folder.Path });
        string planId = await PlanAsync(mcp, "scan");
        string id = (await mcp.CallAsync(Tool, new { connection = "spare", planId, keysPerSecond = 1000 })).At("id").GetString()!;
        await UntilAsync(mcp, id, job => job.At("done").GetInt64() > 700);   // the first database is over
        await spare.RestartAsync();
        await UntilAsync(mcp, id, job => job.At("state").GetString() != "running");
        Assert.Contains("all was gone over again", (await mcp.CallAsync(Get, new { id })).List("notes")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(await NamesAsync(main), await NamesAsync(spare));
        Assert.Equal(await NamesAsync(main, 5), await NamesAsync(spare, 5));
    }

    private static async Task<RedisServerProcess> FilledAsync(int keys)
    {
        var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await CopyBench.FillAsync(redis, keys);
        return server;
    }

    // Where only some databases are open the whole data set cannot be sent, and SCAN is the way.
    private Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare, string path = "sync", ServerOptions? options = null) => ToolHarness.StartAsync(
        [main.Options("main") with { Access = "read", Databases = path == "scan" ? [0] : null }, spare.Options("spare")], (options ?? ToolHarness.Everything) with { FilesDir = _folder.Path });

    private static async Task<string> PlanAsync(ToolHarness mcp, string path, string collision = "fail") =>
        (await mcp.CallAsync(Plan, new { connection = "spare", source = "main", path, collision })).At("planId").GetString()!;

    private static Task UntilAsync(ToolHarness mcp, string id, Func<JsonElement, bool> holds) =>
        TestTimeout.UntilAsync("the job came so far", async () => holds(await mcp.CallAsync(Get, new { id })));

    private static async Task<IEnumerable<string>> NamesAsync(RedisServerProcess server, int database = 0) => (await DatabaseDigest.OfAsync(server, database)).Keys.Keys;
}
