using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>
/// Read a page, remove what it showed, add something, read on: whatever is there from the first page to the last is
/// shown, in every encoding. Some of it may come twice.
/// </summary>
public sealed class ChangedBetweenPagesTests(RedisFixture redis)
{
    private static readonly string[] Readers = ["redis_hash_get", "redis_set_get", "redis_zset_get", "redis_key_get:hash", "redis_key_get:set", "redis_key_get:zset", "redis_set_combine"];

    public static TheoryData<string, int, int, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, string>();
            foreach (string reader in Readers)
            {
                foreach (int count in (int[])[100, 1500])
                {
                    foreach (string change in (string[])["remove some", "remove all", "add", "both"])
                    {
                        cases.Add(reader, count, 40, change);
                    }
                }
            }
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task What_stays_is_shown(string reader, int count, int limit, string change)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        string type = reader switch
        {
            "redis_hash_get" or "redis_key_get:hash" => "hash",
            "redis_zset_get" or "redis_key_get:zset" => "zset",
            _ => "set",
        };
        string key = mcp.Prefix, tool = reader.Split(':')[0];
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"m{i:d5}")];
        await AddAsync(raw, type, key, names);
        var arguments = tool == "redis_set_combine"
            ? new Dictionary<string, object?> { ["operation"] = "difference", ["keys"] = new[] { key, key + "none" }, ["limit"] = limit }
            : new() { ["key"] = key, ["limit"] = limit };
        var shown = new HashSet<string>();
        var removed = new HashSet<string>();
        int pages = 0;
        while (true)
        {
            var reply = await mcp.CallAsync(tool, arguments);
            string[] page = Names(reply);
            Assert.InRange(page.Length, 0, limit);
            shown.UnionWith(page);
            if (reply.IsNull("cursor"))
            {
                break;
            }
            arguments["cursor"] = reply.At("cursor").GetString();
            Assert.InRange(++pages, 1, 400);
            string[] gone = change switch
            {
                "remove some" => [.. page.Where((_, i) => i % 2 == 0)],
                "remove all" => page,
                "both" => [.. page.Take(page.Length - 1)],
                _ => [],
            };
            removed.UnionWith(gone);
            if (gone.Length > 0)
            {
                await raw.CallAsync([type switch { "hash" => "HDEL", "set" => "SREM", _ => "ZREM" }, key, .. gone]);
            }
            if (change is "add" or "both" && pages < 20)
            {
                // Some before and some behind what is shown; so many that a compact encoding does not stay one.
                await AddAsync(raw, type, key, [.. Enumerable.Range(0, 25).SelectMany(i => new[] { $"a{pages}-{i}", $"z{pages}-{i}" })]);
            }
        }
        Assert.Empty(names.Where(n => !removed.Contains(n)).Except(shown));
        await raw.CallAsync("DEL", key);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Sorted_set_goes_on_behind_the_score_when_the_member_shown_last_is_gone(bool reverse, bool equal)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        const int all = 3000;
        await raw.CallAsync(["ZADD", mcp.Prefix, .. Enumerable.Range(0, all).SelectMany(i => new object[] { equal ? 7.25 : i / 4.0, $"m{i:d5}" })]);
        var arguments = new Dictionary<string, object?> { ["key"] = mcp.Prefix, ["limit"] = 500, ["reverse"] = reverse, ["range"] = "score", ["min"] = "(-1" };
        var first = await mcp.CallAsync("redis_zset_get", arguments);
        arguments["cursor"] = first.At("cursor").GetString();
        var second = await mcp.CallAsync("redis_zset_get", arguments);
        var shown = Names(first).Concat(Names(second)).ToHashSet();
        // Of a thousand shown nine hundred go, the last of them too: the offset is far behind the place.
        string[] gone = [.. shown.Order(StringComparer.Ordinal).Skip(reverse ? 0 : 100).Take(900)];
        await raw.CallAsync(["ZREM", mcp.Prefix, .. gone]);
        for (arguments["cursor"] = second.At("cursor").GetString(); arguments["cursor"] is not null;)
        {
            var page = await mcp.CallAsync("redis_zset_get", arguments);
            shown.UnionWith(Names(page));
            arguments["cursor"] = page.At("cursor").GetString();
        }
        Assert.Equal(all, shown.Count);
        await raw.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task A_small_hash_is_shown_in_the_order_it_was_written_in()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] names = ["name", "email", "age", "city", "zip", "street"];
        await redis.CallAsync(["HSET", mcp.Prefix, .. names.SelectMany(n => new object[] { n, "v" })]);
        string[] written = [.. (await redis.CallAsync("HKEYS", mcp.Prefix)).Items!.Select(i => i.Text!)];
        Assert.Equal(written, Names(await mcp.CallAsync("redis_hash_get", new { key = mcp.Prefix })));
    }

    private static Task<RawReply> AddAsync(RawRedis raw, string type, string key, string[] names) => raw.CallAsync(type switch
    {
        "hash" => ["HSET", key, .. names.SelectMany(n => new object[] { n, "v" })],
        "set" => ["SADD", key, .. names],
        _ => (object[])["ZADD", key, .. names.SelectMany(n => new object[] { 0, n })],
    });

    private static string[] Names(JsonElement page)
    {
        foreach (var (list, name) in (ReadOnlySpan<(string, string)>)[("items", "field"), ("items", "member"), ("fields", "field"), ("scores", "member"), ("members", "")])
        {
            if (page.TryGetProperty(list, out var items) && items.ValueKind == JsonValueKind.Array && items.GetArrayLength() > 0 && (name.Length == 0 || items[0].TryGetProperty(name, out _)))
            {
                return [.. items.EnumerateArray().Select(i => (name.Length == 0 ? i : i.At(name)).Latin())];
            }
        }
        return [];
    }
}
