using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

/// <summary>Putting one key in the place of another: asked about where there is one, with that one in the preview.</summary>
public sealed class ReplacedKeyTests(RedisFixture redis)
{
    [Theory]
    [InlineData("redis_key_rename", true)]
    [InlineData("redis_key_copy", false)]
    public async Task Replaced_key_is_shown_and_then_replaced(string tool, bool moves)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        (string key, string newKey) = (mcp.Prefix + "a", mcp.Prefix + "b");
        await redis.CallAsync("SET", key, "new");
        await redis.CallAsync("SET", newKey, "old");
        var asked = await mcp.FailAsync(tool, new { key, newKey, replace = true });
        var preview = asked.Preview!.Value;
        Assert.Equal((1, 1, newKey), (preview.At("keys").GetInt64(), preview.At("withoutExpiry").GetInt64(), Assert.Single(preview.List("sample")).Latin()));
        Assert.Equal("old", (await redis.CallAsync("GET", newKey)).Text);
        // It gets an expiry while the user thinks: no longer what was shown.
        await redis.CallAsync("PEXPIRE", newKey, 100_000);
        asked = await mcp.FailAsync(tool, new { key, newKey, replace = true, confirmToken = asked.ConfirmToken });
        Assert.Equal(("confirmation_required", 0), (asked.Code, asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        await mcp.CallAsync(tool, new { key, newKey, replace = true, confirmToken = asked.ConfirmToken });
        Assert.Equal("new", (await redis.CallAsync("GET", newKey)).Text);
        Assert.Equal(moves ? 0 : 1, (await redis.CallAsync("EXISTS", key)).Integer);
    }

    [Theory]
    [InlineData("redis_key_rename", "key_not_found")]
    [InlineData("redis_key_copy", "conflict")]   // what COPY itself says does not tell the two apart
    public async Task Without_a_source_nobody_is_asked(string tool, string code)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "b", "old");
        string got = (await mcp.FailAsync(tool, new { key = mcp.Prefix + "none", newKey = mcp.Prefix + "b", replace = true })).Code;
        Assert.Contains(got, (string[])[code, "key_not_found"]);
        Assert.Equal("old", (await redis.CallAsync("GET", mcp.Prefix + "b")).Text);
    }

    [Theory]
    [InlineData("redis_key_rename")]
    [InlineData("redis_key_copy")]
    public async Task Over_itself_nobody_is_asked_and_nothing_happens(string tool)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Contains((await mcp.FailAsync(tool, new { key = mcp.Prefix, newKey = mcp.Prefix, replace = true })).Code, (string[])["conflict", "invalid_argument"]);
        Assert.Equal("v", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }

    [Fact]
    public async Task String_over_another_type_shows_the_keys_and_their_types_and_is_then_set()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "one");
        await redis.CallAsync("SADD", mcp.Prefix + "set", "one");
        await redis.CallAsync("PEXPIRE", mcp.Prefix + "set", 100_000);
        var items = new[] { new { key = mcp.Prefix + "list", value = "1" }, new { key = mcp.Prefix + "set", value = "2" }, new { key = mcp.Prefix + "new", value = "3" } };
        var asked = await mcp.FailAsync("redis_string_set", new { items });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("replaces 2 keys of another type (list, set) by strings", asked.Message, StringComparison.Ordinal);
        Assert.Equal((2, 1), (asked.Preview!.Value.At("keys").GetInt64(), asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        Assert.Equal(3, (await mcp.CallAsync("redis_string_set", new { items, confirmToken = asked.ConfirmToken })).At("applied").GetInt64());
        Assert.Equal("2", (await redis.CallAsync("GET", mcp.Prefix + "set")).Text);
    }

    [Fact]
    public async Task String_that_is_only_set_where_nothing_is_replaces_nothing_and_asks_nobody()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "one");
        var reply = await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = mcp.Prefix + "list", value = "1" } }, condition = "ifAbsent" });
        Assert.Equal(0, reply.At("applied").GetInt64());
        Assert.Equal("list", (await redis.CallAsync("TYPE", mcp.Prefix + "list")).Text);
    }
}
