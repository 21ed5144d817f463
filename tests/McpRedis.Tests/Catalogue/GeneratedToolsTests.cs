using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Catalogue;

/// <summary>What the generator makes of a class, by the tools there are.</summary>
public sealed class GeneratedToolsTests(RedisFixture redis)
{
    [Fact]
    public void Docstring_becomes_plain_text()
    {
        Assert.Equal("Set strings, value and expiry in one step; several keys all or nothing.", Find("redis_string_set").Description);
        Assert.Equal("Expire after this.", Property("redis_string_set", "ttlMs").GetProperty("description").GetString());
        Assert.All(ToolCatalogue.All, tool => Assert.DoesNotContain('<', tool.Description + tool.Returns + tool.InputProperties));
    }

    [Fact]
    public void Parameter_types_become_schema_types()
    {
        Assert.Equal("""{"type":"integer","minimum":1,"maximum":500,"description":"Per page; default 100."}""", Property("redis_key_scan", "limit").GetRawText());
        Assert.Equal("boolean", Property("redis_key_scan", "details").GetProperty("type").GetString());
        Assert.Equal("number", Property("redis_string_increment", "byFloat").GetProperty("type").GetString());
        Assert.Equal("string", Property("redis_key_get", "key").GetProperty("type").GetString());
        Assert.Equal(["always", "ifExists", "ifAbsent"], Property("redis_string_set", "condition").GetProperty("enum").EnumerateArray().Select(e => e.GetString()!));
    }

    [Fact]
    public void List_has_bounds_and_a_record_becomes_a_closed_object()
    {
        var items = Property("redis_string_set", "items");
        Assert.Equal((1, 500), (items.GetProperty("minItems").GetInt32(), items.GetProperty("maxItems").GetInt32()));
        Assert.Equal("""{"type":"object","properties":{"key":{"type":"string"},"value":{"type":"string"}},"required":["key","value"],"additionalProperties":false}""", items.GetProperty("items").GetRawText());
    }

    [Fact]
    public void Encoding_comes_with_bytes_and_only_with_them()
    {
        Assert.Contains("encoding", Find("redis_key_get").Parameters);
        Assert.Contains("encoding", Find("redis_string_set").Parameters);
        Assert.DoesNotContain("encoding", Find("redis_server_info").Parameters);
    }

    [Fact]
    public void Required_is_what_has_no_default()
    {
        Assert.Equal(["items"], Find("redis_string_set").Required);
        Assert.Equal(["key"], Find("redis_key_get").Required);
        Assert.Empty(Find("redis_key_scan").Required);
    }

    [Fact]
    public void Idempotent_is_every_read_and_what_says_so()
    {
        Assert.True(Find("redis_key_get").Idempotent);
        Assert.True(Find("redis_key_delete").Idempotent);
        Assert.False(Find("redis_string_increment").Idempotent);
    }

    [Fact]
    public void Note_goes_with_stored_data()
    {
        Assert.True(Find("redis_key_get").HoldsStoredData);
        Assert.True(Find("redis_string_get").HoldsStoredData);
        Assert.False(Find("redis_connection_list").HoldsStoredData);
    }

    [Fact]
    public async Task Nulls_are_written_and_enums_are_words()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var connection = (await mcp.CallAsync("redis_connection_list")).GetProperty("items")[0];
        Assert.Equal(["name", "kind", "access", "database", "databases", "keyPrefixes", "tls", "embedded", "connected"], connection.EnumerateObject().Select(m => m.Name));
        Assert.Equal("server", connection.GetProperty("kind").GetString());
        Assert.Equal("full", connection.GetProperty("access").GetString());
        Assert.Equal(JsonValueKind.Null, connection.GetProperty("databases").ValueKind);
    }

    [Fact]
    public async Task Infinite_scores_are_words()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix + "z", "-inf", "a", "1.5", "b", "inf", "c");
        var scores = (await mcp.CallAsync("redis_key_get", new { key = mcp.Prefix + "z" })).GetProperty("scores");
        Assert.Equal(["-inf", "1.5", "inf"], scores.EnumerateArray().Select(s => s.GetProperty("score").ToString()));
    }

    [Fact]
    public async Task Arguments_may_be_strings_where_numbers_are_meant()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix + "l", "a", "b", "c");
        var reply = await mcp.CallAsync("redis_key_get", new { key = mcp.Prefix + "l", limit = "2" });
        Assert.Equal(2, reply.GetProperty("elements").GetArrayLength());
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task All_mistakes_of_a_call_come_in_one_answer(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        var error = await mcp.FailAsync("redis_string_set", new { items = new object[] { new { key = 5 } }, ttlMs = 0, databse = 1 });
        Assert.Equal("invalid_argument", error.Code);
        Assert.All(new[] { "databse: no such argument", "Did you mean 'database'?", "items[0].key: expected a string, got 5", "items[0].value: is required", "ttlMs: expected an integer from 1" },
            part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static ToolDefinition Find(string name) => ToolCatalogue.All.Single(t => t.Name == name);

    private static JsonElement Property(string tool, string name)
    {
        using var document = JsonDocument.Parse($"{{{Find(tool).InputProperties}}}");
        return document.RootElement.GetProperty(name).Clone();
    }
}
