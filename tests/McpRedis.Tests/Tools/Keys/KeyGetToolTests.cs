using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_get";

    [Fact]
    public async Task KeyGet_missing_key_is_key_not_found()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
    }

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task KeyGet_gives_any_bytes_of_key_and_value_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        await redis.CallAsync("SET", key, bytes);
        var reply = await mcp.CallAsync(Tool, new { key, encoding = "base64" });
        Assert.Equal(key, reply.At("key").Bytes());
        Assert.Equal(bytes, reply.At("value").Bytes());
        Assert.Equal(bytes.Length, reply.At("total").GetInt64());
        Assert.True(reply.IsNull("cursor"));
    }

    [Fact]
    public async Task KeyGet_empty_key_is_a_key()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await server.CallAsync("SET", "", "v");
        Assert.Equal("v", (await mcp.CallAsync(Tool, new { key = "" })).At("value").Latin());
    }

    [Fact]
    public async Task KeyGet_takes_a_key_of_64_KiB_and_refuses_a_longer_one()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string key = mcp.Prefix.PadRight(64 * 1024, 'k');
        await redis.CallAsync("SET", key, "v");
        var reply = await mcp.CallAsync(Tool, new { key });
        Assert.Equal("v", reply.At("value").Latin());
        Assert.Equal(64 * 1024, reply.At("key").At("sizeBytes").GetInt64());
        var error = await mcp.FailAsync(Tool, new { key = key + "k" });
        Assert.Equal("invalid_argument", error.Code);
        await redis.CallAsync("DEL", key);
    }

    [Fact]
    public async Task KeyGet_tells_expiry_and_type()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix + "l", "a");
        await redis.CallAsync("PEXPIRE", mcp.Prefix + "l", 1_000_000);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix + "l" });
        Assert.InRange(reply.At("ttlMs").GetInt64(), 1, 1_000_000);
        Assert.Equal("list", reply.At("type").GetString());
        Assert.True(reply.IsNull("value") && reply.IsNull("fields") && reply.IsNull("members") && reply.IsNull("scores") && reply.IsNull("entries"));
    }

    [Fact]
    public async Task KeyGet_scores_without_number_are_words()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("ZADD", mcp.Prefix + "z", "-inf", "a", "0.1", "b", "1e308", "c", "+inf", "d");
        var scores = (await mcp.CallAsync(Tool, new { key = mcp.Prefix + "z" })).List("scores");
        Assert.Equal(["\"-inf\"", "0.1", "1E+308", "\"inf\""], scores.Select(s => s.At("score").GetRawText()));
    }

    [Fact]
    public async Task KeyGet_scope_refuses_keys_outside()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = "other:a" })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = "only:" + mcp.Prefix })).Code);
    }

    [Fact]
    public async Task KeyGet_reads_the_database_named()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("SELECT", 3);
        await raw.CallAsync("SET", mcp.Prefix, "in 3", "PX", 60_000);
        Assert.Equal("in 3", (await mcp.CallAsync(Tool, new { key = mcp.Prefix, database = 3 })).At("value").Latin());
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, database = 0 })).Code);
    }
}
