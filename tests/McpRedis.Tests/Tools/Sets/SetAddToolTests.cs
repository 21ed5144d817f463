using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Sets;

public sealed class SetAddToolTests(RedisFixture redis)
{
    private const string Tool = "redis_set_add";

    [Fact]
    public async Task SetAdd_counts_the_new_and_stores_any_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = Encoding.UTF8.GetBytes(mcp.Prefix);
        byte[][] members = [.. SampleBytes.ByName.Values];
        var reply = await mcp.CallAsync(Tool, new { key, members, encoding = "base64" });
        Assert.Equal((members.Length, members.Length), (reply.At("added").GetInt64(), reply.At("total").GetInt64()));
        Assert.Equal(members.Select(Convert.ToHexString).Order(StringComparer.Ordinal), (await redis.CallAsync("SMEMBERS", key)).Items!.Select(m => Convert.ToHexString(m.Bytes!)).Order(StringComparer.Ordinal));
        reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "", "one more", "one more" } });
        Assert.Equal((1, members.Length + 1), (reply.At("added").GetInt64(), reply.At("total").GetInt64()));
    }

    [Fact]
    public async Task SetAdd_members_and_expiry_are_one_transaction()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(() => redis.ConnectAsync());
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" }, ttlMs = 1_000_000 });
        var lines = (await recorder.StopAsync()).ToList();
        string connection = lines.First(l => l.Contains($"\"SADD\" \"{mcp.Prefix}\"", StringComparison.Ordinal)).Split('[')[1].Split(']')[0];
        string[] own = [.. lines.Where(l => l.Contains(connection, StringComparison.Ordinal)).Select(l => l.Split("] ")[1].Split(' ')[0].Trim('"'))];
        string[] transaction = [.. own.Skip(Array.LastIndexOf(own, "MULTI")).Where(name => name is not ("EXEC" or "SELECT"))];
        Assert.Equal(["MULTI", "SADD", "SCARD", "PEXPIRE"], transaction.Take(4));
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "b" } });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public async Task SetAdd_time_out_of_range_is_refused_and_adds_nothing(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" }, ttlMs })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData(1L)]
    [InlineData(2147483648L)]
    [InlineData(100_000_000_000_000L)]
    public async Task SetAdd_time_at_the_edges_is_taken(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" }, ttlMs });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, ttlMs == 1 ? -2 : ttlMs - 60_000, ttlMs);
    }

    [Fact]
    public async Task SetAdd_another_type_is_wrong_type_and_keeps_value_and_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" } })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" }, ttlMs = 1000 })).Code);
        Assert.Equal("v", (await redis.CallAsync("GET", mcp.Prefix)).Text);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task SetAdd_scope_and_access_hold()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" } })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix, members = new[] { "a" } })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", "only:" + mcp.Prefix, mcp.Prefix)).Integer);
    }
}
