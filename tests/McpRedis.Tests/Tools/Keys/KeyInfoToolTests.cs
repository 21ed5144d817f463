using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyInfoToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_info";

    [Fact]
    public async Task KeyInfo_describes_every_core_type_and_what_is_missing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("SET", mcp.Prefix + "string", "abc", "PX", 1_000_000);
        foreach (string type in StoredSample.Types)
        {
            await StoredSample.SeedAsync(raw, type, mcp.Prefix + type, 3);
        }
        string[] types = ["string", .. StoredSample.Types];
        var items = (await mcp.CallAsync(Tool, new { keys = types.Append("none").Select(t => mcp.Prefix + t) })).List("items");
        Assert.Equal([.. types, "none"], items.Select(i => i.At("type").GetString()));
        Assert.All(items[..^1], i => Assert.Equal(3, i.At("length").GetInt64()));
        Assert.All(items[..^1], i => Assert.NotEmpty(i.At("encoding").GetString()!));
        Assert.All(items[..^1], i => Assert.InRange(i.At("sizeBytes").GetInt64(), 1, 100_000));
        Assert.All(items[..^1], i => Assert.InRange(i.At("idleSeconds").GetInt64(), 0, 600));
        Assert.InRange(items[0].At("ttlMs").GetInt64(), 1, 1_000_000);
        Assert.All((string[])["encoding", "ttlMs", "sizeBytes", "length", "idleSeconds"], fact => Assert.True(items[^1].IsNull(fact)));
    }

    [Fact]
    public async Task KeyInfo_keys_that_do_not_fit_are_counted_as_unread()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var reply = await mcp.CallAsync(Tool, new { keys = Enumerable.Range(0, 100).Select(i => mcp.Prefix + new string('k', i % 2 * 10_000) + i) });
        int told = reply.List("items").Length;
        Assert.InRange(told, 1, 99);
        Assert.Equal(100 - told, reply.At("unread").GetInt64());
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
    }

    [Fact]
    public async Task KeyInfo_idle_time_is_null_where_the_server_keeps_frequencies()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("maxmemory-policy allkeys-lfu");
        await server.CallAsync("SET", "a", "v");
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.True((await mcp.CallAsync(Tool, new { keys = new[] { "a" } })).List("items")[0].IsNull("idleSeconds"));
    }

    [Fact]
    public async Task KeyInfo_scope_refuses_the_list_for_one_key_outside()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { keys = new[] { "only:a", "other" } })).Code);
    }

    [Fact]
    public async Task KeyInfo_takes_one_to_a_hundred_keys()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = Array.Empty<string>() })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = Enumerable.Repeat("a", 101) })).Code);
    }
}
