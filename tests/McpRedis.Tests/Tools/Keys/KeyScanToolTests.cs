using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

public sealed class KeyScanToolTests(RedisFixture redis)
{
    private const string Tool = "redis_key_scan";

    [Theory]
    [InlineData(12, 1, 4096)]
    [InlineData(12, 500, 4096)]
    [InlineData(900, 1, 4 << 20)]
    [InlineData(900, 7, 4096)]
    [InlineData(3000, 500, 4096)]
    [InlineData(3000, 500, 4 << 20)]
    public async Task KeyScan_pages_hold_every_key_once(int count, int limit, int budget)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("enable-debug-command yes");
        await using RawRedis raw = await server.ConnectAsync();
        string[] expected = [.. Enumerable.Range(0, count).Select(i => i % 5 == 0 ? $"\u00ff\u0000{i}" : $"key:{i}").Order(StringComparer.Ordinal)];
        foreach (string key in expected)
        {
            await raw.CallAsync("SET", Encoding.Latin1.GetBytes(key), "v");
        }
        // While a table grows SCAN may give a key twice, as it says. It grows by a step with each look-up.
        await TestTimeout.UntilAsync("the table has its size", async () =>
        {
            await raw.CallAsync(["EXISTS", .. expected.Select(Encoding.Latin1.GetBytes)]);
            return !(await raw.CallAsync("DEBUG", "HTSTATS", 0)).Text.Contains("rehashing target", StringComparison.Ordinal);
        });
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = budget });
        var pages = await mcp.PagesAsync(Tool, new() { ["limit"] = limit }, budget);
        Assert.Equal(expected, pages.SelectMany(p => p.List("items")).Select(i => i.At("key").Latin()).Order(StringComparer.Ordinal));
        Assert.All(pages, page => Assert.Equal(1, page.At("nodes").GetInt32()));
    }

    [Fact]
    public async Task KeyScan_finds_by_pattern_and_type_with_details()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "s", "v", "PX", 1_000_000);
        await redis.CallAsync("HSET", mcp.Prefix + "h", "f", "v");
        var items = (await mcp.PagesAsync(Tool, new() { ["pattern"] = mcp.Prefix + "*", ["details"] = true })).SelectMany(p => p.List("items"))
            .OrderBy(i => i.At("type").GetString(), StringComparer.Ordinal).ToArray();
        Assert.Equal(["hash", "string"], items.Select(i => i.At("type").GetString()));
        Assert.True(items[0].IsNull("ttlMs"));
        Assert.InRange(items[1].At("ttlMs").GetInt64(), 1, 1_000_000);
        Assert.All(items, i => Assert.InRange(i.At("sizeBytes").GetInt64(), 1, 1000));
        var hashes = (await mcp.PagesAsync(Tool, new() { ["pattern"] = mcp.Prefix + "*", ["type"] = "hash" })).SelectMany(p => p.List("items"));
        Assert.Equal(mcp.Prefix + "h", Assert.Single(hashes).At("key").Latin());
    }

    [Fact]
    public async Task KeyScan_names_of_all_bytes_come_back()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (byte[] name in SampleBytes.ByName.Values)
        {
            await redis.CallAsync("SET", (byte[])[.. Encoding.UTF8.GetBytes(mcp.Prefix), .. name], "v", "PX", 60_000);
        }
        var found = (await mcp.PagesAsync(Tool, new() { ["pattern"] = mcp.Prefix + "*" })).SelectMany(p => p.List("items")).Select(i => i.At("key").Latin());
        Assert.Equal(SampleBytes.ByName.Values.Select(n => mcp.Prefix + Encoding.Latin1.GetString(n)).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task KeyScan_long_keys_are_cut_and_do_not_stop_the_scan()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        for (int i = 0; i < 40; i++)
        {
            await server.CallAsync("SET", $"{i:00}" + new string('\u0001', 60_000), "v");
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var items = (await mcp.PagesAsync(Tool, new() { ["limit"] = 500 }, 4096)).SelectMany(p => p.List("items")).ToArray();
        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i:00}"), items.Select(i => i.At("key").Latin()[..2]).Distinct().Order(StringComparer.Ordinal));
        Assert.All(items, i => Assert.Equal(60_002, i.At("key").At("sizeBytes").GetInt64()));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("1:0")]   // a node this connection has not
    [InlineData("-1:0")]
    [InlineData("0:")]
    [InlineData("0:-5")]
    [InlineData("0:99999999999999999999")]
    [InlineData("99999999999:0")]
    public async Task KeyScan_forged_cursor_is_invalid_argument(string cursor)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { cursor })).Code);
    }

    [Fact]
    public async Task KeyScan_scope_shows_only_its_keys()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        foreach (string key in (string[])["app:1", "app:2", "appendix", "other", "[app]:1"])
        {
            await server.CallAsync("SET", key, "v");
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "app:" });
        foreach (string? pattern in (string?[])[null, "*", "a*", "app*", "*1", "other", "[ao]*"])
        {
            var keys = (await mcp.PagesAsync(Tool, new() { ["pattern"] = pattern })).SelectMany(p => p.List("items")).Select(i => i.At("key").Latin()).ToArray();
            Assert.All(keys, key => Assert.StartsWith("app:", key, StringComparison.Ordinal));
            Assert.Equal(pattern switch { "*1" => 1, "other" => 0, _ => 2 }, keys.Length);
        }
    }

    [Fact]
    public async Task KeyScan_pages_of_a_pattern_are_filled_at_least_by_half()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis raw = await server.ConnectAsync();
        await raw.CallAsync(["MSET", .. Enumerable.Range(0, 5000).SelectMany(i => (object[])[i % 7 == 0 ? $"hit:{i}" : $"miss:{i}", "v"])]);
        await using var mcp = await ToolHarness.StartAsync(server);
        int[] sizes = [.. (await mcp.PagesAsync(Tool, new() { ["pattern"] = "hit:*", ["limit"] = 20 })).Select(p => p.List("items").Length)];
        Assert.Equal(715, sizes.Sum());
        Assert.All(sizes[..^1], size => Assert.InRange(size, 10, 20));
    }

    [Fact]
    public async Task KeyScan_never_asks_for_KEYS()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "v");
        await using var mcp = await ToolHarness.StartAsync(server);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        await mcp.CallAsync(Tool, new { pattern = "*" });
        var lines = await recorder.StopAsync();
        Assert.Contains(lines, l => l.Contains("\"SCAN\"", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, l => l.Contains("\"KEYS\"", StringComparison.OrdinalIgnoreCase));
    }
}
