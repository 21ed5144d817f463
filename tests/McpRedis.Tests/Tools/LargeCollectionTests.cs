using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>Sets and sorted sets of a million members: bounded replies, bounded steps, and no command that asks for everything.</summary>
[Collection(nameof(LargeValueTests))]
public sealed class LargeCollectionTests
{
    private const int Million = 1_000_000;
    private static readonly string[] Forbidden = ["SMEMBERS", "SINTER", "SUNION", "SDIFF", "ZSCAN", "KEYS"];

    [Fact]
    public async Task A_million_members_are_read_combined_and_trimmed_within_bounds()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("enable-debug-command yes", "save \"\"");
        await using RawRedis raw = await server.ConnectAsync();
        const int step = 10_000;
        for (int from = 0; from < Million; from += step)
        {
            await raw.CallAsync(["SADD", "even", .. Enumerable.Range(from, step).Select(i => (object)$"m{2 * i}")]);
            await raw.CallAsync(["SADD", "all", .. Enumerable.Range(from, step).Select(i => (object)$"m{i}")]);
            await raw.CallAsync(["ZADD", "z", .. Enumerable.Range(from, step).SelectMany(i => new object[] { i, $"m{i}" })]);
        }
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        foreach (string operation in (string[])["intersection", "union", "difference"])
        {
            string? cursor = null;
            for (int page = 0; page < 5; page++)
            {
                var reply = await ReadAsync(mcp, "redis_set_combine", new { operation, keys = new[] { "even", "all" }, cursor, limit = 500 });
                cursor = reply.At("cursor").GetString();
                Assert.NotNull(cursor);
            }
        }
        Assert.Equal(Million / 2, (await mcp.CallAsync("redis_set_combine", new { operation = "intersection", keys = new[] { "even", "all" }, countOnly = true })).At("total").GetInt64());
        Assert.Equal("budget_exceeded", (await mcp.FailAsync("redis_set_combine", new { operation = "union", keys = new[] { "even", "all" }, countOnly = true })).Code);
        Assert.Equal("m77777", Assert.Single(await FoundAsync(mcp, "m77777")));
        Assert.Equal(500, (await ReadAsync(mcp, "redis_set_get", new { key = "all", random = 500 })).List("members").Length);
        Assert.Equal(500, (await ReadAsync(mcp, "redis_set_remove", new { key = "all", random = 500 })).List("members").Length);

        var top = await ReadAsync(mcp, "redis_zset_get", new { key = "z", reverse = true, limit = 1 });
        Assert.Equal(("m999999", Million), (top.List("items")[0].At("member").Latin(), top.At("total").GetInt64()));
        var deep = await ReadAsync(mcp, "redis_zset_get", new { key = "z", range = "score", min = "(5", cursor = "zset:900000", limit = 500 });
        Assert.Equal("m900006", deep.List("items")[0].At("member").Latin());
        Assert.Equal(Million - 6, deep.At("count").GetInt64());
        var trimmed = await mcp.CallAsync("redis_zset_remove", new { key = "z", range = "rank", min = "0", max = "-1001" });
        Assert.Equal((Million - 1000, 1000), (trimmed.At("removed").GetInt64(), trimmed.At("total").GetInt64()));
        Assert.Equal(Million - 1000, Assert.Single((await raw.CallAsync("ZRANGE", "z", 0, 0, "WITHSCORES")).Items!.Skip(1)).Text is { } score ? long.Parse(score, System.Globalization.CultureInfo.InvariantCulture) : 0);
        Assert.DoesNotContain(await recorder.StopAsync(), line => Forbidden.Any(name => line.Contains($"\"{name}\"", StringComparison.OrdinalIgnoreCase)));
    }

    private static async Task<System.Text.Json.JsonElement> ReadAsync(ToolHarness mcp, string tool, object arguments)
    {
        var answer = await mcp.SendAsync(tool, arguments);
        Assert.Null(answer.Error);
        Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 50, 32 * 1024);
        return answer.Reply;
    }

    private static async Task<string[]> FoundAsync(ToolHarness mcp, string pattern)
    {
        var pages = await mcp.PagesAsync("redis_set_get", new() { ["key"] = "all", ["pattern"] = pattern });
        Assert.InRange(pages.Count, 10, 40);   // each page looked at a bounded part
        return [.. pages.SelectMany(p => p.List("members")).Select(m => m.Latin())];
    }
}
