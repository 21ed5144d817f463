using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyCopyToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_copy";

    [Fact]
    public async Task KeyCopy_copies_every_type_with_its_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        foreach (string type in StoredSample.Types)
        {
            string key = mcp.Prefix + type;
            string[] expected = await StoredSample.SeedAsync(raw, type, key, 5);
            await raw.CallAsync("PEXPIRE", key, 1_000_000);
            Assert.Equal(key + "2", (await mcp.CallAsync(Tool, new { key, newKey = key + "2" })).At("key").Latin());
            Assert.InRange((await raw.CallAsync("PTTL", key + "2")).Integer, 1, 1_000_000);
            var copy = await mcp.CallAsync("redis_key_get", new { key = key + "2" });
            Assert.Equal(expected, StoredSample.Elements(copy).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task KeyCopy_missing_key_is_key_not_found_and_onto_itself_invalid()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix + "b" })).Code);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, newKey = mcp.Prefix })).Code);
    }

    [Fact]
    public async Task KeyCopy_over_an_existing_key_is_conflict_or_must_be_confirmed_and_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        Assert.Equal("conflict", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b" })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b", replace = true })).Code);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
    }

    [Fact]
    public async Task KeyCopy_unconfirmed_by_the_operator_replaces()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        await mcp.CallAsync(Tool, new { key = mcp.Prefix + "a", newKey = mcp.Prefix + "b", replace = true });
        Assert.Equal("1", (await redis.CallAsync("GET", mcp.Prefix + "b")).Text);
    }

    [Theory]
    [InlineData("app:a", "other")]
    [InlineData("other", "app:a")]
    public async Task KeyCopy_scope_refuses_either_key_outside(string key, string newKey)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key, newKey })).Code);
    }
}
