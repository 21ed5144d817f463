using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyRenameToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_rename";

    [Fact]
    public async Task KeyRename_moves_value_and_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] newKey = [.. System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), .. SampleBytes.AllBytes];
        await redis.CallAsync("SET", mcp.Prefix, "v", "PX", 1_000_000);
        var reply = await mcp.CallAsync(Tool, new { key = System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), newKey, encoding = "base64" });
        Assert.Equal(newKey, reply.At("key").Bytes());
        Assert.Equal("v", (await redis.CallAsync("GET", newKey)).Text);
        Assert.InRange((await redis.CallAsync("PTTL", newKey)).Integer, 1, 1_000_000);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task KeyRename_to_a_long_name_is_told_as_done()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string newKey = mcp.Prefix.PadRight(64 * 1024, '\u0001');
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.True((await mcp.CallAsync(Tool, new { key = mcp.Prefix, newKey })).At("key").At("truncated").GetBoolean());
        Assert.Equal(1, (await redis.CallAsync("DEL", newKey)).Integer);
    }

    [Fact]
    public async Task KeyRename_missing_key_is_key_not_found()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "b" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "b", replace = true })).Code);
    }

    [Fact]
    public async Task KeyRename_over_an_existing_key_is_conflict_or_must_be_confirmed_and_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "a" })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b", replace = true })).Code);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
    }

    [Fact]
    public async Task KeyRename_unconfirmed_by_the_operator_replaces()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        await mcp.CallAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b", replace = true });
        Assert.Equal("1", (await redis.CallAsync("GET", mcp.Prefix + "b")).Text);
    }

    [Theory]
    [InlineData("app:a", "other")]
    [InlineData("other", "app:a")]
    public async Task KeyRename_scope_refuses_either_key_outside(string key, string newKey)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key, newKey })).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key, newKey, replace = true })).Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task KeyRename_to_itself_is_invalid_argument(bool replace)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        var error = await mcp.FailAsync("redis_key_rename", new { key = mcp.Prefix, newKey = mcp.Prefix, replace });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("newKey", error.Message, StringComparison.Ordinal);
        Assert.Equal("v", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }
}
