using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

public sealed class CommandRunToolTests(RedisFixture redis)
{
    private const string Tool = "redis_command_run";

    [Fact]
    public async Task CommandRun_several_commands_are_answered_in_order_and_a_failed_one_hides_none()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        var reply = await mcp.CallAsync(Tool, Lines(["SET", p + "a", "1"], ["LPUSH", p + "a", "x"], ["incr", p + "a"], ["GET", p + "none"], ["HSET", p + "h", "f", ""], ["HMGET", p + "h", "f", "g"]));
        var results = reply.List("results");
        Assert.Equal(["SET", "LPUSH", "INCR", "GET", "HSET", "HMGET"], results.Select(r => r.At("command").GetString()!));
        Assert.Equal([true, false, true, true, true, true], results.Select(r => r.At("ok").GetBoolean()));
        Assert.Equal("wrong_type", results[1].At("error").At("code").GetString());
        Assert.Equal(["\"OK\"", "null", "2", "null", "1", "[\"\",null]"], results.Select(r => r.At("result").GetRawText()));
        Assert.Equal(1, reply.At("failed").GetInt32());
        Assert.Equal("2", (await redis.CallAsync("GET", p + "a")).Text);
    }

    [Fact]
    public async Task CommandRun_failure_of_a_single_command_is_the_call_s()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "text");
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, Lines(["LPUSH", mcp.Prefix, "x"]))).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Lines(["INCR"]))).Code);
    }

    // S02: an argument is one argument, whatever stands in it.
    [Fact]
    public async Task CommandRun_stores_what_looks_like_a_second_command()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await server.CallAsync("SET", "other", "1");
        await mcp.CallAsync(Tool, Lines(["SET", "k", "v\r\nFLUSHALL\r\n"]));
        Assert.Equal("v\r\nFLUSHALL\r\n", (await server.CallAsync("GET", "k")).Text);
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Lines(["SET k v"]))).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Lines(["CONFIG SET", "maxmemory", "1"]))).Code);
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task CommandRun_what_destroys_by_a_detour_must_be_confirmed()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("HSET", p + "h", "f", "v");
        await redis.CallAsync("XADD", p + "s", "1-1", "f", "v");
        await redis.CallAsync("MSET", p + "a", "1", p + "b", "2");
        foreach (string[][] lines in (string[][][])[
            [["RENAME", p + "h", p + "x"], ["SET", p + "x", "v"]], [["RENAMENX", p + "h", p + "x"], ["MSET", p + "x", "v"]],
            [["COPY", p + "h", p + "x"], ["SETEX", p + "x", "60", "v"]],
            [["XADD", p + "s", "LIMIT", "0", "MAXLEN", "~", "0", "*", "f", "v"]], [["XDEL", p + "s", "1-1", "1-2"]],
            [["PEXPIRE", p + "a", "1"], ["PEXPIRE", p + "b", "1"]], [["GETEX", p + "a", "PX", "1"], ["DEL", p + "b"]]])
        {
            Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, Lines(lines))).Code);
        }
        Assert.Equal(("hash", 1L, 2L), ((await redis.CallAsync("TYPE", p + "h")).Text, (await redis.CallAsync("XLEN", p + "s")).Integer, (await redis.CallAsync("EXISTS", p + "a", p + "b")).Integer));
        await mcp.CallAsync(Tool, Lines(["SET", p + "c", "1"], ["EXPIRE", p + "c", "60"], ["SET", p + "d", "1"], ["EXPIRE", p + "d", "60"]));
        await mcp.CallAsync(Tool, Lines(["EXPIRE", p + "a", "60"]));
    }

    // A question about what cannot be done anyway is a question too many.
    [Fact]
    public async Task CommandRun_outside_the_scope_is_refused_before_anybody_is_asked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        foreach (string[] line in (string[][])[["DEL", "app:1", "zz"], ["LTRIM", "zz", "0", "1"], ["XTRIM", "zz", "MAXLEN", "0"], ["SORT", "app:l", "BY", "w*", "STORE", "app:2"], ["DBSIZE"], ["MEMORY", "STATS"]])
        {
            Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, Lines(line))).Code);
        }
    }

    [Fact]
    public async Task CommandRun_replies_keep_every_type_and_byte()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        byte[] binary = [0xff, 0, 0x80];
        await redis.CallAsync("SET", p + "b", binary);
        await redis.CallAsync("ZADD", p + "z", "inf", "m", "1.5", "n");
        var results = (await mcp.CallAsync(Tool, Lines(
            ["GET", p + "b"], ["INCRBY", p + "n", "9223372036854775807"], ["INCRBY", p + "m", "9007199254740992"], ["ZRANGE", p + "z", "0", "-1", "WITHSCORES"], ["ECHO", "<b>\u202e"], ["LRANGE", p + "none", "0", "-1"])))
            .List("results").Select(r => r.At("result")).ToList();
        Assert.Equal(binary, results[0].Bytes());
        Assert.Equal("9223372036854775807", results[1].At("integer").GetString());
        Assert.Equal(9007199254740992, results[2].GetInt64());
        Assert.Contains("inf", results[3].GetRawText(), StringComparison.Ordinal);
        Assert.Contains("1.5", results[3].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("<b>\u202e", results[4].GetString());
        Assert.Equal("[]", results[5].GetRawText());
    }

    [Fact]
    public async Task CommandRun_takes_binary_arguments_as_base64()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = [.. Encoding.UTF8.GetBytes(mcp.Prefix), 0, 0xff];
        string[] args = ["SET", .. new[] { key, [1, 2, 0xfe] }.Select(Convert.ToBase64String)];
        await mcp.CallAsync(Tool, new { commands = new[] { new { args } }, encoding = "base64" });
        Assert.Equal([1, 2, 0xfe], (await redis.CallAsync("GET", key)).Bytes);
        args[1] = "%";
        Assert.Contains("commands[0].args[1]", (await mcp.FailAsync(Tool, new { commands = new[] { new { args } }, encoding = "base64" })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DEL {p}a {p}b", "DEL (2 keys)")]
    [InlineData("RENAME {p}a {p}b", "a key that exists is overwritten")]
    [InlineData("COPY {p}a {p}b REPLACE", "a key that exists is overwritten")]
    [InlineData("SUNIONSTORE {p}a {p}none", "a key that exists is overwritten")]
    [InlineData("SET {p}list x", "a key that exists is overwritten")]
    [InlineData("MSET {p}a x {p}list y", "a key that exists is overwritten")]
    [InlineData("LTRIM {p}list 0 0", "removes a range of elements")]
    [InlineData("EXPIRE {p}a -1", "deletes at once")]
    [InlineData("CONFIG RESETSTAT", "resets the server's statistics")]
    public async Task CommandRun_danger_is_asked_about_and_nothing_is_changed(string line, string told)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await SeedAsync(mcp.Prefix);
        await using var raw = await redis.ConnectAsync();
        var before = await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*");
        var error = await mcp.FailAsync(Tool, Lines(line.Replace("{p}", mcp.Prefix, StringComparison.Ordinal).Split(' ')));
        Assert.Equal("confirmation_required", error.Code);
        Assert.Contains(told, error.Message, StringComparison.Ordinal);
        Assert.Equal(before, await DatabaseDigest.OfAsync(raw, mcp.Prefix + "*"));
        await using var free = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        await free.CallAsync(Tool, Lines(line.Replace("{p}", mcp.Prefix, StringComparison.Ordinal).Split(' ')));
    }

    [Fact]
    public async Task CommandRun_what_overwrites_nothing_is_a_plain_write()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await SeedAsync(p);
        await mcp.CallAsync(Tool, Lines(["RENAME", p + "a", p + "new"], ["SUNIONSTORE", p + "union", p + "set"], ["SORT", p + "list", "ALPHA", "STORE", p + "sorted"], ["DEL", p + "b"], ["SET", p + "b", "again"]));
        Assert.Equal("again", (await redis.CallAsync("GET", p + "b")).Text);
        Assert.Equal(2, (await redis.CallAsync("SCARD", p + "union")).Integer);
    }

    [Fact]
    public async Task CommandRun_many_small_dangers_are_one_large_one()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await SeedAsync(p);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, Lines(["DEL", p + "a"], ["DEL", p + "b"]))).Code);
        // The target is made by the call itself: it is not there yet when we look.
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, Lines(["SET", p + "fresh", "1"], ["RENAME", p + "a", p + "fresh"]))).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", p + "fresh")).Integer);
    }

    [Fact]
    public async Task CommandRun_at_read_access_is_listed_as_reading_and_reads_only()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { Access = "read" });
        await using var full = await ToolHarness.StartAsync(redis);
        await SeedAsync(mcp.Prefix);
        foreach (var (harness, reading) in new[] { (mcp, true), (full, false) })
        {
            var hints = (await harness.ToolsAsync())[Tool].Annotations!;
            Assert.Equal((reading, !reading), (hints.ReadOnlyHint == true, hints.DestructiveHint == true));
        }
        Assert.Equal("1", (await mcp.CallAsync(Tool, Lines(["GET", mcp.Prefix + "a"]))).List("results")[0].At("result").GetString());
        await mcp.CallAsync(Tool, Lines(["SORT", mcp.Prefix + "list", "ALPHA"], ["GETEX", mcp.Prefix + "a"]));
        foreach (string line in new[] { "SET {p}a 2", "GETEX {p}a PERSIST", "SORT {p}list STORE {p}x", "PUBLISH c m", "NO.SUCH", "CONFIG RESETSTAT", "DEL {p}a" })
        {
            var error = await mcp.FailAsync(Tool, Lines(["GET", mcp.Prefix + "a"], line.Replace("{p}", mcp.Prefix, StringComparison.Ordinal).Split(' ')));
            Assert.Equal("read_only", error.Code);
        }
        Assert.Equal("1", (await redis.CallAsync("GET", mcp.Prefix + "a")).Text);
    }

    [Fact]
    public async Task CommandRun_at_write_access_leaves_the_server_alone()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { Access = "write" });
        await mcp.CallAsync(Tool, Lines(["SET", mcp.Prefix, "1"]));
        Assert.Equal("access_denied", (await mcp.FailAsync(Tool, Lines(["SET", mcp.Prefix, "2"], ["SLOWLOG", "RESET"]))).Code);
        Assert.Equal("1", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }

    [Fact]
    public async Task CommandRun_unknown_command_is_not_sent_and_the_nearest_is_told()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        var error = await mcp.FailAsync(Tool, Lines(["SET", "a", "1"], ["HGTE", "k", "f"]));
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("HGET", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"HGTE\" \"k\"", StringComparison.Ordinal) || line.Contains("\"SET\" \"a\"", StringComparison.Ordinal));
    }

    // A renamed SHUTDOWN keeps its flags, a renamed FLUSHALL its category.
    [Fact]
    public async Task CommandRun_renamed_command_is_known_by_what_the_server_flags_it_as()
    {
        await using var server = await RedisServerProcess.StartAsync("rename-command SHUTDOWN leave", "rename-command FLUSHALL sweep", "rename-command INCR plus");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await server.CallAsync("SET", "a", "1");
        Assert.Equal("command_not_allowed", (await mcp.FailAsync(Tool, Lines(["leave"]))).Code);
        Assert.Equal("command_not_allowed", (await mcp.FailAsync(Tool, Lines(["sweep"]))).Code);
        Assert.Equal("2", (await mcp.CallAsync(Tool, Lines(["plus", "a"]))).List("results")[0].At("result").GetRawText());
        await using var scoped = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, Lines(["plus", "a"]))).Code);
        await scoped.CallAsync(Tool, Lines(["plus", "app:a"]));
        Assert.Equal("2", (await server.CallAsync("GET", "a")).Text);
    }

    [Theory]
    [InlineData("HGETALL {p}big")]
    [InlineData("HVALS {p}big")]
    [InlineData("LRANGE {p}long 0 -1")]
    [InlineData("LRANGE {p}long -501 -1")]
    [InlineData("ZRANGE {p}zset 0 -1")]
    [InlineData("ZRANGEBYSCORE {p}zset -inf +inf LIMIT 0 1 LIMIT 0 -1")]
    [InlineData("SORT {p}long ALPHA")]
    [InlineData("GET {p}text")]
    [InlineData("MGET {p}a {p}text")]
    [InlineData("GETRANGE {p}text 0 -1")]
    [InlineData("GETDEL {p}text")]
    [InlineData("SET {p}text x GET")]
    public async Task CommandRun_reply_that_would_not_fit_is_refused_before_it_is_read(string line)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string p = mcp.Prefix;
        await redis.CallAsync(["HSET", p + "big", .. Enumerable.Range(0, 1202).Cast<object>()]);
        await redis.CallAsync(["RPUSH", p + "long", .. Enumerable.Range(0, 601).Cast<object>()]);
        await redis.CallAsync(["ZADD", p + "zset", .. Enumerable.Range(0, 1202).Cast<object>()]);
        await redis.CallAsync("SET", p + "text", new string('x', 100_000));
        var error = await mcp.FailAsync(Tool, Lines(line.Replace("{p}", p, StringComparison.Ordinal).Split(' ')));
        Assert.Equal("budget_exceeded", error.Code);
        Assert.NotEmpty(error.Hint);
        Assert.Equal(100_000, (await redis.CallAsync("STRLEN", p + "text")).Integer);
        Assert.Equal(500, (await mcp.CallAsync(Tool, Lines(["LRANGE", p + "long", "-500", "-1"]))).List("results")[0].At("result").GetArrayLength());
        Assert.Equal(10, (await mcp.CallAsync(Tool, Lines(["ZRANGEBYSCORE", p + "zset", "-inf", "+inf", "LIMIT", "0", "10"]))).List("results")[0].At("result").GetArrayLength());
        Assert.Equal(101, (await mcp.CallAsync(Tool, Lines(["GETRANGE", p + "text", "-101", "-1"]))).List("results")[0].At("result").GetString()!.Length);
    }

    [Fact]
    public async Task CommandRun_size_that_the_call_itself_makes_is_not_read_in_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await SeedAsync(p);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Lines(["SUNIONSTORE", p + "u", p + "set"], ["SMEMBERS", p + "u"]))).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Lines(["SETRANGE", p + "s", "100000000", "x"], ["GET", p + "s"]))).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", p + "s", p + "u")).Integer);
    }

    [Fact]
    public async Task CommandRun_what_the_budget_cannot_show_is_counted()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        string p = mcp.Prefix;
        await redis.CallAsync(["RPUSH", p + "l", .. Enumerable.Range(0, 400).Select(object (i) => $"element {i:0000}")]);
        await redis.CallAsync("SET", p + "s", new string('x', 3000));
        var answer = await mcp.SendAsync(Tool, Lines(["LRANGE", p + "l", "0", "-1"], ["GET", p + "s"], ["PING"]));
        Assert.InRange(Encoding.UTF8.GetByteCount(answer.Text), 1000, 4096);
        var results = answer.Reply.List("results");
        Assert.Equal(400, results[0].At("result").At("total").GetInt32());
        Assert.Equal("element 0000", results[0].At("result").List("items")[0].GetString());
        Assert.True(answer.Reply.At("truncated").GetBoolean());
        Assert.Equal("bytes", answer.Reply.At("truncatedBy").GetString());
        Assert.All(results, r => Assert.True(r.At("ok").GetBoolean()));
    }

    [Fact]
    public async Task CommandRun_keeps_to_the_key_scope()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        string p = mcp.Prefix;
        await SeedAsync(p);
        foreach (string line in new[] { "GET {p}a", "DEL {p}a", "RENAME app:x {p}a", "SORT app:l BY {p}*", "SORT app:l STORE {p}a", "SUNIONSTORE {p}u app:a", "MGET app:a {p}a", "COMMAND GETKEYS GET {p}a" })
        {
            var answer = await mcp.SendAsync(Tool, Lines(line.Replace("{p}", p, StringComparison.Ordinal).Split(' ')));
            Assert.True(answer.Error?.Code == "key_out_of_scope" || line.StartsWith("COMMAND", StringComparison.Ordinal), $"{line}: {answer.Error}");
        }
        Assert.Equal("1", (await redis.CallAsync("GET", p + "a")).Text);
    }

    [Fact]
    public async Task CommandRun_lost_connection_is_told_of_each_command()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(server);
        var options = server.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] };
        await using var mcp = await ToolHarness.StartAsync([options]);
        await mcp.CallAsync(Tool, Lines(["SET", "n", "1"]));
        proxy.Fault = NetworkFault.LoseReplies;
        var call = mcp.SendAsync(Tool, Lines(["INCR", "n"], ["EXISTS", "n"], ["APPEND", "m", "x"]));
        // Not ahead of that: what the proxy has not passed on yet is lost with the connection.
        await TestTimeout.UntilAsync("the pipeline ran", async () => (await server.CallAsync("GET", "m")).Text == "x");
        proxy.ResetOpen();
        proxy.Fault = NetworkFault.None;
        var results = (await call).Reply.List("results");
        Assert.Equal(["outcome_unknown", "redis_unavailable", "outcome_unknown"], results.Select(r => r.At("error").At("code").GetString()!));
        Assert.Equal("2", (await server.CallAsync("GET", "n")).Text);
    }

    [Fact]
    public async Task CommandRun_arguments_are_checked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { commands = Array.Empty<object>() })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { commands = new[] { new { args = Array.Empty<string>() } } })).Code);
        Assert.Contains("commands[1].args[0]", (await mcp.FailAsync(Tool, new { commands = new object[] { new { args = new[] { "PING" } }, new { args = new object[] { 5 } } } })).Message, StringComparison.Ordinal);
        Assert.Contains("commands[1]", (await mcp.FailAsync(Tool, Lines(["PING"], ["SHUTDOWN"]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CommandRun_a_hundred_failures_leave_nothing_out()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("SET", mcp.Prefix, "text");
        var reply = await mcp.CallAsync(Tool, Lines([.. Enumerable.Repeat(new[] { "LLEN", mcp.Prefix }, 100)]));
        Assert.Equal(100, reply.At("failed").GetInt32());
        Assert.False(reply.At("truncated").GetBoolean());
        Assert.True(reply.IsNull("truncatedBy"));
    }

    [Fact]
    public async Task CommandRun_preview_counts_keys_that_are_there_and_those_without_expiry()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await SeedAsync(p);
        await redis.CallAsync("PEXPIRE", p + "a", 600_000);
        var asked = await mcp.FailAsync(Tool, Lines(["DEL", p + "a", p + "b", p + "none"]));
        Assert.Contains("DEL (2 keys)", asked.Message, StringComparison.Ordinal);
        var preview = asked.Preview!.Value;
        Assert.Equal((2, 1), (preview.At("keys").GetInt64(), preview.At("withoutExpiry").GetInt64()));
        Assert.Equal([p + "a", p + "b"], preview.List("sample").Select(k => k.Latin()));
    }

    [Fact]
    public async Task CommandRun_expiry_of_zero_is_asked_about()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("HSET", mcp.Prefix, "f", "v");
        foreach (string line in (string[])["HSETEX {0} EX 0 FIELDS 1 f v", "HGETEX {0} PX 0 FIELDS 1 f", "HPEXPIRE {0} 0 FIELDS 1 f", "HSETEX {0} PXAT 1 FIELDS 1 f v"])
        {
            string[] args = line.Split(' ');
            args[1] = mcp.Prefix;
            Assert.Contains((await mcp.FailAsync(Tool, Lines(args))).Code, (string[])["confirmation_required", "unsupported_by_server"]);
        }
        Assert.Equal("v", (await redis.CallAsync("HGET", mcp.Prefix, "f")).Text);
    }

    internal static object Lines(params string[][] commands) => new { commands = commands.Select(args => new { args }) };

    private async Task SeedAsync(string p)
    {
        await using var raw = await redis.ConnectAsync();
        await raw.CallAsync("MSET", p + "a", "1", p + "b", "2");
        await raw.CallAsync("RPUSH", p + "list", "x", "y", "z");
        await raw.CallAsync("SADD", p + "set", "m", "n");
    }
}
