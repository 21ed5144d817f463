using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Strings;

public sealed class StringSetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_string_set";

    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task StringSet_stores_any_bytes_of_key_and_value_exactly(string sample)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] bytes = SampleBytes.ByName[sample], key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. bytes];
        var item = (await mcp.CallAsync(Tool, new { items = new[] { new { key, value = bytes } }, encoding = "base64" })).List("items")[0];
        Assert.Equal(key, item.At("key").Bytes());
        Assert.True(item.At("applied").GetBoolean());
        Assert.Equal(bytes, (await redis.CallAsync("GET", key)).Bytes);
    }

    [Fact]
    public async Task StringSet_value_and_expiry_are_one_command()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(() => redis.ConnectAsync());
        await mcp.CallAsync(Tool, new { items = One(mcp.Prefix, "v"), ttlMs = 1_000_000 });
        var writes = (await recorder.StopAsync()).Where(l => l.Contains(mcp.Prefix, StringComparison.Ordinal) && !l.Contains("\"TYPE\"", StringComparison.Ordinal));
        Assert.EndsWith($"\"SET\" \"{mcp.Prefix}\" \"v\" \"PX\" \"1000000\"", Assert.Single(writes), StringComparison.Ordinal);
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
    }

    [Fact]
    public async Task StringSet_drops_or_keeps_the_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "old", "PX", 1_000_000);
        await mcp.CallAsync(Tool, new { items = One(mcp.Prefix, "new"), keepTtl = true });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 1_000_000);
        await mcp.CallAsync(Tool, new { items = One(mcp.Prefix, "newer") });
        Assert.Equal(-1, (await redis.CallAsync("PTTL", mcp.Prefix)).Integer);
        await mcp.CallAsync(Tool, new { items = One(mcp.Prefix, "newest"), atMs = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeMilliseconds() });
        Assert.InRange((await redis.CallAsync("PTTL", mcp.Prefix)).Integer, 1, 3_600_000);
    }

    [Theory]
    [InlineData("ifAbsent", false, true)]
    [InlineData("ifAbsent", true, false)]
    [InlineData("ifExists", false, false)]
    [InlineData("ifExists", true, true)]
    [InlineData("always", true, true)]
    public async Task StringSet_condition_decides_and_old_value_comes_back(string condition, bool exists, bool applied)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        foreach (bool returnOld in (bool[])[false, true])
        {
            await redis.CallAsync("DEL", mcp.Prefix);
            if (exists)
            {
                await redis.CallAsync("SET", mcp.Prefix, "");
            }
            var reply = await mcp.CallAsync(Tool, new { items = One(mcp.Prefix, "new"), condition, returnOld });
            var item = reply.List("items")[0];
            Assert.Equal(applied, item.At("applied").GetBoolean());
            Assert.Equal(applied ? 1 : 0, reply.At("applied").GetInt64());
            Assert.Equal(returnOld && exists, !item.IsNull("old"));
            Assert.Equal(applied ? "new" : "", (await redis.CallAsync("GET", mcp.Prefix)).Text);
        }
    }

    [Theory]
    [InlineData("ifAbsent", "other", false)]
    [InlineData("ifAbsent", null, true)]
    [InlineData("ifExists", "other", false)]
    [InlineData("ifExists", "both", true)]
    public async Task StringSet_condition_on_several_keys_holds_for_all_or_nothing_is_set(string condition, string? seeded, bool applied)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string one = mcp.Prefix + "1", two = mcp.Prefix + "2";
        foreach (bool returnOld in (bool[])[false, true])
        {
            await redis.CallAsync("DEL", one, two);
            foreach (string key in seeded switch { null => [], "both" => [one, two], _ => (string[])[two] })
            {
                await redis.CallAsync("SET", key, "old");
            }
            object?[] before = [(await redis.CallAsync("GET", one)).Text, (await redis.CallAsync("GET", two)).Text];
            var reply = await mcp.CallAsync(Tool, new { items = new[] { new { key = one, value = "new" }, new { key = two, value = "new" } }, condition, returnOld, ttlMs = 100_000 });
            Assert.Equal(applied ? 2 : 0, reply.At("applied").GetInt64());
            Assert.All(reply.List("items"), i => Assert.Equal(applied, i.At("applied").GetBoolean()));
            object?[] after = [(await redis.CallAsync("GET", one)).Text, (await redis.CallAsync("GET", two)).Text];
            Assert.Equal(applied ? ["new", "new"] : before, after);
            Assert.Equal(applied, (await redis.CallAsync("PTTL", one)).Integer > 0);
        }
    }

    [Fact]
    public async Task StringSet_old_values_come_back_in_any_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var samples = SampleBytes.ByName.Values.Select((value, i) => (Key: Encoding.UTF8.GetBytes($"{mcp.Prefix}{i}"), Value: value)).ToArray();
        foreach (var (key, value) in samples)
        {
            await redis.CallAsync("SET", key, value);
        }
        var items = samples.Select(s => new { key = s.Key, value = Array.Empty<byte>() }).ToArray();
        var replies = (await mcp.CallAsync(Tool, new { items, returnOld = true, encoding = "base64" })).List("items");
        Assert.Equal(samples.Select(s => Convert.ToHexString(s.Value)), replies.Select(r => Convert.ToHexString(r.At("old").Bytes())));
        Assert.Empty((await redis.CallAsync("GET", samples[2].Key)).Bytes!);
    }

    [Fact]
    public async Task StringSet_old_value_of_another_type_is_refused_for_all_and_nobody_is_asked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("RPUSH", mcp.Prefix + "list", "a");
        var both = new[] { new { key = mcp.Prefix + "new", value = "v" }, new { key = mcp.Prefix + "list", value = "v" } };
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { items = both, returnOld = true })).Code);
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal("wrong_type", (await free.FailAsync(Tool, new { items = both, returnOld = true })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "new")).Integer);
        Assert.Equal(1, (await redis.CallAsync("LLEN", mcp.Prefix + "list")).Integer);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData(1L)]
    [InlineData(2147483648L)]
    [InlineData(long.MaxValue)]
    public async Task StringSet_moment_that_is_past_or_out_of_range_is_refused_and_keeps_what_is_there(long atMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "old");
        var answer = await mcp.SendAsync(Tool, new { items = One(mcp.Prefix, "new"), atMs });
        if (answer.Error is { } error)
        {
            Assert.Equal("invalid_argument", error.Code);
            Assert.Equal("old", (await redis.CallAsync("GET", mcp.Prefix)).Text);
        }
        else
        {
            // The last moment there is, is one; servers differ in whether they take it.
            Assert.Equal(long.MaxValue, atMs);
            Assert.Equal(long.MaxValue, (await redis.CallAsync("PEXPIRETIME", mcp.Prefix)).Integer);
        }
    }

    [Fact]
    public async Task StringSet_several_are_one_transaction()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(() => redis.ConnectAsync());
        var items = Enumerable.Range(0, 3).Select(i => new { key = $"{mcp.Prefix}{i}", value = $"{i}" }).ToArray();
        var reply = await mcp.CallAsync(Tool, new { items });
        Assert.Equal(3, reply.At("applied").GetInt64());
        var lines = (await recorder.StopAsync()).ToList();
        int first = lines.FindIndex(l => l.Contains($"\"SET\" \"{mcp.Prefix}0\"", StringComparison.Ordinal));
        string connection = lines[first].Split('[')[1].Split(']')[0];
        string[] own = [.. lines.Where(l => l.Contains(connection, StringComparison.Ordinal)).Select(l => l.Split("] ")[1].Split(' ')[0].Trim('"'))];
        // A transaction's commands are shown when it runs: behind MULTI, and beside EXEC where the server shows that.
        string[] transaction = [.. own.Skip(Array.LastIndexOf(own, "MULTI")).Where(name => name is not ("EXEC" or "SELECT"))];
        Assert.Equal(["MULTI", "SET", "SET", "SET"], transaction.Take(4));
    }

    [Fact]
    public async Task StringSet_over_another_type_must_be_confirmed_and_changes_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using RawRedis raw = await redis.ConnectAsync();
        await raw.CallAsync("RPUSH", mcp.Prefix + "list", "a");
        DatabaseDigest before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { items = One(mcp.Prefix + "list", "v") })).Code);
        var both = new[] { new { key = mcp.Prefix + "new", value = "v" }, new { key = mcp.Prefix + "list", value = "v" } };
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { items = both })).Code);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal(2, (await free.CallAsync(Tool, new { items = both })).At("applied").GetInt64());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task StringSet_time_out_of_range_is_refused_and_changes_nothing(long ttlMs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix + "a", "old");
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { items = One(mcp.Prefix + "a", "new"), ttlMs })).Code);
        var both = new[] { new { key = mcp.Prefix + "a", value = "new" }, new { key = mcp.Prefix + "b", value = "new" } };
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { items = both, ttlMs })).Code);
        Assert.Equal("old", (await redis.CallAsync("GET", mcp.Prefix + "a")).Text);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix + "b")).Integer);
    }

    [Fact]
    public async Task StringSet_mistakes_are_all_named_and_nothing_is_set()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { items = One(mcp.Prefix, "v"), ttlMs = 5, keepTtl = true })).Code);
        var twice = new[] { new { key = mcp.Prefix, value = "1" }, new { key = mcp.Prefix, value = "2" } };
        Assert.Contains("items[1].key", (await mcp.FailAsync(Tool, new { items = twice })).Message, StringComparison.Ordinal);
        var error = await mcp.FailAsync(Tool, new { items = new object[] { new { key = 5 }, "x" }, condition = "ifabsnt", ttl = 5 });
        Assert.Equal("invalid_argument", error.Code);
        Assert.All((string[])["items[0].key", "items[0].value", "items[1]", "'ifAbsent'", "'ttlMs'"], part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task StringSet_more_than_the_reply_holds_is_set_and_counted()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var items = Enumerable.Range(0, 500).Select(i => new { key = $"{mcp.Prefix}{i}", value = "v" }).ToArray();
        var reply = await mcp.CallAsync(Tool, new { items, ttlMs = 60_000 });
        Assert.Equal((500, 500), (reply.At("total").GetInt64(), reply.At("applied").GetInt64()));
        Assert.InRange(reply.List("items").Length, 1, 499);
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
        Assert.Equal(1, (await redis.CallAsync("EXISTS", mcp.Prefix + "499")).Integer);
    }

    [Fact]
    public async Task StringSet_large_old_values_are_not_fetched()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SETRANGE", mcp.Prefix, 2_000_000, "x");
        Assert.Equal("budget_exceeded", (await mcp.FailAsync(Tool, new { items = One(mcp.Prefix, "v"), returnOld = true })).Code);
        Assert.Equal(2_000_001, (await redis.CallAsync("STRLEN", mcp.Prefix)).Integer);
        await redis.CallAsync("DEL", mcp.Prefix);
    }

    [Fact]
    public async Task StringSet_scope_refuses_the_list_for_one_key_outside()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "only:" });
        var items = new[] { new { key = "only:" + mcp.Prefix, value = "v" }, new { key = mcp.Prefix, value = "v" } };
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { items })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", "only:" + mcp.Prefix, mcp.Prefix)).Integer);
    }

    private static object[] One(string key, string value) => [new { key, value }];
}
