using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyDeleteToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_delete";

    [Fact]
    public async Task KeyDelete_one_key_goes_at_once()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = [.. System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), .. SampleBytes.AllBytes];
        await redis.CallAsync("SET", key, "v");
        var reply = await mcp.CallAsync(Tool, new { keys = new[] { key }, encoding = "base64" });
        Assert.Equal((1, 1), (reply.At("matched").GetInt64(), reply.At("changed").GetInt64()));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", key)).Integer);
    }

    [Fact]
    public async Task KeyDelete_missing_key_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix } })).At("changed").GetInt64());
    }

    [Fact]
    public async Task KeyDelete_many_or_a_pattern_must_be_confirmed_and_change_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        foreach (string name in (string[])["a", "b", "c"])
        {
            await raw.CallAsync("SET", mcp.Prefix + name, "v");
        }
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "b" } })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { pattern = mcp.Prefix + "*" })).Code);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
    }

    [Fact]
    public async Task KeyDelete_unconfirmed_by_the_operator_deletes_lists_and_patterns_page_by_page()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await using RawRedis raw = await redis.ConnectAsync();
        for (int i = 0; i < 1200; i++)
        {
            await raw.CallAsync("SET", $"{mcp.Prefix}{i}", "v");
        }
        var listed = await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix + "0", mcp.Prefix + "1", mcp.Prefix + "none" } });
        Assert.Equal((3, 2), (listed.At("matched").GetInt64(), listed.At("changed").GetInt64()));
        long deleted = 0;
        string? cursor = null;
        do
        {
            var page = await mcp.CallAsync(Tool, new { pattern = mcp.Prefix + "*", cursor });
            deleted += page.At("changed").GetInt64();
            cursor = page.At("cursor").GetString();
        }
        while (cursor is not null);
        Assert.Equal(1198, deleted);
        Assert.Empty((await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*")).Keys);
    }

    [Fact]
    public async Task KeyDelete_wants_keys_or_pattern_and_a_cursor_with_a_pattern_only()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { "a" }, pattern = "a" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { "a" }, cursor = "0:0" })).Code);
    }

    [Fact]
    public async Task KeyDelete_scope_keeps_keys_outside()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "app:1", "v", "app:2", "v", "other", "v");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { keys = new[] { "app:1", "other" } })).Code);
        Assert.Equal(3, (await server.CallAsync("DBSIZE")).Integer);
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { pattern = "*" })).At("changed").GetInt64());
        Assert.Equal(["other"], (await server.CallAsync("KEYS", "*")).Texts);
    }
}
