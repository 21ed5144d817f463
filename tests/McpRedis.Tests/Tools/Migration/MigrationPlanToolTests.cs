using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Migration.Probe;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>Two real servers over connections <c>main</c> (the source) and <c>spare</c> (the target).</summary>
public sealed class MigrationPlanToolTests
{
    private const string Tool = "redis_migration_plan";

    [Fact]
    public async Task MigrationPlan_tells_the_whole_plan_and_tells_it_again()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("MSET", "a", "1", "b", "2");
        await using var mcp = await StartAsync(main, spare);
        var plan = await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal(("main", "spare"), (plan.At("source").At("connection").GetString(), plan.At("target").At("connection").GetString()));
        Assert.Equal(2, plan.At("source").At("keys").GetInt64());
        Assert.Equal("serve", plan.At("path").GetString());
        Assert.True(plan.At("executable").GetBoolean());
        Assert.Equal(["replicate", "serve", "sync", "scan", "types"], plan.List("paths").Select(path => path.At("path").GetString()));
        Assert.All(plan.List("checks"), check => Assert.Equal("ok", check.At("state").GetString()));
        Assert.Equal(2, plan.At("estimate").At("keys").GetInt64());
        Assert.Empty(plan.At("source").List("unknown"));
        Assert.NotEmpty(plan.List("steps"));
        Assert.NotEmpty(plan.At("rollback").GetString()!);
        var again = await mcp.CallAsync(Tool, new { connection = "spare", planId = plan.At("planId").GetString() });
        Assert.Equal(plan.GetRawText(), again.GetRawText());
    }

    [Fact]
    public async Task MigrationPlan_writes_nothing_on_either_side()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await SampleCalls.SeedAsync(main);
        await spare.CallAsync("MSET", "clients:text", "mine", "other", "mine");
        var before = (await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare));
        await using var mcp = await StartAsync(main, spare);
        await mcp.CallAsync("redis_key_scan", new { connection = "main", limit = 1 });
        await mcp.CallAsync("redis_key_scan", new { connection = "spare", limit = 1 });
        await using var onMain = await MonitorRecorder.StartAsync(main);
        await using var onSpare = await MonitorRecorder.StartAsync(spare);
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main", collision = "replace", replaceTarget = true });
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main", live = true, types = new[] { "hash" }, renames = new[] { new { from = "clients:", to = "c:" } } });
        foreach (var recorder in new[] { onMain, onSpare })
        {
            var names = (await recorder.StopAsync()).Select(line => line.Split('"')[1].ToUpperInvariant()).Distinct().ToList();
            Assert.Contains("TYPE", names);
            Assert.Empty(names.Except([.. EndGateway.Commands.Select(command => command.Split(' ')[0]), "DUMP", "HELLO", "CLIENT", "PING", "ECHO", "SELECT", "AUTH", "CLUSTER", "SENTINEL", "SUBSCRIBE", "GET"]));
        }
        foreach (var server in new[] { main, spare })
        {
            string stats = (await server.CallAsync("INFO", "commandstats")).Text;
            Assert.All(["restore", "unlink", "del", "replicaof", "config|set", "acl|setuser", "sync", "psync", "flushall", "expire", "function|load"], write => Assert.DoesNotContain($"cmdstat_{write}:", stats, StringComparison.Ordinal));
        }
        Assert.Equal(before, (await DatabaseDigest.OfAsync(main), await DatabaseDigest.OfAsync(spare)));
    }

    [Fact]
    public async Task MigrationPlan_works_where_only_reading_is_allowed()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "a", "1");
        await using var mcp = await ToolHarness.StartAsync([main.Options("main") with { Access = "read" }, spare.Options("spare")], ToolHarness.Everything with { Access = "read" });
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { connection = "spare", source = "main" })).At("estimate").At("keys").GetInt64());
    }

    [Fact]
    public async Task MigrationPlan_shows_names_that_are_taken_and_nothing_else_of_the_data()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("MSET", "name-of-a-key", "S3cret-value", "only-here", "S3cret-value");
        await spare.CallAsync("SET", "name-of-a-key", "S3cret-other");
        await using var mcp = await StartAsync(main, spare);
        var answer = await mcp.SendAsync(Tool, new { connection = "spare", source = "main" });
        Assert.Equal("name-of-a-key", Assert.Single(answer.Reply.List("collisions")).At("text").GetString());
        Assert.Equal("stop", answer.Reply.List("checks").Single(check => check.At("name").GetString() == "collisions").At("state").GetString());
        Assert.False(answer.Reply.At("executable").GetBoolean());
        Assert.DoesNotContain("S3cret", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("only-here", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationPlan_takes_every_option()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var redis = await main.ConnectAsync();
        await redis.CallAsync("SELECT", 2);
        await redis.CallAsync("MSET", "old:1", "1", "old:2", "2", "no", "3", "old:tmp", "4");
        await spare.CallAsync("SET", "two:new:1", "mine");
        await using var mcp = await StartAsync(main, spare);
        var plan = await mcp.CallAsync(Tool, new
        {
            connection = "spare",
            source = "main",
            patterns = new[] { "old:?", "old:t*" },
            exclude = new[] { "*:tmp" },
            types = new[] { "string" },
            databases = new[] { new { source = 2, target = 0, prefix = "two:" } },
            renames = new[] { new { from = "old:", to = "new:" } },
            minTtlMs = 1,
            maxSizeBytes = 10_000,
            collision = "skip",
            live = false,
            replaceTarget = true,
            keepIdle = true,
        });
        Assert.Equal(2, plan.At("estimate").At("keys").GetInt64());
        Assert.Equal("two:new:1", Assert.Single(plan.List("collisions")).At("text").GetString());
        Assert.Contains(plan.List("losses"), loss => loss.At("kind").GetString() == "databaseNumbers");
        Assert.DoesNotContain(plan.List("losses"), loss => loss.At("kind").GetString() == "idleTimes");
    }

    [Fact]
    public async Task MigrationPlan_database_of_the_call_is_where_the_source_goes()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "a", "1");
        await using var redis = await spare.ConnectAsync();
        await redis.CallAsync("SELECT", 7);
        await redis.CallAsync("SET", "a", "mine");
        await using var mcp = await StartAsync(main, spare);
        Assert.Single((await mcp.CallAsync(Tool, new { connection = "spare", source = "main", database = 7 })).List("collisions"));
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "spare", source = "main", database = 7, databases = new[] { new { source = 0 } } })).Code);
    }

    [Theory]
    [InlineData("""{"connection":"spare"}""", "source")]
    [InlineData("""{"connection":"spare","source":"spare"}""", "source")]
    [InlineData("""{"connection":"spare","source":"nowhere"}""", "source")]
    [InlineData("""{"connection":"spare","source":"main","types":["hsh"]}""", "Did you mean 'hash'")]
    [InlineData("""{"connection":"spare","source":"main","patterns":[""]}""", "patterns[0]")]
    [InlineData("""{"connection":"spare","source":"main","databases":[{"source":0,"target":0},{"source":1,"target":0}]}""", "databases")]
    [InlineData("""{"connection":"spare","source":"main","maxTtlMs":0}""", "maxTtlMs")]
    [InlineData("""{"connection":"spare","source":"main","collision":"overwrite"}""", "collision")]
    public async Task MigrationPlan_refuses_what_cannot_be_meant(string arguments, string expected)
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, main);
        var error = await mcp.FailAsync(Tool, JsonElement.Parse(arguments));
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationPlan_belongs_to_who_asked_for_it()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var mcp = await StartAsync(main, spare);
        string id = (await mcp.CallAsync(Tool, new { connection = "spare", source = "main" })).At("planId").GetString()!;
        await using var other = await mcp.JoinAsync(new Principal("bob", new Grant()));
        Assert.Equal("key_not_found", (await other.FailAsync(Tool, new { connection = "spare", planId = id })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { connection = "main", planId = id })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { connection = "main", planId = "x" })).Code);
    }

    [Fact]
    public async Task MigrationPlan_names_in_the_audit_what_ran_on_both_sides()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.CallAsync("SET", "a", "1");
        using var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], loggers: log);
        await mcp.CallAsync(Tool, new { connection = "spare", source = "main" });
        string line = Assert.Single(log.All, line => line.Text.StartsWith("call ", StringComparison.Ordinal) && line.Text.Contains(Tool, StringComparison.Ordinal)).Text;
        Assert.Contains("DUMP", line, StringComparison.Ordinal);
        Assert.Contains("EXISTS", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrationPlan_of_a_server_that_is_gone_is_a_fault()
    {
        await using var main = await RedisServerProcess.StartAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await main.KillAsync();
        await using var mcp = await StartAsync(main, spare);
        Assert.Equal("redis_unavailable", (await mcp.FailAsync(Tool, new { connection = "spare", source = "main" })).Code);
    }

    [Fact]
    public void MigrationPlan_declares_what_its_gateways_let_through() =>
        Assert.Equal(EndGateway.Commands.Order(), ToolCatalogue.All.Single(tool => tool.Name == Tool).Commands.Order());

    private static Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare) => ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")]);
}
