using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyExpireToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_expire";
    private static readonly long Tomorrow = DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeMilliseconds();

    [Fact]
    public async Task KeyExpire_sets_moves_and_removes_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = [mcp.Prefix];
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { keys, ttlMs = 1_000_000 })).At("changed").GetInt64());
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { keys, atMs = Tomorrow })).At("changed").GetInt64());
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1_000_001, 86_400_000);
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { keys, persist = true })).At("changed").GetInt64());
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { keys, persist = true })).At("changed").GetInt64());
        Assert.Equal(0, (await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix + "none" }, ttlMs = 5 })).At("changed").GetInt64());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 1000)]
    public async Task KeyExpire_time_out_of_range_is_refused_and_changes_nothing(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix }, ttlMs })).Code);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
    }

    [Theory]
    [InlineData(2147483648)]
    [InlineData(9007199254740992)]
    public async Task KeyExpire_large_times_are_exact(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "v");
        await mcp.CallAsync(Tool, new { keys = new[] { mcp.Prefix }, ttlMs });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, ttlMs - 60_000, ttlMs);
    }

    [Fact]
    public async Task KeyExpire_many_a_pattern_or_the_past_must_be_confirmed_and_change_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("SET", mcp.Prefix + "a", "v");
        await raw.CallAsync("SET", mcp.Prefix + "b", "v");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "a", mcp.Prefix + "b" }, ttlMs = 1 })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { pattern = mcp.Prefix + "*", ttlMs = 1 })).Code);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { keys = new[] { mcp.Prefix + "a" }, atMs = 1 })).Code);
        Assert.Equal(-1, (await raw.CallAsync("PTTL", mcp.Prefix + "a")).Integer);
        Assert.Equal(-1, (await raw.CallAsync("PTTL", mcp.Prefix + "b")).Integer);
    }

    [Fact]
    public async Task KeyExpire_unconfirmed_by_the_operator_runs_over_a_pattern()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await redis.CallAsync("MSET", mcp.Prefix + "a", "v", mcp.Prefix + "b", "v");
        string? cursor = null;
        long changed = 0;
        do
        {
            var page = await mcp.CallAsync(Tool, new { pattern = mcp.Prefix + "*", ttlMs = 1_000_000, cursor });
            (changed, cursor) = (changed + page.At("changed").GetInt64(), page.At("cursor").GetString());
        }
        while (cursor is not null);
        Assert.Equal(2, changed);
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix + "b")).Integer, 1, 1_000_000);
    }

    [Fact]
    public async Task KeyExpire_wants_exactly_one_way()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = [mcp.Prefix];
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys, ttlMs = 5, persist = true })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys, ttlMs = 5, atMs = Tomorrow })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys, ttlMs = "soon" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys, ttlMs = 1.5 })).Code);
    }

    [Fact]
    public async Task KeyExpire_ttl_that_cannot_be_is_refused_before_anybody_is_asked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("MSET", mcp.Prefix + "1", "v", mcp.Prefix + "2", "v");
        var error = await mcp.FailAsync("redis_key_expire", new { keys = new[] { mcp.Prefix + "1", mcp.Prefix + "2" }, ttlMs = long.MaxValue });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("ttlMs", error.Message, StringComparison.Ordinal);
    }
}
