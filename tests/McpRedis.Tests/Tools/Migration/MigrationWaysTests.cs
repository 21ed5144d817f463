using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Every way as it is gone through the tools: planned, confirmed, carried out, compared.</summary>
public sealed class MigrationWaysTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Get = "redis_job_get", Compare = "redis_migration_compare";
    private const int Long = 60_000;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task MigrationStart_goes_type_by_type_where_the_user_may_neither_dump_nor_be_sent_the_data_set()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using RawRedis here = await main.ConnectAsync();
        await CopyBench.FillAsync(here, 350);
        await here.CallAsync("XGROUP", "CREATE", "k:5", "readers", "0");
        await here.CallAsync("XREADGROUP", "GROUP", "readers", "me", "STREAMS", "k:5", ">");
        await main.CallAsync("ACL", "SETUSER", "reader", "on", ">pass", "~*", "&*", "+@all", "-dump", "-sync", "-psync");
        await spare.CallAsync("ACL", "SETUSER", "writer", "on", ">pass", "~*", "&*", "+@all", "-restore", "-replicaof");
        await using var mcp = await StartAsync(
            main.Options("main") with { User = "reader", Password = "pass" }, spare.Options("spare") with { User = "writer", Password = "pass" });
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main" });
        Assert.Equal(("types", true), (plan.At("path").GetString(), plan.At("executable").GetBoolean()));
        Assert.Contains("DUMP is not permitted", ReasonOf(plan, "scan"), StringComparison.Ordinal);
        var job = await RunAsync(mcp, plan);
        Assert.Equal(350, job.At("counts").At("copied").GetInt64());
        Assert.True(job.At("losses").At("activeTimes").GetInt64() > 0);   // told in the report
        await IsCleanAsync(mcp, plan);
    }

    [Fact]
    public async Task MigrationStart_goes_type_by_type_to_Garnet_and_back_by_itself()
    {
        await using EmbeddedServer garnet = await GarnetServer.StartAsync(_folder);
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("MSET", "a", "1", "b", "2");
        await main.CallAsync("HSET", "hash", "f", "v");
        await main.CallAsync("PEXPIREAT", "a", 4_000_000_000_000);
        await using var mcp = await StartAsync(main.Options("main"), garnet.Options with { Name = "garnet" }, spare.Options("spare"));
        foreach (var (source, target) in new[] { ("main", "garnet"), ("garnet", "spare") })
        {
            var plan = await mcp.CallAsync(Plan, new { connection = target, source });
            Assert.Equal("types", plan.At("path").GetString());
            Assert.Equal(3, (await RunAsync(mcp, plan, target)).At("counts").At("copied").GetInt64());
        }
        await SameValues.CheckAsync(main, spare, 0, default);
    }

    [Theory]
    [InlineData("at-hand", "valkey-9.1")]
    [InlineData("valkey-9.1", "at-hand")]
    public async Task MigrationStart_serves_a_whole_file_and_puts_the_target_back(string from, string to)
    {
        await using var main = await ServerEngine.StartAsync(from, "enable-debug-command yes");
        await using var spare = await ServerEngine.StartAsync(to);
        await using RawRedis here = await main.ConnectAsync(), there = await spare.ConnectAsync();
        await RdbSampleData.FillAsync(here);
        await there.CallAsync("CONFIG", "SET", "masterauth", "of-the-operator");
        await there.CallAsync("MSET", "own", "1", "other", "2");
        await using var mcp = await StartAsync(ToolHarness.Everything, main.Options("main"), spare.Options("spare"));
        // Not without leave.
        var asked = await mcp.CallAsync(Plan, new { connection = "spare", source = "main" });
        Assert.Contains("replaceTarget was not given", ReasonOf(asked, "serve"), StringComparison.Ordinal);
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", replaceTarget = true, path = "serve" });
        Assert.Equal(("serve", true), (plan.At("path").GetString(), plan.At("executable").GetBoolean()));
        string planId = plan.At("planId").GetString()!;
        var question = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal("spare", question.Preview!.Value.At("target").GetString());
        Assert.Contains("ALL that 'spare' holds (2 keys) is replaced", question.Preview.Value.At("summary").GetString(), StringComparison.Ordinal);
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = question.ConfirmToken })).Code);
        Assert.Equal(2, (await there.CallAsync("DBSIZE")).Integer);
        var started = await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = question.ConfirmToken, confirmTarget = "spare" });
        var job = await mcp.CallAsync(Get, new { id = started.At("id").GetString() });
        Assert.True(started.At("state").GetString() == "succeeded", job.ToString());
        Assert.Contains(job.List("notes"), note => note.GetString()!.Contains("2 keys that the target held before are gone", StringComparison.Ordinal));
        Assert.Contains(job.List("notes"), note => note.GetString()!.Contains("Libraries of functions: 1 went along", StringComparison.Ordinal));
        Assert.Equal("of-the-operator", (await there.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Equal("master", (await there.InfoAsync("replication"))["role"]);
        Assert.Empty(Directory.GetFiles(_folder.File("migrations")));
        await IsCleanAsync(mcp, plan);
    }

    [Fact]
    public async Task MigrationStart_serves_a_file_and_brings_what_is_too_large_for_it_in_pieces()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        byte[] large = new byte[33 << 20];
        new Random(11).NextBytes(large);   // so that no server compresses it
        await main.CallAsync("SET", "large", large);
        await main.CallAsync("SET", "small", "1");
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"));
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main" });
        Assert.Equal("serve", plan.At("path").GetString());
        Assert.Equal(2, (await RunAsync(mcp, plan)).At("counts").At("copied").GetInt64());
        Assert.Equal(large.Length, (await spare.CallAsync("STRLEN", "large")).Integer);
        await IsCleanAsync(mcp, plan);
    }

    [Theory]
    [InlineData("scan", "noeviction", "OBJECT", "IDLETIME")]
    [InlineData("sync", "allkeys-lru", "OBJECT", "IDLETIME")]
    [InlineData("scan", "allkeys-lfu", "OBJECT", "FREQ")]
    [InlineData("sync", "allkeys-lfu", "OBJECT", "FREQ")]
    public async Task MigrationStart_keeps_idle_times_and_use_counts(string path, string policy, string command, string measure)
    {
        await using var main = await RedisServerProcess.StartAsync($"maxmemory-policy {policy}");
        await using var spare = await RedisServerProcess.StartAsync($"maxmemory-policy {policy}");
        await main.CallAsync("SET", "pattern", "v");
        byte[] payload = (await main.CallAsync("DUMP", "pattern")).Bytes!;
        bool isLfu = measure == "FREQ";
        for (int i = 0; i < 50; i++)
        {
            await main.CallAsync("RESTORE", $"k:{i}", 0, payload, measure, isLfu ? 200 : 100_000 + i);
        }
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"));
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", keepIdle = true, path, patterns = new[] { "k:*" } });
        Assert.DoesNotContain("idleTimes", plan.List("losses").Select(loss => loss.At("kind").GetString()));
        Assert.Equal(50, (await RunAsync(mcp, plan)).At("counts").At("copied").GetInt64());
        int kept = 0;
        for (int i = 0; i < 50; i++)
        {
            long told = (await spare.CallAsync(command, measure, $"k:{i}")).Integer;
            kept += isLfu ? (told > 150 ? 1 : 0) : (told >= 99_000 + i ? 1 : 0);
        }
        Assert.InRange(kept, 47, 50);   // looking at the source takes a key or two to see what its payloads are like
    }

    [Fact]
    public async Task MigrationPlan_says_where_idle_times_cannot_be_kept()
    {
        await using var main = await RedisServerProcess.StartAsync("maxmemory-policy allkeys-lru");
        await using var spare = await RedisServerProcess.StartAsync("maxmemory-policy allkeys-lfu");
        await using var plain = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "k", "v");
        await plain.CallAsync("SET", "k", "v");
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"), plain.Options("plain"));
        var differing = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", keepIdle = true, path = "scan" });
        Assert.Contains("counts idle seconds", differing.List("losses").Single(loss => loss.At("kind").GetString() == "idleTimes").At("text").GetString(), StringComparison.Ordinal);
        var without = await mcp.CallAsync(Plan, new { connection = "spare", source = "plain", keepIdle = true });
        Assert.Equal("scan", without.At("path").GetString());
        Assert.Contains("keepIdle was given", ReasonOf(without, "sync"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationStart_mends_what_a_comparison_found()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using RawRedis here = await main.ConnectAsync(), there = await spare.ConnectAsync();
        await CopyBench.FillAsync(here, 210);
        await using var mcp = await StartAsync(ToolHarness.Everything, main.Options("main"), spare.Options("spare"));
        await CopyBench.RunAsync(main.Options(), spare.Options());
        await there.CallAsync("DEL", "k:1", "k:2");
        await there.CallAsync("SET", "k:3", "other type");
        await there.CallAsync("HSET", "k:4", "4-0", "other value");
        await there.CallAsync("PEXPIREAT", "k:6", 6_000_000_000_000);
        await there.CallAsync("MSET", "extra:1", "1", "extra:2", "2");
        var report = await mcp.CallAsync(Compare, new { connection = "spare", source = "main", deleteExtra = true });
        string planId = report.At("repair").At("planId").GetString()!;
        await here.CallAsync("SET", "extra:2", "2");   // not only the target's any more: not to be deleted
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", planId });
        Assert.Equal(("scan", true), (plan.At("path").GetString(), plan.At("executable").GetBoolean()));
        Assert.Contains("Delete 2 keys", string.Join(' ', plan.List("steps").Select(step => step.GetString())), StringComparison.Ordinal);
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal("spare", asked.Preview!.Value.At("target").GetString());
        Assert.StartsWith("copies 5 keys of 'main' again", asked.Preview.Value.At("summary").GetString(), StringComparison.Ordinal);
        Assert.Contains("deletes 2 keys that only 'spare' has", asked.Preview.Value.At("summary").GetString(), StringComparison.Ordinal);
        var started = await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken, confirmTarget = "spare" });
        Assert.Equal("succeeded", started.At("state").GetString());
        var job = await mcp.CallAsync(Get, new { id = started.At("id").GetString() });
        Assert.Equal((5, 1, 1), (job.At("counts").At("copied").GetInt64(), job.At("counts").At("deleted").GetInt64(), job.At("counts").At("skipped").GetInt64()));
        Assert.Contains("has it by now", job.List("examples").Single().At("reason").GetString(), StringComparison.Ordinal);
        Assert.True((await mcp.CallAsync(Compare, new { connection = "spare", source = "main" })).At("equal").GetBoolean());
    }

    [Fact]
    public async Task MigrationStart_of_a_repair_without_deletions_wants_no_name_and_goes_by_type_where_it_must()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "k", "v");
        await main.CallAsync("RPUSH", "list", "a", "b");
        await spare.CallAsync("ACL", "SETUSER", "writer", "on", ">pass", "~*", "&*", "+@all", "-restore", "-replicaof");
        await spare.CallAsync("SET", "mine", "stays");
        await using var mcp = await StartAsync(ToolHarness.Everything, main.Options("main"), spare.Options("spare") with { User = "writer", Password = "pass" });
        var report = await mcp.CallAsync(Compare, new { connection = "spare", source = "main" });
        string planId = report.At("repair").At("planId").GetString()!;
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.True(asked.Preview!.Value.IsNull("target"));
        Assert.Equal("types", (await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken })).At("path").GetString());
        await SameValues.CheckAsync(main, spare, 0, default);
        Assert.Equal("stays", (await spare.CallAsync("GET", "mine")).Text);
    }

    [Fact]
    public async Task MigrationStart_that_is_cancelled_while_the_target_follows_it_puts_it_back_and_says_so()
    {
        // 40 MB, eight seconds: far more than the network holds, which a target goes on to load although nobody sends any more.
        await using var main = await RedisServerProcess.StartAsync("enable-debug-command yes", "rdbcompression no");
        await using var spare = await RedisServerProcess.StartAsync("key-load-delay 50000", "loading-process-events-interval-bytes 1024");
        await using RawRedis there = await spare.ConnectAsync();
        await main.CallAsync("DEBUG", "POPULATE", "160", "k", "262144");
        await there.CallAsync("SET", "own", "1");
        await there.CallAsync("CONFIG", "SET", "masterauth", "of-the-operator");
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"));
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", replaceTarget = true, path = "serve" });
        string id = (await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString() })).At("id").GetString()!;
        // What it holds stays beside the new until that is whole.
        await TestTimeout.UntilAsync("the target was told to follow", async () => (await there.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text != "of-the-operator");
        await mcp.CallAsync("redis_job_cancel", new { id });
        JsonElement job = default;
        await TestTimeout.UntilAsync("the job ended", async () => (job = await mcp.CallAsync(Get, new { id })).At("state").GetString() != "running");
        Assert.Equal("cancelled", job.At("state").GetString());
        Assert.Contains(job.List("notes"), note => note.GetString()!.Contains("What was set for it has been put back", StringComparison.Ordinal));
        Assert.Equal("of-the-operator", (await there.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Equal("1", (await there.CallAsync("GET", "own")).Text);
        string journal = Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json"));
        Assert.DoesNotContain("of-the-operator", await File.ReadAllTextAsync(journal, TestTimeout.Token()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationStart_of_a_repair_that_was_stopped_begins_again_here_and_is_refused_elsewhere()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using RawRedis here = await main.ConnectAsync();
        await CopyBench.FillAsync(here, 400);
        await using var mcp = await StartAsync(main.Options("main"), spare.Options("spare"));
        string planId = (await mcp.CallAsync(Compare, new { connection = "spare", source = "main" })).At("repair").At("planId").GetString()!;
        string id = (await mcp.CallAsync(Tool, new { connection = "spare", planId, keysPerSecond = 200 })).At("id").GetString()!;
        await TestTimeout.UntilAsync("some keys are there", async () => (await spare.CallAsync("DBSIZE")).Integer > 5);
        await mcp.CallAsync("redis_job_cancel", new { id });
        await TestTimeout.UntilAsync("the job ended", async () => (await mcp.CallAsync(Get, new { id })).At("state").GetString() == "cancelled");
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, 1, 399);
        await using (var other = await StartAsync(main.Options("main"), spare.Options("spare")))
        {
            var error = await other.FailAsync(Tool, new { connection = "spare", planId });
            Assert.Equal("conflict", error.Code);
            Assert.Contains("It was a repair", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("succeeded", (await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = Long })).At("state").GetString());
        Assert.True((await mcp.CallAsync(Compare, new { connection = "spare", source = "main" })).At("equal").GetBoolean());
    }

    private Task<ToolHarness> StartAsync(params ConnectionOptions[] connections) => StartAsync(ToolHarness.Unconfirmed, connections);

    private Task<ToolHarness> StartAsync(ServerOptions options, params ConnectionOptions[] connections) => ToolHarness.StartAsync(connections, options with { FilesDir = _folder.Path });

    private static async Task<JsonElement> RunAsync(ToolHarness mcp, JsonElement plan, string target = "spare")
    {
        var started = await mcp.CallAsync(Tool, new { connection = target, planId = plan.At("planId").GetString(), waitMs = Long });
        var job = await mcp.CallAsync(Get, new { id = started.At("id").GetString() });
        Assert.True(started.At("state").GetString() == "succeeded", job.ToString());
        return job;
    }

    private static async Task IsCleanAsync(ToolHarness mcp, JsonElement plan)
    {
        var report = await mcp.CallAsync(Compare, new { connection = "spare", planId = plan.At("planId").GetString() });
        Assert.True(report.At("equal").GetBoolean(), report.ToString());
    }

    private static string ReasonOf(JsonElement plan, string path) => plan.List("paths").Single(verdict => verdict.At("path").GetString() == path).At("reason").GetString()!;
}
