using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Server;

public sealed class ServerInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_server_info";

    [Fact]
    public async Task ServerInfo_gives_the_usual_sections_of_the_one_node()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var reply = await mcp.CallAsync(Tool);
        var node = Assert.Single(reply.List("nodes"));
        Assert.Equal("node-1 (master)", node.At("node").GetString());
        Assert.Equal(0, reply.At("failed").GetInt32());
        Assert.All((string[])["server", "clients", "memory", "persistence", "stats", "replication"], section => Assert.True(node.At("sections").TryGetProperty(section, out _), section));
    }

    [Fact]
    public async Task ServerInfo_gives_the_sections_asked_for_and_no_other()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        var sections = (await mcp.CallAsync(Tool, new { sections = new[] { "Memory", "commandstats", "keyspace" } })).List("nodes")[0].At("sections");
        Assert.Equal(["commandstats", "keyspace", "memory"], sections.EnumerateObject().Select(s => s.Name).Order(StringComparer.Ordinal));
        Assert.True(sections.At("commandstats").TryGetProperty("cmdstat_set", out _));
    }

    [Fact]
    public async Task ServerInfo_unknown_section_is_named_with_the_nearest()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await mcp.FailAsync(Tool, new { sections = new[] { "memori" } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("'memory'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerInfo_shows_no_address_path_or_secret()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        foreach (RedisServerProcess server in (RedisServerProcess[])[pair.Master, pair.Replica])
        {
            await server.CallAsync("CONFIG", "SET", "masterauth", "S3cretS3cret", "requirepass", "S3cretS3cret");
            await using var mcp = await ToolHarness.StartAsync([server.Options() with { Password = "S3cretS3cret" }]);
            foreach (string[]? sections in (string[]?[])[null, ["everything"]])
            {
                string text = (await mcp.SendAsync(Tool, new { sections })).Text;
                Assert.DoesNotContain("S3cret", text, StringComparison.Ordinal);
                Assert.DoesNotContain("127.0.0.1", text, StringComparison.Ordinal);
                Assert.DoesNotMatch(@"port\W+[0-9]", text);   // by what it is called: among so many numbers one may well be the same
                Assert.DoesNotContain(server.DataDirectory, text, StringComparison.Ordinal);
                Assert.DoesNotContain("/redis-server", text, StringComparison.Ordinal);
                Assert.DoesNotContain("run_id", text, StringComparison.Ordinal);
            }
            var replication = (await mcp.CallAsync(Tool)).List("nodes")[0].At("sections").At("replication");
            Assert.True(replication.TryGetProperty(server == pair.Master ? "slave0" : "master_link_status", out _));
        }
    }

    [Fact]
    public async Task ServerInfo_keeps_to_a_small_budget_and_says_so()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var answer = await mcp.SendAsync(Tool, new { sections = new[] { "everything" } });
        Assert.InRange(answer.Text.Length, 100, 4096);
        Assert.True(answer.Reply.At("truncated").GetBoolean());
        Assert.Equal("bytes", answer.Reply.At("truncatedBy").GetString());
    }

    [Fact]
    public async Task ServerInfo_works_under_a_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal(JsonValueKind.Object, (await mcp.CallAsync(Tool)).List("nodes")[0].At("sections").ValueKind);
    }

    [Fact]
    public async Task ServerInfo_since_a_snapshot_tells_what_changed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        string[] sections = ["stats", "commandstats"];
        var first = await mcp.CallAsync(Tool, new { sections });
        Assert.True(first.List("nodes")[0].IsNull("changes"));
        Assert.True(first.IsNull("sinceSeconds"));
        await using RawRedis redis = await server.ConnectAsync();
        for (int i = 0; i < 20; i++)
        {
            await redis.CallAsync("GET", "none");
        }
        var second = await mcp.CallAsync(Tool, new { sections, since = first.At("snapshot").GetString() });
        var changes = second.List("nodes")[0].At("changes");
        Assert.False(changes.At("restarted").GetBoolean());
        var numbers = changes.At("numbers");
        Assert.Equal(20, numbers.At("keyspace_misses").At("change").GetDouble());
        Assert.Equal(20, numbers.At("cmdstat_get.calls").At("change").GetDouble());
        double seconds = second.At("sinceSeconds").GetDouble();
        Assert.InRange(numbers.At("keyspace_misses").At("perSecond").GetDouble(), 20 / (seconds + 0.01), 20 / Math.Max(seconds - 0.01, 0.0001));
        Assert.False(numbers.TryGetProperty("keyspace_hits", out _));

        await server.CallAsync("CONFIG", "RESETSTAT");
        var third = await mcp.CallAsync(Tool, new { sections, since = second.At("snapshot").GetString() });
        Assert.True(third.List("nodes")[0].At("changes").At("countersReset").GetBoolean());
        await server.RestartAsync();
        var fourth = await TestTimeout.FirstAsync("the server is back", async () => (await mcp.SendAsync(Tool, new { sections, since = third.At("snapshot").GetString() })) is { Error: null } answer ? answer : null);
        Assert.True(fourth.Reply.List("nodes")[0].At("changes").At("restarted").GetBoolean());
        Assert.False(fourth.Reply.List("nodes")[0].At("changes").At("numbers").TryGetProperty("total_commands_processed", out _));
    }

    [Fact]
    public async Task ServerInfo_snapshot_is_its_callers_own()
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options()]);
        string? since = (await mcp.CallAsync(Tool)).At("snapshot").GetString();
        await mcp.CallAsync(Tool, new { since });
        await using var other = await mcp.JoinAsync(new Principal("ann", new Grant()));
        Assert.Equal("key_not_found", (await other.FailAsync(Tool, new { since })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { since = "none" })).Code);
    }
}
