using System.Globalization;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hashes;

public sealed class HashSetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_hash_set";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task HashSet_stores_any_bytes_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        var reply = await mcp.CallAsync(Tool, new { key, items = new[] { new { field = bytes, value = bytes } }, encoding = "base64" });
        Assert.Equal(key, reply.At("key").Bytes());
        Assert.Equal(bytes, (await redis.CallAsync("HGET", key, bytes)).Bytes);
    }

    [Fact]
    public async Task HashSet_counts_new_and_replaced_fields()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "old", "keep", "k");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = Items("a", "b", "c") });
        Assert.Equal((true, 2, 1), (reply.At("applied").GetBoolean(), reply.At("created").GetInt64(), reply.At("updated").GetInt64()));
        Assert.Equal("vk", (await redis.CallAsync("HGET", mcp.Prefix, "b")).Text + (await redis.CallAsync("HGET", mcp.Prefix, "keep")).Text);
    }

    [Fact]
    public async Task HashSet_key_expiry_comes_with_the_fields_in_one_transaction()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = Items("a"), ttlMs = 1_000_000 });
        Assert.Equal(1, reply.At("created").GetInt64());
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = Items("a") });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        // Wrong type fails both commands of the transaction: neither value nor expiry.
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "x");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "list", items = Items("a") })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix + "list", items = Items("a"), ttlMs = 100_000 })).Code);
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix + "list")).Integer);
    }

    [Fact]
    public async Task HashSet_expiry_of_fields_where_the_server_has_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var at = new { key = mcp.Prefix + "at", items = Items("a", "b"), fieldAtMs = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds() };
        var ttl = new { key = mcp.Prefix, items = Items("a", "b"), fieldTtlMs = 1_000_000, ttlMs = 5_000_000 };
        if (!await FieldExpiry.IsKnownAsync(redis))
        {
            var error = await mcp.FailAsync(Tool, ttl);
            Assert.Equal("unsupported_by_server", error.Code);
            Assert.Contains("HPTTL", error.Message, StringComparison.Ordinal);
            Assert.Equal("unsupported_by_server", (await mcp.FailAsync(Tool, at)).Code);
            Assert.Equal(0, (await redis.CallAsync("EXISTS", ttl.key, at.key)).Integer);
            return;
        }
        Assert.Equal(2, (await mcp.CallAsync(Tool, ttl)).At("created").GetInt64());
        await mcp.CallAsync(Tool, at);
        Assert.All((await redis.CallAsync("HPTTL", ttl.key, "FIELDS", 2, "a", "b")).Texts, t => Assert.InRange(long.Parse(t, CultureInfo.InvariantCulture), 1, 1_000_000));
        Assert.All((await redis.CallAsync("HPTTL", at.key, "FIELDS", 2, "a", "b")).Texts, t => Assert.InRange(long.Parse(t, CultureInfo.InvariantCulture), 1, 3_600_000));
        Assert.InRange((await redis.CallAsync("PTTL", ttl.key)).Integer, 1, 5_000_000);
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { ttl.key, ttl.items, fieldTtlMs = 31_536_000_000_000 })).At("updated").GetInt64());
        Assert.InRange((await redis.CallAsync("HPTTL", ttl.key, "FIELDS", 1, "a"))[0].Integer, 31_535_000_000_000, 31_536_000_000_000);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HashSet_one_field_only_if_it_is_absent(bool exists)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, exists ? "a" : "other", "");
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, items = Items("a"), condition = "ifAbsent" });
        Assert.Equal((!exists, exists ? 0 : 1, 0), (reply.At("applied").GetBoolean(), reply.At("created").GetInt64(), reply.At("updated").GetInt64()));
        Assert.Equal(exists ? "" : "v", (await redis.CallAsync("HGET", mcp.Prefix, "a")).Text);
    }

    [Theory]
    [InlineData("ifAbsent", "", true)]
    [InlineData("ifAbsent", "a", false)]
    [InlineData("ifExists", "", false)]
    [InlineData("ifExists", "a", false)]
    [InlineData("ifExists", "a b", true)]
    public async Task HashSet_condition_on_several_fields_sets_all_or_none(string condition, string existing, bool applied)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        foreach (string field in existing.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await raw.CallAsync("HSET", mcp.Prefix, field, "old");
        }
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        var call = new { key = mcp.Prefix, items = Items("a", "b"), condition, fieldTtlMs = 1_000_000 };
        if (!await FieldExpiry.IsSetAtOnceAsync(redis))
        {
            var error = await mcp.FailAsync(Tool, call);
            Assert.Equal("unsupported_by_server", error.Code);
            Assert.Contains("HSETEX", error.Message, StringComparison.Ordinal);
            Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
            return;
        }
        var reply = await mcp.CallAsync(Tool, call);
        Assert.Equal(applied, reply.At("applied").GetBoolean());
        Assert.Equal(applied ? 2 : 0, reply.At("created").GetInt64() + reply.At("updated").GetInt64());
        if (!applied)
        {
            Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
            return;
        }
        Assert.Equal("v", (await raw.CallAsync("HGET", mcp.Prefix, "b")).Text);
        Assert.All((await raw.CallAsync("HPTTL", mcp.Prefix, "FIELDS", 2, "a", "b")).Texts, t => Assert.InRange(long.Parse(t, CultureInfo.InvariantCulture), 1, 1_000_000));
    }

    [Theory]
    [InlineData("fieldTtlMs", 0)]
    [InlineData("fieldTtlMs", -1)]
    [InlineData("fieldTtlMs", long.MaxValue)]
    [InlineData("fieldTtlMs", 1L << 53)]
    [InlineData("ttlMs", 0)]
    [InlineData("ttlMs", long.MaxValue)]
    [InlineData("fieldAtMs", -1)]
    [InlineData("fieldAtMs", 1_000)]
    [InlineData("fieldAtMs", long.MaxValue)]
    [InlineData("fieldAtMs", 1L << 46)]
    public async Task HashSet_time_out_of_range_is_refused_and_changes_nothing(string name, long time)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var arguments = new Dictionary<string, object> { ["key"] = mcp.Prefix, ["items"] = Items("a"), [name] = time };
        var error = await mcp.FailAsync(Tool, arguments);
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains(name, error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task HashSet_mistakes_are_named_and_nothing_is_set()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Contains("items[1].field", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = Items("a", "a") })).Message, StringComparison.Ordinal);
        Assert.Contains("ttlMs", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = Items("a"), condition = "ifAbsent", ttlMs = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("fieldTtlMs", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = Items("a"), fieldTtlMs = 5, fieldAtMs = 5 })).Message, StringComparison.Ordinal);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, items = Array.Empty<object>() })).Code);
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = mcp.Prefix, items = Items("a") })).Code);
        await using var reader = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("access_denied", (await reader.FailAsync(Tool, new { key = mcp.Prefix, items = Items("a") })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    private static object[] Items(params string[] fields) => [.. fields.Select(field => new { field, value = "v" })];
}
