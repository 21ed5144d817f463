using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Strings;

public sealed class StringGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_string_get";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task StringGet_gives_any_bytes_of_key_and_value_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        await redis.CallAsync("SET", key, bytes);
        var item = (await mcp.CallAsync(Tool, new { keys = new[] { key }, encoding = "base64" })).List("items")[0];
        Assert.Equal(key, item.At("key").Bytes());
        Assert.Equal(bytes, item.At("value").Bytes());
    }

    [Fact]
    public async Task StringGet_missing_is_null_and_empty_is_empty_and_another_type_says_so()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "empty", "");
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "a");
        var items = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix + "none", mcp.Prefix + "empty", mcp.Prefix + "list" } })).List("items");
        Assert.True(items[0].IsNull("value") && items[0].IsNull("error"));
        Assert.Empty(items[1].At("value").Bytes());
        Assert.Equal("wrong_type", items[2].At("error").GetString());
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "list" } })).Code);
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(2, 5L)]
    [InlineData(5, 2L)]
    [InlineData(-3, -1L)]
    [InlineData(-3, null)]
    [InlineData(-3, 8L)]
    [InlineData(1, -2L)]
    [InlineData(1, -40L)]
    [InlineData(0, -40L)]
    [InlineData(-40, 3L)]
    [InlineData(-40, -40L)]
    [InlineData(10, 20L)]
    [InlineData(9, 9007199254740992L)]
    [InlineData(0, 2147483648L)]
    [InlineData(long.MaxValue, null)]
    [InlineData(long.MaxValue, long.MaxValue)]
    [InlineData(long.MinValue, -1L)]
    [InlineData(long.MinValue, long.MaxValue)]
    public async Task StringGet_range_means_what_GETRANGE_means(long start, long? end)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (string value in (string[])["0123456789", "x", ""])
        {
            await redis.CallAsync("SET", mcp.Prefix, value);
            string expected = (await redis.CallAsync("GETRANGE", mcp.Prefix, start, end ?? -1)).Text;
            var item = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, start, end })).List("items")[0];
            Assert.Equal(expected, item.At("value").Latin());
            Assert.False(item.At("value").TryGetProperty("truncated", out _));
        }
    }

    [Theory]
    [InlineData("a", 32 * 1024)]
    [InlineData("\"", 32 * 1024)]
    [InlineData("\u0001", 4096)]
    [InlineData("€", 4096)]
    [InlineData("😀", 32 * 1024)]
    public async Task StringGet_long_value_is_cut_at_a_character_and_read_on_by_range(string unit, int budget)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = budget });
        byte[] value = Encoding.UTF8.GetBytes("x" + string.Concat(Enumerable.Repeat(unit, 40_000 / Encoding.UTF8.GetByteCount(unit))));
        await redis.CallAsync("SET", mcp.Prefix, value);
        var first = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix } })).List("items")[0].At("value");
        Assert.Equal(value.Length, first.At("sizeBytes").GetInt64());
        Assert.True(first.TryGetProperty("text", out _));
        Assert.InRange(first.Bytes().Length, 1, 4096);
        var read = new List<byte>(first.Bytes());
        for (int calls = 0; read.Count < value.Length; calls++)
        {
            Assert.InRange(calls, 0, 200);
            var next = (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, start = read.Count })).List("items")[0].At("value");
            Assert.NotEmpty(next.Bytes());
            read.AddRange(next.Bytes());
        }
        Assert.Equal(value, read);
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task StringGet_keys_that_do_not_fit_are_counted_and_read_in_the_next_call()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        string[] keys = [.. Enumerable.Range(0, 300).Select(i => $"{mcp.Prefix}{i}")];
        foreach (string key in keys)
        {
            await raw.CallAsync("SET", key, key + new string('v', 500), "PX", 60_000);
        }
        var read = new List<string>();
        while (read.Count < keys.Length)
        {
            var reply = await mcp.CallAsync(Tool, new { keys = keys[read.Count..] });
            Assert.Equal(keys.Length - read.Count, reply.At("total").GetInt64());
            var items = reply.List("items");
            Assert.NotEmpty(items);
            read.AddRange(items.Select(i => i.At("value").Latin()[..^500]));
            Assert.Equal(keys.Length - read.Count, reply.At("unread").GetInt64());
        }
        Assert.Equal(keys, read);
    }

    [Fact]
    public async Task StringGet_scope_refuses_the_list_for_one_key_outside()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { keys = new[] { "only:a", "other" } })).Code);
    }

    [Theory]
    [InlineData("not base64!")]
    [InlineData("YQ")]
    [InlineData("Y===")]
    public async Task StringGet_bad_base64_is_invalid_argument(string key)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { key }, encoding = "base64" })).Code);
    }
}
