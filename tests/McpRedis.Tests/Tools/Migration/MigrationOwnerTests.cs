using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Plans, jobs, journals and what was compared are those of the caller they were made for, as over HTTP, and worth no more than that caller's rights are now.</summary>
public sealed class MigrationOwnerTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Compare = "redis_migration_compare", Get = "redis_job_get", List = "redis_job_list", Cancel = "redis_job_cancel";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nobody_finds_the_plan_the_job_or_the_journal_of_another()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var local = await StartAsync(main, spare);
        await using var alice = await local.JoinAsync(new Principal("alice", new Grant()));
        await using var bob = await local.JoinAsync(new Principal("bob", new Grant()));
        string planId = (await alice.CallAsync(Plan, new { connection = "spare", source = "main", path = "scan" })).At("planId").GetString()!;
        string id = (await alice.CallAsync(Tool, new { connection = "spare", planId, keysPerSecond = 10 })).At("id").GetString()!;
        await TestTimeout.UntilAsync("some keys are there", async () => (await spare.CallAsync("DBSIZE")).Integer > 5);
        foreach (var other in (ToolHarness[])[bob, local])
        {
            Assert.Equal("key_not_found", (await other.FailAsync(Plan, new { connection = "spare", planId })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Compare, new { connection = "spare", planId })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Tool, new { connection = "spare", planId })).Code);
            Assert.Equal("conflict", (await other.FailAsync(Tool, new { connection = "spare", planId, cutOver = true })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Get, new { id })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Cancel, new { id })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Cancel, new { id, pause = true })).Code);
            Assert.Empty((await other.CallAsync(List)).List("items"));
        }
        var job = await alice.CallAsync(Get, new { id });
        Assert.Equal("running", job.At("state").GetString());
        Assert.NotEqual("paused", job.At("phase").GetString());
        await alice.CallAsync(Cancel, new { id });
        await TestTimeout.UntilAsync("the job ended", async () => (await alice.CallAsync(Get, new { id })).At("state").GetString() == "cancelled");
        // What is on the disk is no way to it either.
        Assert.Single(Directory.GetFiles(_folder.File("migrations"), planId + ".json"));
        Assert.Equal("key_not_found", (await bob.FailAsync(Tool, new { connection = "spare", planId })).Code);
        foreach (string odd in (string[])["../migrations/" + planId, planId.ToUpperInvariant(), planId + "\0", "/etc/passwd", new string('a', 100_000)])
        {
            Assert.Equal("key_not_found", (await alice.FailAsync(Tool, new { connection = "spare", planId = odd })).Code);
        }
        Assert.True((await alice.CallAsync(Tool, new { connection = "spare", planId })).At("resumed").GetBoolean());
    }

    [Fact]
    public async Task A_confirmation_is_for_who_was_asked_and_once()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var local = await StartAsync(main, spare, asks: true);
        await using var alice = await local.JoinAsync(new Principal("alice", new Grant()));
        await using var bob = await local.JoinAsync(new Principal("bob", new Grant()));
        var asked = await AskAsync(alice);
        var his = await AskAsync(bob);
        foreach (var (who, planId, confirmToken) in new[] { (bob, his.PlanId, asked.Token), (alice, asked.PlanId, his.Token), (bob, asked.PlanId, asked.Token) })
        {
            Assert.Contains((await who.FailAsync(Tool, new { connection = "spare", planId, confirmToken })).Code, (string[])["confirmation_invalid", "key_not_found"]);
        }
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);
        Assert.Empty((await alice.CallAsync(List)).List("items"));
        var second = await AskAsync(alice, asked.PlanId);
        await alice.CallAsync(Tool, new { connection = "spare", planId = asked.PlanId, waitMs = 60_000, confirmToken = second.Token });
        Assert.Equal(210, (await spare.CallAsync("DBSIZE")).Integer);
        // It is used up, and what it was for is not there any more.
        await spare.CallAsync("FLUSHALL");
        Assert.Contains((await alice.FailAsync(Tool, new { connection = "spare", planId = asked.PlanId, waitMs = 60_000, confirmToken = second.Token })).Code, (string[])["confirmation_invalid", "key_not_found"]);
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);

        static async Task<(string PlanId, string Token)> AskAsync(ToolHarness mcp, string? known = null)
        {
            string planId = known ?? (await mcp.CallAsync(Plan, new { connection = "spare", source = "main", path = "scan" })).At("planId").GetString()!;
            var error = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = 60_000 });
            Assert.Equal("confirmation_required", error.Code);
            return (planId, error.ConfirmToken!);
        }
    }

    [Fact]
    public async Task Who_may_do_less_by_now_has_no_more_of_a_plan_that_was_made_before()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "app:1", "one");
        await spare.CallAsync("MSET", "app:1", "other", "k:1", "of-another");
        await using var local = await StartAsync(main, spare);
        string planId;
        await using (var wide = await local.JoinAsync(new Principal("alice", new Grant())))
        {
            planId = (await wide.CallAsync(Plan, new { connection = "spare", source = "main", path = "scan", collision = "replace" })).At("planId").GetString()!;
            Assert.True((await wide.CallAsync(Compare, new { connection = "spare", planId })).List("findings").Length > 1);
        }
        await using (var narrow = await local.JoinAsync(new Principal("alice", new Grant { KeyPrefixes = ["app:"] })))
        {
            var report = await narrow.CallAsync(Compare, new { connection = "spare", planId });
            Assert.DoesNotContain("k:", report.ToString(), StringComparison.Ordinal);
            Assert.True(report.List("findings").Length > 0, report.ToString());
            Assert.Equal("app:1", report.List("findings").Single().List("examples").Single().At("key").At("text").GetString());
            await narrow.SendAsync(Tool, new { connection = "spare", planId, waitMs = 60_000 });
            Assert.Equal(("of-another", 2), ((await spare.CallAsync("GET", "k:1")).Text, (await spare.CallAsync("DBSIZE")).Integer));
        }
        await using (var elsewhere = await local.JoinAsync(new Principal("alice", new Grant { Connections = ["spare"] })))
        {
            Assert.Contains((await elsewhere.FailAsync(Compare, new { planId })).Code, (string[])["key_not_found", "access_denied", "invalid_argument"]);
            Assert.Contains((await elsewhere.FailAsync(Tool, new { planId })).Code, (string[])["key_not_found", "access_denied", "invalid_argument"]);
            Assert.Contains((await elsewhere.FailAsync(Plan, new { source = "main" })).Code, (string[])["invalid_argument", "access_denied"]);
        }
        await using var reader = await local.JoinAsync(new Principal("alice", new Grant { Access = AccessLevel.Read }));
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { connection = "spare", planId })).Code);
        Assert.Equal("access_denied", (await reader.FailAsync(Cancel, new { id = "any" })).Code);
    }

    [Fact]
    public async Task Cut_over_takes_the_rights_that_are_there_by_then()
    {
        await using var main = await FilledAsync();
        await main.CallAsync("CONFIG", "SET", "repl-diskless-sync-delay", 0);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var local = await StartAsync(main, spare);
        await using var alice = await local.JoinAsync(new Principal("alice", new Grant()));
        string planId = (await alice.CallAsync(Plan, new { connection = "spare", source = "main", live = true, path = "sync" })).At("planId").GetString()!;
        string id = (await alice.CallAsync(Tool, new { connection = "spare", planId, waitMs = 60_000 })).At("id").GetString()!;
        await TestTimeout.UntilAsync("it follows", async () => (await alice.CallAsync(Get, new { id })).At("phase").GetString() == "following");
        foreach (var grant in (Grant[])
            [new() { Access = AccessLevel.Read }, new() { Access = AccessLevel.Write }, new() { KeyPrefixes = ["app:"] }, new() { Connections = ["spare"] }, new() { Connections = ["main"] }])
        {
            await using var narrow = await local.JoinAsync(new Principal("alice", grant));
            Assert.Contains((await narrow.FailAsync(Tool, new { connection = "spare", planId, cutOver = true })).Code, (string[])["access_denied", "key_out_of_scope", "key_not_found", "invalid_argument"]);
        }
        // Nobody was held back, and it goes on.
        await main.CallAsync("SET", "written", "since");
        Assert.Equal("following", (await alice.CallAsync(Get, new { id })).At("phase").GetString());
        await alice.CallAsync(Tool, new { connection = "spare", planId, cutOver = true });
        Assert.Equal("since", (await spare.CallAsync("GET", "written")).Text);
    }

    [Fact]
    public async Task Comparison_that_goes_on_as_a_job_is_its_callers()
    {
        const string Fill = "for i = 1, 50001 do redis.call('SET', 'n:' .. i, i) end";
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("EVAL", Fill, 0);
        await main.CallAsync("EVAL", Fill.Replace("'n:'", "'m:'", StringComparison.Ordinal), 0);
        await using var local = await StartAsync(main, spare);
        await using var alice = await local.JoinAsync(new Principal("alice", new Grant()));
        await using var bob = await local.JoinAsync(new Principal("bob", new Grant()));
        var report = await alice.CallAsync(Compare, new { connection = "spare", source = "main" });
        string id = report.At("jobId").GetString()!;
        foreach (var other in (ToolHarness[])[bob, local])
        {
            Assert.Equal("key_not_found", (await other.FailAsync(Get, new { id })).Code);
            Assert.Equal("key_not_found", (await other.FailAsync(Cancel, new { id })).Code);
            Assert.Empty((await other.CallAsync(List)).List("items"));
        }
        await TestTimeout.UntilAsync("the comparison ended", async () => (await alice.CallAsync(Get, new { id })).At("state").GetString() == "succeeded");
        Assert.Equal(id, (await alice.CallAsync(List)).List("items").Single().At("id").GetString());
    }

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var server = await RedisServerProcess.StartAsync();
        await using var redis = await server.ConnectAsync();
        await CopyBench.FillAsync(redis, 210);
        return server;
    }

    private Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare, bool asks = false) => ToolHarness.StartAsync(
        [main.Options("main"), spare.Options("spare")], (asks ? ToolHarness.Everything : ToolHarness.Unconfirmed) with { FilesDir = _folder.Path });
}
