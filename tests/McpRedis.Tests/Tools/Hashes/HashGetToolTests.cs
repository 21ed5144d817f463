using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Hashes;

public sealed class HashGetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_hash_get";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task HashGet_gives_any_bytes_exactly_by_name_and_by_page(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = Encoding.UTF8.GetBytes(mcp.Prefix);
        await redis.CallAsync("HSET", key, bytes, bytes);
        var named = await mcp.CallAsync(Tool, new { key, fields = new[] { bytes }, encoding = "base64" });
        var page = await mcp.CallAsync(Tool, new { key = mcp.Prefix });
        Assert.All([named, page], reply =>
        {
            var item = Assert.Single(reply.List("items"));
            Assert.Equal(bytes, item.At("field").Bytes());
            Assert.Equal(bytes, item.At("value").Bytes());
            Assert.Equal(1, reply.At("total").GetInt64());
            Assert.True(reply.IsNull("cursor"));
        });
    }

    [Fact]
    public async Task HashGet_missing_field_is_null_and_an_empty_value_is_a_value()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "1", "empty", "");
        await redis.CallAsync("PEXPIRE", mcp.Prefix, 1_000_000);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "empty", "none", "a", "a" } });
        var items = reply.List("items");
        Assert.Equal(["empty", "none", "a", "a"], items.Select(i => i.At("field").Latin()));
        Assert.Empty(items[0].At("value").Bytes());
        Assert.True(items[1].IsNull("value"));
        Assert.Equal("1", items[3].At("value").Latin());
        Assert.Equal((2, 0), (reply.At("total").GetInt64(), reply.At("unread").GetInt64()));
        Assert.InRange(reply.At("ttlMs").GetInt64(), 1, 1_000_000);
        Assert.True(items[0].IsNull("ttlMs"));
    }

    [Fact]
    public async Task HashGet_missing_key_is_key_not_found()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" } })).Code);
    }

    [Fact]
    public async Task HashGet_wrong_type_and_arguments_that_do_not_go_together()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix, "a");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix })).Code);
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" } })).Code);
        Assert.Contains("pattern", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" }, pattern = "*" })).Message, StringComparison.Ordinal);
        Assert.Contains("cursor", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" }, cursor = "hash:0+0/10" })).Message, StringComparison.Ordinal);
        Assert.Contains("start", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, start = 5 })).Message, StringComparison.Ordinal);
        Assert.Contains("start", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" }, start = -1 })).Message, StringComparison.Ordinal);
        Assert.Contains("cursor", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, cursor = "list:5" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]      // a compact encoding, which answers all at once
    [InlineData(3000)]
    public async Task HashGet_pages_bring_every_field_once(int count)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        object[] pairs = [.. Enumerable.Range(0, count).SelectMany(i => new object[] { $"f{i}", $"v{i}" })];
        await redis.CallAsync(["HSET", mcp.Prefix, .. pairs]);
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["limit"] = count < 100 ? 7 : 200 });
        Assert.True(pages.Count > 2);
        Assert.All(pages, p => Assert.Equal(count, p.At("total").GetInt64()));
        Assert.Equal(
            Enumerable.Range(0, count).Select(i => $"f{i}=v{i}").Order(StringComparer.Ordinal),
            pages.SelectMany(p => p.List("items")).Select(i => $"{i.At("field").Latin()}={i.At("value").Latin()}").Order(StringComparer.Ordinal));
        Assert.Equal("limit", pages[0].At("truncatedBy").GetString());
    }

    [Fact]
    public async Task HashGet_pattern_looks_at_a_bounded_number_of_fields_a_call_and_finds_all()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        for (int from = 0; from < 120_000; from += 20_000)
        {
            object[] pairs = [.. Enumerable.Range(from, 20_000).SelectMany(i => new object[] { $"f{i}", "v" })];
            await redis.CallAsync(["HSET", mcp.Prefix, .. pairs]);
        }
        var pages = await mcp.PagesAsync(Tool, new() { ["key"] = mcp.Prefix, ["pattern"] = "f7777*" });
        Assert.Equal(
            new[] { "f7777" }.Concat(Enumerable.Range(77770, 10).Select(i => $"f{i}")).Order(StringComparer.Ordinal),
            pages.SelectMany(p => p.List("items")).Select(i => i.At("field").Latin()).Order(StringComparer.Ordinal));
        Assert.InRange(pages.Count, 2, 4);
        Assert.Equal("visited", pages[0].At("truncatedBy").GetString());
        await redis.CallAsync("UNLINK", mcp.Prefix);
    }

    [Fact]
    public async Task HashGet_large_value_is_cut_and_read_on_by_start()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => i % 10 == 0 ? "ž" : $"{i % 10}"));
        await redis.CallAsync("HSET", mcp.Prefix, "big", text, "small", "s");
        byte[] all = Encoding.UTF8.GetBytes(text);
        var cut = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "big", "small" } })).List("items");
        Assert.Equal(all.Length, cut[0].At("value").At("sizeBytes").GetInt64());
        Assert.InRange(cut[0].At("value").Bytes().Length, 4000, 4096);
        Assert.Equal("s", cut[1].At("value").Latin());
        foreach (object call in (object[])[new { key = mcp.Prefix, fields = new[] { "big" } }, new { key = mcp.Prefix }])
        {
            var told = await mcp.CallAsync(Tool, call);
            Assert.Equal((true, "value"), (told.At("truncated").GetBoolean(), told.At("truncatedBy").GetString()));
            Assert.True(told.IsNull("cursor"));
        }
        var read = new List<byte>();
        while (read.Count < all.Length)
        {
            var part = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "big" }, start = read.Count })).List("items")[0].At("value").Bytes();
            Assert.NotEmpty(part);
            read.AddRange(part);
        }
        Assert.Equal(all, read);
        var past = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "big" }, start = int.MaxValue })).List("items")[0];
        Assert.Empty(past.At("value").Bytes());
    }

    [Fact]
    public async Task HashGet_fields_the_budget_left_out_are_counted()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] fields = [.. Enumerable.Range(0, 40).Select(i => $"f{i}")];
        await redis.CallAsync(["HSET", mcp.Prefix, .. fields.SelectMany(f => new object[] { f, new string('x', 3000) })]);
        var reply = await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields });
        int shown = reply.List("items").Length;
        Assert.InRange(shown, 5, 12);
        Assert.Equal(40 - shown, reply.At("unread").GetInt64());
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
        Assert.Equal("f" + shown, (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = fields[shown..] })).List("items")[0].At("field").Latin());
    }

    [Fact]
    public async Task HashGet_value_too_large_to_fetch_is_told_by_its_size()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("save \"\"");
        await using RawRedis raw = await server.ConnectAsync();
        await raw.CallAsync("EVAL", "redis.call('HSET', 'h', 'huge', string.rep('x', 40000000), 'small', 's') return 1", 0);
        await using var mcp = await ToolHarness.StartAsync(server);
        var items = (await mcp.CallAsync(Tool, new { key = "h", fields = new[] { "huge", "small", "none" } })).List("items");
        Assert.Equal(40_000_000, items[0].At("value").At("sizeBytes").GetInt64());
        Assert.Empty(items[0].At("value").Bytes());
        Assert.Equal("s", items[1].At("value").Latin());
        Assert.True(items[2].IsNull("value"));
        Assert.Equal("budget_exceeded", items[0].At("error").GetString());
        Assert.All(items[1..], i => Assert.True(i.IsNull("error")));
        var alone = await mcp.FailAsync(Tool, new { key = "h", fields = new[] { "huge" } });
        Assert.Equal("budget_exceeded", alone.Code);
        Assert.Contains("40000000", alone.Message, StringComparison.Ordinal);
        Assert.Contains("redis_script_run", alone.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task HashGet_tells_expiry_of_fields_where_the_server_has_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "a", "1", "b", "2");
        if (!await FieldExpiry.IsKnownAsync(redis))
        {
            var error = await mcp.FailAsync(Tool, new { key = mcp.Prefix, fieldTtls = true });
            Assert.Equal("unsupported_by_server", error.Code);
            Assert.Contains("HPTTL", error.Message, StringComparison.Ordinal);
            Assert.Equal("unsupported_by_server", (await mcp.FailAsync(Tool, new { key = mcp.Prefix, fields = new[] { "a" }, fieldTtls = true })).Code);
            return;
        }
        await redis.CallAsync("HPEXPIRE", mcp.Prefix, 1_000_000, "FIELDS", 1, "a");
        var named = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fields = new[] { "none", "b", "a" }, fieldTtls = true })).List("items");
        Assert.True(named[0].IsNull("ttlMs") && named[1].IsNull("ttlMs"));
        Assert.InRange(named[2].At("ttlMs").GetInt64(), 1, 1_000_000);
        var page = (await mcp.CallAsync(Tool, new { key = mcp.Prefix, fieldTtls = true })).List("items");
        Assert.Equal(["a"], page.Where(i => !i.IsNull("ttlMs")).Select(i => i.At("field").Latin()));
        Assert.All((await mcp.CallAsync(Tool, new { key = mcp.Prefix })).List("items"), i => Assert.True(i.IsNull("ttlMs")));
    }

    [Fact]
    public async Task HashGet_scope_and_a_user_who_may_only_read()
    {
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        await redis.CallAsync("HSET", scoped.Prefix, "a", "1");
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { key = scoped.Prefix })).Code);
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis raw = await server.ConnectAsync();
        await raw.CallAsync("HSET", "app:h", "a", "1");
        await raw.CallAsync("ACL", "SETUSER", "limited", "on", ">secret", "~app:*", "+@read", "+@connection", "-@dangerous", "-memory", "-hstrlen");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }]);
        Assert.Equal("1", (await mcp.CallAsync(Tool, new { key = "app:h" })).List("items")[0].At("value").Latin());
        Assert.Equal("1", (await mcp.CallAsync(Tool, new { key = "app:h", fields = new[] { "a" } })).List("items")[0].At("value").Latin());
        Assert.Equal("not_permitted", (await mcp.FailAsync(Tool, new { key = "other" })).Code);
        var set = await mcp.FailAsync("redis_hash_set", new { key = "app:h", items = new[] { new { field = "a", value = "2" } } });
        Assert.Equal("not_permitted", set.Code);
        Assert.Contains("HSET", set.Message, StringComparison.Ordinal);
        Assert.Contains("HDEL", (await mcp.FailAsync("redis_hash_remove", new { key = "app:h", fields = new[] { "a" } })).Message, StringComparison.Ordinal);
        Assert.Equal("1", (await raw.CallAsync("HGET", "app:h", "a")).Text);
    }
}
