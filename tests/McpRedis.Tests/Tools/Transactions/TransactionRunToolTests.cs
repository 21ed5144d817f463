using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Transactions;

public sealed class TransactionRunToolTests(RedisFixture redis, ClusterFixture clusters)
{
    private const string Tool = "redis_transaction_run";

    [Fact]
    public async Task TransactionRun_commits_all_and_answers_each()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        var reply = await mcp.CallAsync(Tool, Call([["SET", p + "a", "1"], ["INCR", p + "a"], ["GET", p + "a"]]));
        Assert.Equal("committed", reply.At("outcome").GetString());
        Assert.Equal(["\"OK\"", "2", "\"2\""], reply.List("results").Select(r => r.At("result").GetRawText()));
        Assert.True(reply.IsNull("reason"));
        Assert.Equal("2", (await redis.CallAsync("GET", p + "a")).Text);
    }

    [Theory]
    [InlineData("exists", null, null, "string", true)]
    [InlineData("exists", null, null, null, false)]
    [InlineData("absent", null, null, null, true)]
    [InlineData("absent", null, null, "string", false)]
    [InlineData("equals", "v", null, "string", true)]
    [InlineData("equals", "w", null, "string", false)]
    [InlineData("equals", "v", null, "list", false)]
    [InlineData("equals", "v", "f", "hash", true)]
    [InlineData("equals", "w", "f", "hash", false)]
    [InlineData("equals", "v", "none", "hash", false)]
    public async Task TransactionRun_runs_only_under_its_condition(string @is, string? value, string? field, string? holds, bool runs)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await HoldAsync(mcp.Prefix + "c", holds);
        var reply = await mcp.CallAsync(Tool, Call([["INCR", mcp.Prefix + "n"]], new { key = mcp.Prefix + "c", @is, value, field }));
        Assert.Equal(runs ? "committed" : "aborted", reply.At("outcome").GetString());
        Assert.Equal(runs ? [] : [0], reply.List("unmet").Select(u => u.GetInt32()));
        Assert.Equal(runs ? 1 : 0, (await redis.CallAsync("EXISTS", mcp.Prefix + "n")).Integer);
    }

    [Theory]
    [InlineData("string")]
    [InlineData("hash")]
    [InlineData("list")]
    [InlineData("set")]
    [InlineData("zset")]
    [InlineData("stream")]
    public async Task TransactionRun_type_and_length_are_asked_of_every_type(string type)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await HoldAsync(p + "c", type);
        string other = type == "list" ? "set" : "list";
        async Task<string> EndAsync(object condition) => (await mcp.CallAsync(Tool, Call([["PING"]], condition))).At("outcome").GetString()!;
        Assert.Equal("committed", await EndAsync(new { key = p + "c", @is = "type", type }));
        Assert.Equal("aborted", await EndAsync(new { key = p + "c", @is = "type", type = other }));
        Assert.Equal("aborted", await EndAsync(new { key = p + "none", @is = "type", type }));
        Assert.Equal("committed", await EndAsync(new { key = p + "c", @is = "length", length = 1 }));
        Assert.Equal("aborted", await EndAsync(new { key = p + "c", @is = "length", length = 2 }));
        Assert.Equal("committed", await EndAsync(new { key = p + "none", @is = "length", length = 0 }));
    }

    [Fact]
    public async Task TransactionRun_names_the_conditions_that_did_not_hold()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("SET", p + "a", "v");
        var reply = await mcp.CallAsync(Tool, Call([["SET", p + "b", "1"]],
            new { key = p + "a", @is = "exists" }, new { key = p + "a", @is = "absent" }, new { key = p + "a", @is = "equals", value = "w" }));
        Assert.Equal([1, 2], reply.List("unmet").Select(u => u.GetInt32()));
        Assert.Contains("nothing ran", reply.At("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", p + "b")).Integer);
    }

    // Redis runs the rest: told, and not called all or nothing where it was not.
    [Fact]
    public async Task TransactionRun_failure_within_is_told_with_what_ran()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("SET", p + "s", "text");
        var reply = await mcp.CallAsync(Tool, Call([["INCR", p + "n"], ["LPUSH", p + "s", "x"], ["INCR", p + "n"]]));
        Assert.Equal(("committed", 1), (reply.At("outcome").GetString(), reply.At("failed").GetInt32()));
        Assert.Equal("wrong_type", reply.List("results")[1].At("error").At("code").GetString());
        Assert.Equal("2", (await redis.CallAsync("GET", p + "n")).Text);
    }

    [Fact]
    public async Task TransactionRun_command_refused_while_queueing_rejects_all()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        var reply = await mcp.CallAsync(Tool, Call([["INCR", p + "n"], ["INCR"], ["INCR", p + "n"]]));
        Assert.Equal("rejected", reply.At("outcome").GetString());
        Assert.Contains("commands[1]", reply.At("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal("invalid_argument", reply.List("results")[1].At("error").At("code").GetString());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", p + "n")).Integer);
        Assert.Equal("committed", (await mcp.CallAsync(Tool, Call([["INCR", p + "n"]]))).At("outcome").GetString());
    }

    [Fact]
    public async Task TransactionRun_full_memory_rejects_all_and_says_so()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await mcp.CallAsync(Tool, Call([["SET", "n", "1"]]));
        await server.CallAsync("CONFIG", "SET", "maxmemory", "1");
        var answer = await mcp.SendAsync(Tool, Call([["STRLEN", "n"], ["SET", "m", "1"]]));
        Assert.Equal("rejected", answer.Reply.At("outcome").GetString());
        Assert.Equal("redis_oom", answer.Reply.List("results")[1].At("error").At("code").GetString());
        Assert.Contains("commands[1]", answer.Reply.At("reason").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await server.CallAsync("EXISTS", "m")).Integer);
    }

    [Fact]
    public async Task TransactionRun_right_that_is_missing_rejects_all_and_is_named()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-append");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }]);
        var reply = await mcp.CallAsync(Tool, Call([["INCR", "n"], ["APPEND", "m", "x"]]));
        Assert.Equal("rejected", reply.At("outcome").GetString());
        var error = reply.List("results")[1].At("error");
        Assert.Equal("not_permitted", error.At("code").GetString());
        Assert.Contains("+append", error.At("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, (await server.CallAsync("EXISTS", "n", "m")).Integer);
    }

    // Known to the table, and not to every server.
    [Fact]
    public async Task TransactionRun_command_the_server_lacks_rejects_all()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        bool has = !(await redis.CallAsync("COMMAND", "INFO", "HSETEX"))[0].IsNull;
        var reply = await mcp.CallAsync(Tool, Call([["INCR", p + "n"], ["HSETEX", p + "h", "EX", "60", "FIELDS", "1", "f", "v"]]));
        Assert.Equal(has ? "committed" : "rejected", reply.At("outcome").GetString());
        Assert.Equal(has ? 1 : 0, (await redis.CallAsync("EXISTS", p + "n")).Integer);
        if (!has)
        {
            Assert.Equal("unsupported_by_server", reply.List("results")[1].At("error").At("code").GetString());
        }
    }

    [Fact]
    public async Task TransactionRun_on_a_replica_runs_nothing()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(pair.Replicas[0]);
        var answer = await mcp.SendAsync(Tool, Call([["GET", "a"], ["SET", "a", "1"]]));
        Assert.Equal("redis_readonly_replica", answer.Error?.Code ?? answer.Reply.List("results")[1].At("error").At("code").GetString());
        Assert.Equal("committed", (await mcp.CallAsync(Tool, Call([["GET", "a"]]))).At("outcome").GetString());
    }

    [Fact]
    public async Task TransactionRun_on_a_cluster_runs_in_one_slot_and_names_two()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        string p = mcp.Prefix;
        for (int i = 0; i < 6; i++)
        {
            string tag = $"{{{p}{i}}}";
            var reply = await mcp.CallAsync(Tool, Call([["INCR", tag + "a"], ["INCR", tag + "b"]], new { key = tag + "c", @is = "absent" }));
            Assert.Equal("committed", reply.At("outcome").GetString());
        }
        string[][] spread = [.. Enumerable.Range(0, 8).Select(i => (string[])["INCR", $"{p}x{i}"])];
        Assert.Equal("cross_slot", (await mcp.FailAsync(Tool, Call(spread))).Code);
        object[] conditions = [.. Enumerable.Range(0, 8).Select(i => (object)new { key = $"{p}x{i}", @is = "absent" })];
        Assert.Equal("cross_slot", (await mcp.FailAsync(Tool, Call(spread[..1], conditions))).Code);
        Assert.All((await mcp.CallAsync("redis_string_get", new { keys = spread.Select(s => s[1]) })).List("items"), i => Assert.True(i.IsNull("value")));
    }

    [Fact]
    public async Task TransactionRun_is_confirmed_as_exactly_this_plan()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("MSET", p + "a", "1", p + "b", "2");
        string[][] commands = [["GET", p + "a"], ["SET", p + "c", "two words"], ["DEL", p + "a", p + "b"]];
        object condition = new { key = p + "a", @is = "equals", value = "1" };
        var asked = await mcp.FailAsync(Tool, Call(commands, condition));
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("all or nothing, under 1 condition", asked.Message, StringComparison.Ordinal);
        Assert.Equal([$"SET {p}c \"two words\"", $"DEL {p}a {p}b"], asked.Preview!.Value.List("plan").Select(l => l.GetString()!));
        object With(string[][] lines, object under, string token) => new { commands = lines.Select(args => new { args }), conditions = new[] { under }, confirmToken = token };
        string[][][] others = [[commands[0], commands[1]], [commands[0], ["SET", p + "c", "two  words"], commands[2]], [commands[1], commands[0], commands[2]]];
        foreach (string[][] other in others)
        {
            Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, With(other, condition, asked.ConfirmToken!))).Code);
        }
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, With(commands, new { key = p + "a", @is = "exists" }, asked.ConfirmToken!))).Code);
        Assert.Equal(3 - 1, (await redis.CallAsync("EXISTS", p + "a", p + "b", p + "c")).Integer);
        Assert.Equal("committed", (await mcp.CallAsync(Tool, With(commands, condition, asked.ConfirmToken!))).At("outcome").GetString());
        Assert.Equal(1, (await redis.CallAsync("EXISTS", p + "a", p + "b", p + "c")).Integer);
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, With(commands, condition, asked.ConfirmToken!))).Code);
    }

    [Fact]
    public async Task TransactionRun_keys_values_and_conditions_are_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] key = [.. System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), 0, 0xff], value = [0, 0xfe, 13, 10];
        await redis.CallAsync("SET", key, value);
        string[] args = ["APPEND", Convert.ToBase64String(key), Convert.ToBase64String([0xff])];
        var reply = await mcp.CallAsync(Tool, new { commands = new[] { new { args } }, conditions = new[] { new { key, @is = "equals", value } }, encoding = "base64" });
        Assert.Equal("committed", reply.At("outcome").GetString());
        Assert.Equal([.. value, 0xff], (await redis.CallAsync("GET", key)).Bytes);
    }

    // A racer that changes the watched key all the time: whatever commits has seen the value it was to see.
    [Fact]
    public async Task TransactionRun_no_update_is_lost_between_two_racers()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("SET", p + "n", "0");
        async Task<int> AddAsync()
        {
            int done = 0;
            while (done < 25)
            {
                string seen = (await redis.CallAsync("GET", p + "n")).Text;
                string next = (int.Parse(seen, System.Globalization.CultureInfo.InvariantCulture) + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
                var reply = await mcp.CallAsync(Tool, Call([["SET", p + "n", next]], new { key = p + "n", @is = "equals", value = seen }));
                done += reply.At("outcome").GetString() == "committed" ? 1 : 0;
            }
            return done;
        }
        await Task.WhenAll(AddAsync(), AddAsync(), AddAsync());
        Assert.Equal("75", (await redis.CallAsync("GET", p + "n")).Text);
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("MULTI")]
    [InlineData("EXEC")]
    [InlineData("DISCARD")]
    [InlineData("WATCH k")]
    [InlineData("EVAL return(1) 0")]
    [InlineData("BLPOP l 0")]
    [InlineData("FLUSHALL")]
    public async Task TransactionRun_what_no_tool_may_run_is_refused_here_too(string line)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal("command_not_allowed", (await mcp.FailAsync(Tool, Call([["SET", mcp.Prefix, "1"], line.Split(' ')]))).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    [Fact]
    public async Task TransactionRun_guards_hold()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string p = mcp.Prefix;
        await redis.CallAsync("MSET", p + "a", "1", p + "b", "2");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, Call([["DEL", p + "a"], ["DEL", p + "b"]]))).Code);
        await using var read = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Equal("read_only", (await read.FailAsync(Tool, Call([["SET", p + "a", "2"]]))).Code);
        Assert.Equal("committed", (await read.CallAsync(Tool, Call([["GET", p + "a"]], new { key = p + "a", @is = "exists" }))).At("outcome").GetString());
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, Call([["SET", p + "a", "2"]]))).Code);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, Call([["PING"]], new { key = p + "a", @is = "equals", value = "1" }))).Code);
        Assert.Equal("1", (await redis.CallAsync("GET", p + "a")).Text);
    }

    [Fact]
    public async Task TransactionRun_arguments_are_checked()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[][] ping = [["PING"]];
        foreach (object condition in new object[]
        {
            new { key = "k", @is = "equals" }, new { key = "k", @is = "exists", value = "v" }, new { key = "k", @is = "exists", field = "f" }, new { key = "k", @is = "type" },
            new { key = "k", @is = "length" }, new { key = "k", @is = "length", length = -1 }, new { key = "k", @is = "exists", type = "hash" }, new { key = "k", @is = "bigger" }, new { @is = "exists" },
        })
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, Call(ping, condition))).Code);
        }
    }

    private static object Call(string[][] commands, params object[] conditions) =>
        new { commands = commands.Select(args => new { args }), conditions = conditions.Length == 0 ? null : conditions };

    private async Task HoldAsync(string key, string? type)
    {
        object[]? command = type switch
        {
            "string" => ["SET", key, "v"],
            "hash" => ["HSET", key, "f", "v"],
            "list" => ["RPUSH", key, "v"],
            "set" => ["SADD", key, "v"],
            "zset" => ["ZADD", key, 1, "v"],
            "stream" => ["XADD", key, "1-1", "f", "v"],
            _ => null,
        };
        if (command is not null)
        {
            await redis.CallAsync(command);
        }
    }
}
