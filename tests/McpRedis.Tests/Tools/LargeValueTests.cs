using System.Diagnostics;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>
/// A million elements and a quarter of a gigabyte behind one key (S10, S11): replies keep to their budget, this process does not
/// grow by what it never asked for, small reads go on beside, and no command asks for everything.
/// </summary>
[Collection(nameof(LargeValueTests))]
public sealed class LargeValueTests
{
    private const int Million = 1_000_000;
    private const long MostGrowth = 64L << 20;
    private static readonly string[] Forbidden = ["KEYS", "HGETALL", "HKEYS", "HVALS", "SMEMBERS", "SORT", "GET"];

    [Fact]
    public async Task Values_of_a_million_elements_are_read_in_small_pages()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("enable-debug-command yes", "save \"\"");
        await using RawRedis raw = await server.ConnectAsync();
        string[] keys = await SeedAsync(raw);
        await using var mcp = await ToolHarness.StartAsync(server);
        await mcp.CallAsync("redis_key_get", new { key = "small" });
        await mcp.CallAsync("redis_key_scan", new { limit = 1 });
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        long before = Resident();
        using var stop = new CancellationTokenSource();
        var beside = BesideAsync(mcp, stop.Token);
        foreach (string key in keys)
        {
            string? cursor = null;
            for (int page = 0; page < 5; page++)
            {
                var answer = await mcp.SendAsync("redis_key_get", new { key, cursor, limit = 500 });
                Assert.Null(answer.Error);
                Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 100, 32 * 1024);
                cursor = answer.Reply.At("cursor").GetString();
                Assert.NotNull(cursor);
                Assert.True(answer.Reply.At("total").GetInt64() >= Million);
            }
        }
        var part = (await mcp.CallAsync("redis_string_get", new { keys = new[] { "string" }, start = -10 })).List("items")[0].At("value");
        Assert.Equal(10, part.Bytes().Length);
        var head = (await mcp.CallAsync("redis_string_get", new { keys = new[] { "string" } })).List("items")[0].At("value");
        Assert.Equal(256L << 20, head.At("sizeBytes").GetInt64());
        await TypedPagesAsync(mcp);
        string? scan = null;
        for (int page = 0; page < 50; page++)
        {
            scan = (await mcp.CallAsync("redis_key_scan", new { cursor = scan, limit = 500 })).At("cursor").GetString();
            Assert.NotNull(scan);
        }
        var nothing = await mcp.CallAsync("redis_key_scan", new { pattern = "no such key*" });
        Assert.Empty(nothing.List("items"));
        Assert.InRange(nothing.At("visited").GetInt64(), 1, 110_000);
        await stop.CancelAsync();
        double[] times = [.. (await beside).Order()];
        long growth = Resident() - before;
        TestContext.Current.SendDiagnosticMessage($"grew by {growth >> 20} MiB; {times.Length} reads beside: median {times[times.Length / 2]:0.0} ms, p99 {times[times.Length * 99 / 100]:0.0} ms, slowest {times[^1]:0.0} ms");
        Assert.InRange(growth, long.MinValue, MostGrowth);
        Assert.InRange(times[times.Length / 2], 0, 100);
        Assert.InRange(times[^1], 0, 2_000);   // a machine that does ten things at once
        string[] names = [.. (await recorder.StopAsync()).Select(l => l.Split("] ", 2)[1].Split(' ')[0].Trim('"').ToUpperInvariant()).Distinct()];
        Assert.Empty(names.Intersect(Forbidden));
    }

    // The families' own tools: pages, a pattern that matches nothing, and a value at the far end.
    private static async Task TypedPagesAsync(ToolHarness mcp)
    {
        var hash = await mcp.CallAsync("redis_hash_get", new { key = "hash", limit = 500 });
        Assert.Equal(Million, hash.At("total").GetInt64());
        Assert.NotNull(hash.At("cursor").GetString());
        var none = await mcp.CallAsync("redis_hash_get", new { key = "hash", pattern = "no such field*" });
        Assert.Empty(none.List("items"));
        Assert.Equal("visited", none.At("truncatedBy").GetString());
        Assert.Equal("value:7", (await mcp.CallAsync("redis_hash_get", new { key = "hash", fields = new[] { "field:7" } })).List("items")[0].At("value").Latin());
        var tail = await mcp.CallAsync("redis_list_get", new { key = "list", start = -300, limit = 500 });
        Assert.Equal((Million - 300, 300), (tail.At("start").GetInt64(), tail.List("elements").Length));
        Assert.Equal(Million - 1, (await mcp.CallAsync("redis_list_get", new { key = "list", value = $"element:{Million - 1}" })).List("indexes")[0].GetInt64());
    }

    // GC.Collect: what is garbage is not growth.
    private static long Resident()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    private static async Task<List<double>> BesideAsync(ToolHarness mcp, CancellationToken stop)
    {
        var times = new List<double>();
        using var clock = new GivenTime();
        while (!stop.IsCancellationRequested)
        {
            var began = clock.Elapsed;
            await mcp.CallAsync("redis_string_get", new { keys = new[] { "small" } });
            times.Add((clock.Elapsed - began).TotalMilliseconds);
        }
        return times;
    }

    private static async Task<string[]> SeedAsync(RawRedis raw)
    {
        await raw.CallAsync("DEBUG", "POPULATE", Million, "key", 8);
        await raw.CallAsync("SET", "small", "v");
        await raw.CallAsync("SETRANGE", "string", (256L << 20) - 1, "x");
        // In steps: one script over all would hold the server past what a heartbeat waits.
        string[][] types =
        [
            ["hash", "redis.call('HSET', KEYS[1], 'field:' .. i, 'value:' .. i)"],
            ["list", "redis.call('RPUSH', KEYS[1], 'element:' .. i)"],
            ["set", "redis.call('SADD', KEYS[1], 'member:' .. i)"],
            ["zset", "redis.call('ZADD', KEYS[1], i, 'member:' .. i)"],
            ["stream", "redis.call('XADD', KEYS[1], (i + 1) .. '-1', 'field', 'value:' .. i)"],
        ];
        foreach (string[] type in types)
        {
            for (int from = 0; from < Million; from += 50_000)
            {
                await raw.CallAsync("EVAL", $"for i = ARGV[1], ARGV[1] + 49999 do {type[1]} end", 1, type[0], from);
            }
        }
        return ["string", .. types.Select(t => t[0])];
    }
}

/// <summary>Alone: memory and latency are those of the whole process.</summary>
[CollectionDefinition(nameof(LargeValueTests), DisableParallelization = true)]
public sealed class LargeValueGroup;
