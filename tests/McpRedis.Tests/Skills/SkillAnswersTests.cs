using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpRedis.Tests.Support;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Skills;

/// <summary>The skills as a client lists, gets and reads them.</summary>
public sealed class SkillAnswersTests(RedisFixture redis)
{
    // What an operator's handbook has chapters on, and the skill that covers it.
    public static TheoryData<string, string> Chapters => new()
    {
        { "cannot connect", "redis-reach-server" },
        { "slow", "redis-find-slowness" },
        { "out of memory", "redis-free-memory" },
        { "corrupted", "redis-repair-persistence" },
        { "too many connections", "redis-reduce-connections" },
        { "after a restart", "redis-find-lost-data" },
        { "restarts in a loop", "redis-repair-persistence" },
        { "hit rate", "redis-raise-hit-rate" },
        { "release", "redis-check-release" },
        { "migrated", "redis-copy-database" },
    };

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Every_skill_is_listed_with_the_digest_of_what_is_read(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options("one"), redis.Options("two")], era: era);
        var list = await SendAsync(mcp, "skills/list", new JsonObject());
        var skills = list["skills"]!.AsArray();
        Assert.Equal(11, skills.Count);
        Assert.Equal(("complete", "private"), ((string?)list["resultType"], (string?)list["cacheScope"]));
        Assert.True((long)list["ttlMs"]! > 0);
        var resources = await mcp.Client.ListResourcesAsync(cancellationToken: TestTimeout.Token());
        Assert.Equal(skills.Select(skill => (string)skill!["uri"]!), resources.Select(resource => resource.Uri).Where(uri => uri.StartsWith("skill:", StringComparison.Ordinal)));
        foreach (var skill in skills)
        {
            string uri = (string)skill!["uri"]!;
            string name = (string)skill["frontmatter"]!["name"]!, description = (string)skill["frontmatter"]!["description"]!;
            Assert.Equal($"skill://{name}/SKILL.md", uri);
            Assert.InRange(description.Length, 60, 1024);
            var file = Assert.IsType<TextResourceContents>(Assert.Single((await mcp.Client.ReadResourceAsync(uri, cancellationToken: TestTimeout.Token())).Contents));
            byte[] bytes = Encoding.UTF8.GetBytes(file.Text);
            var told = Assert.Single(skill["resources"]!.AsArray())!;
            Assert.Equal((uri, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length), ((string)told["uri"]!, (string)told["digest"]!, (int)told["size"]!));
            Assert.StartsWith($"---\nname: {name}\ndescription: {JsonSerializer.Serialize(description, Plain)}\n---\n\n# ", file.Text, StringComparison.Ordinal);
            Assert.Equal("text/markdown", file.MimeType);
            Assert.DoesNotContain("{", file.Text, StringComparison.Ordinal);
            var one = await SendAsync(mcp, "skills/get", new JsonObject { ["uri"] = uri });
            Assert.True(JsonNode.DeepEquals(skill, one["skill"]));
        }
    }

    [Theory, MemberData(nameof(Chapters))]
    public async Task Words_of_the_trouble_lead_to_the_skill(string words, string skill)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options("one"), redis.Options("two")]);
        var skills = (await SendAsync(mcp, "skills/list", new JsonObject()))["skills"]!.AsArray();
        Assert.Contains(words, (string)skills.Single(s => (string)s!["frontmatter"]!["name"]! == skill)!["frontmatter"]!["description"]!, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task With_one_connection_nothing_asks_for_its_name()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var skills = (await SendAsync(mcp, "skills/list", new JsonObject()))["skills"]!.AsArray();
        Assert.Equal(10, skills.Count);
        Assert.DoesNotContain("CONNECTION", await ReadAsync(mcp, "skill://redis-clean-cache/SKILL.md"), StringComparison.Ordinal);
        Assert.Contains("that match \"PATTERN\"", await ReadAsync(mcp, "skill://redis-clean-cache/SKILL.md"), StringComparison.Ordinal);
    }

    // What the operator switched off is said in the skill, so that nobody runs into it.
    [Fact]
    public async Task Tools_that_are_not_open_are_named()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Contains("Not offered here: redis_key_delete, redis_key_expire.", await ReadAsync(mcp, "skill://redis-free-memory/SKILL.md"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("skills/get", "{}")]
    [InlineData("skills/get", """{"uri":"skill://none/SKILL.md"}""")]
    [InlineData("skills/get", """{"uri":5}""")]
    [InlineData("skills/get", """{"uri":"skill://redis-clean-cache/"}""")]
    [InlineData("skills/list", """{"cursor":"x"}""")]
    public async Task Wrong_requests_are_invalid_params(string method, string parameters)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var error = await Assert.ThrowsAsync<McpProtocolException>(() => SendAsync(mcp, method, JsonNode.Parse(parameters)!.AsObject()));
        Assert.Equal(McpErrorCode.InvalidParams, error.ErrorCode);
    }

    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static async Task<string> ReadAsync(ToolHarness mcp, string uri) =>
        Assert.IsType<TextResourceContents>(Assert.Single((await mcp.Client.ReadResourceAsync(uri, cancellationToken: TestTimeout.Token())).Contents)).Text;

    private static async Task<JsonObject> SendAsync(ToolHarness mcp, string method, JsonObject parameters) =>
        (await mcp.Client.SendRequestAsync(new JsonRpcRequest { Method = method, Params = parameters }, TestTimeout.Token())).Result!.AsObject();
}
