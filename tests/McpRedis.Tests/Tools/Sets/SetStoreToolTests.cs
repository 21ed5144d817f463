using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Sets;

public sealed class SetStoreToolTests(RedisFixture redis)
{
    private const string Tool = "redis_set_store";

    [Theory]
    [InlineData("intersection", "b")]
    [InlineData("union", "a b c")]
    [InlineData("difference", "a")]
    public async Task SetStore_stores_the_result_under_a_new_key_unasked(string operation, string expected)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix + "1", "a", "b");
        await redis.CallAsync("SADD", mcp.Prefix + "2", "b", "c");
        var reply = await mcp.CallAsync(Tool, new { operation, keys = new[] { mcp.Prefix + "1", mcp.Prefix + "2" }, newKey = mcp.Prefix + "new" });
        string[] members = [.. (await redis.CallAsync("SMEMBERS", mcp.Prefix + "new")).Items!.Select(m => m.Text).Order(StringComparer.Ordinal)];
        Assert.Equal(expected.Split(' '), members);
        Assert.Equal(members.Length, reply.At("total").GetInt64());
    }

    [Theory]
    [InlineData("set of length 3", "SADD", "1", "2", "3")]
    [InlineData("list of length 2", "RPUSH", "1", "2")]
    [InlineData("string of length 5", "SET", "value")]
    public async Task SetStore_over_an_existing_key_must_be_confirmed_and_says_what_goes(string held, string command, params string[] arguments)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("SADD", mcp.Prefix + "a", "x");
        await raw.CallAsync([command, mcp.Prefix + "target", .. arguments]);
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        object call = new { operation = "union", keys = new[] { mcp.Prefix + "a" }, newKey = mcp.Prefix + "target" };
        var error = await mcp.FailAsync(Tool, call);
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains(held, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal(1, (await free.CallAsync(Tool, call)).At("total").GetInt64());
        Assert.Equal("x", (await raw.CallAsync("SMEMBERS", mcp.Prefix + "target"))[0].Text);
    }

    [Fact]
    public async Task SetStore_into_one_of_its_sources_must_be_confirmed_too()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SADD", mcp.Prefix, "a");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix }, newKey = mcp.Prefix })).Code);
    }

    [Fact]
    public async Task SetStore_an_empty_result_is_no_key()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("SET", mcp.Prefix + "target", "v");
        var reply = await mcp.CallAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix + "none" }, newKey = mcp.Prefix + "target" });
        Assert.Equal(0, reply.At("total").GetInt64());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "target")).Integer);
    }

    [Fact]
    public async Task SetStore_another_type_among_the_sources_is_refused_before_anyone_is_asked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v");
        await redis.CallAsync("SADD", mcp.Prefix + "a", "x");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix + "a", mcp.Prefix + "s" }, newKey = mcp.Prefix + "a" })).Code);
        Assert.Equal("x", (await redis.CallAsync("SMEMBERS", mcp.Prefix + "a"))[0].Text);
    }

    [Fact]
    public async Task SetStore_scope_and_access_hold_for_sources_and_target()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { operation = "union", keys = new[] { "only:a" }, newKey = mcp.Prefix })).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { operation = "union", keys = new[] { "only:a", mcp.Prefix }, newKey = "only:" + mcp.Prefix })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { operation = "union", keys = new[] { mcp.Prefix }, newKey = mcp.Prefix + "b" })).Code);
        Assert.DoesNotContain(Tool, (await reader.ToolsAsync()).Keys);
        Assert.Contains("redis_set_combine", (await reader.ToolsAsync()).Keys);
    }
}
