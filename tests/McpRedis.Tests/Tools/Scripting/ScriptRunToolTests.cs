using McpRedis.Hosting;
using McpRedis.Tests.Support;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Tools.Scripting;

public sealed class ScriptRunToolTests(RedisFixture redis)
{
    private const string Tool = "redis_script_run";
    private const string Endless = "while true do end";
    private const string EndlessWriter = "redis.call('SET', KEYS[1], '1') while true do end";
    private const string Sooner = "lua-time-limit 200";   // by its old name, which every version knows

    [Fact]
    public async Task ScriptRun_gives_what_the_script_returns()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string key = mcp.Prefix + "k";
        var reply = await mcp.CallAsync(Tool, new { script = "redis.call('SET', KEYS[1], ARGV[1]) return {KEYS[1], redis.call('STRLEN', KEYS[1]), false, {1, {2}}}", keys = new[] { key }, args = new[] { "value" } });
        Assert.Equal($"[\"{key}\",5,null,[1,[2]]]", reply.At("result").GetRawText());
        Assert.Equal("value", (await redis.CallAsync("GET", key)).Text);
    }

    [Fact]
    public async Task ScriptRun_arguments_and_results_are_bytes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        byte[] key = [.. System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), 0, 0xff], value = [1, 0, 0xfe];
        var reply = await mcp.CallAsync(Tool, new { script = "redis.call('SET', KEYS[1], ARGV[1]) return ARGV[1]", keys = new[] { key }, args = new[] { value }, encoding = "base64" });
        Assert.Equal(value, reply.At("result").At("base64").GetBytesFromBase64());
        Assert.Equal(value, (await redis.CallAsync("GET", key)).Bytes);
    }

    [Fact]
    public async Task ScriptRun_runs_a_cached_script_by_its_digest()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        string sha = (await redis.CallAsync("SCRIPT", "LOAD", "return ARGV[1]")).Text;
        Assert.Equal("x", (await mcp.CallAsync(Tool, new { script = sha, sha = true, args = new[] { "x" } })).At("result").GetString());
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { script = new string('0', 40), sha = true })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { script = "return 1", sha = true })).Code);
    }

    [Fact]
    public async Task ScriptRun_read_only_may_not_write()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { script = "return redis.call('SET', KEYS[1], '1')", keys = new[] { mcp.Prefix }, readOnly = true });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("readOnly", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", mcp.Prefix)).Integer);
    }

    // Redis undoes nothing, so a script that fails half-way says that it did the first half; and none of its data.
    [Theory]
    [InlineData("redis.call('SET', KEYS[1], 'secret')\nreturn redis.call('LPUSH', KEYS[1], 'x')", "wrong_type")]
    [InlineData("redis.call('SET', KEYS[1], 'secret')\nerror(redis.call('GET', KEYS[1]))", "server_error")]
    [InlineData("redis.call('SET', KEYS[1], 'secret')\nreturn nothing.at.all", "server_error")]
    public async Task ScriptRun_failure_names_the_line_and_what_stays(string script, string code)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { script, keys = new[] { mcp.Prefix } });
        Assert.Equal(code, error.Code);
        Assert.Contains("in line 2; what it had written before stays", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message + error.Hint, StringComparison.Ordinal);
        Assert.Equal("secret", (await redis.CallAsync("GET", mcp.Prefix)).Text);
    }

    [Fact]
    public async Task ScriptRun_that_is_no_Lua_runs_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { script = "retur 1" })).Code);
    }

    // S07: a switch, the highest access and a confirmation of the very text.
    [Fact]
    public async Task S07_scripting_is_off_until_switched_on_above_write_access_and_asked_about()
    {
        object call = new { script = "return redis.call('SET', 'x', ARGV[1])", args = new[] { "two words" } };
        await using var mcp = await ToolHarness.StartAsync(redis);
        var asked = await mcp.FailAsync(Tool, call);
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("can do anything to any key", asked.Message, StringComparison.Ordinal);
        Assert.Equal(["EVAL \"return redis.call(\\u0027SET\\u0027, \\u0027x\\u0027, ARGV[1])\" \"two words\""], asked.Preview!.Value.List("plan").Select(l => l.GetString()!));
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { script = "return redis.call('SET', 'y', ARGV[1])", args = new[] { "two words" }, confirmToken = asked.ConfirmToken })).Code);
        await using var shipped = await ToolHarness.StartAsync(redis, new ServerOptions());
        Assert.DoesNotContain(Tool, (await shipped.ToolsAsync()).Keys);
        foreach (string access in new[] { "read", "write" })
        {
            await using var lower = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed with { Access = access });
            Assert.DoesNotContain(Tool, (await lower.ToolsAsync()).Keys);
            Assert.Equal("access_denied", (await lower.FailAsync(Tool, call)).Code);
        }
        Assert.Equal(0, (await redis.CallAsync("EXISTS", "x", "y")).Integer);
    }

    // What a script does not declare it can reach all the same, so under a scope there are no scripts.
    [Fact]
    public async Task ScriptRun_is_refused_under_a_key_scope_before_anybody_is_asked()
    {
        await using var scoped = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        string foreign = scoped.Prefix;
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { script = $"return redis.call('SET', '{foreign}', '1')" })).Code);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { script = "return 1", keys = new[] { "app:a" }, readOnly = true })).Code);
        Assert.Equal("key_out_of_scope", (await scoped.FailAsync(Tool, new { script = "return 1", keys = new[] { foreign } })).Code);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", foreign)).Integer);
    }

    // The first call of all: nothing is connected yet, and once the loop runs the server lets nobody in.
    [Fact]
    public async Task S07_script_that_never_ends_is_stopped_and_the_server_answers_again()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        var error = await mcp.FailAsync(Tool, new { script = Endless, timeoutMs = 500 });
        Assert.Equal("timeout", error.Code);
        Assert.Contains("written nothing", error.Message, StringComparison.Ordinal);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
        Assert.Equal("2", (await mcp.CallAsync(Tool, new { script = "return 2" })).At("result").GetRawText());
    }

    // With the threshold as shipped a server hears the order to stop only after 5 s.
    [Fact]
    public async Task ScriptRun_that_never_ends_is_stopped_by_a_server_of_ordinary_settings()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        Assert.Equal("timeout", (await mcp.FailAsync(Tool, new { script = Endless, timeoutMs = 500 })).Code);
        Assert.Equal("PONG", (await server.CallAsync("PING")).Text);
    }

    [Fact]
    public async Task S07_script_that_never_ends_and_has_written_is_told_plainly()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { script = EndlessWriter, keys = new[] { "k" }, timeoutMs = 500 });
        Assert.Equal("redis_busy_script", error.Code);
        Assert.Contains("has written already", error.Message, StringComparison.Ordinal);
        Assert.Contains("SHUTDOWN NOSAVE", error.Hint, StringComparison.Ordinal);
        Assert.False(error.Retryable);
        // It runs on: nothing of ours ended the server, and everybody hears why there is no answer.
        Assert.True(server.IsRunning);
        await using (var raw = await server.ConnectAsync())
        {
            Assert.StartsWith("BUSY", (await raw.SendAsync("GET", "k")).Text, StringComparison.Ordinal);
        }
        Assert.Equal("redis_busy_script", (await mcp.FailAsync("redis_string_get", new { keys = new[] { "k" } })).Code);
        Assert.Equal("redis_busy_script", (await mcp.FailAsync(Tool, new { script = "return 1" })).Code);
    }

    [Fact]
    public async Task ScriptRun_that_wrote_and_ends_late_leaves_a_server_that_answers()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        // It ends by itself: a clock inside the script, as nothing else can end it.
        const string Script = "redis.call('SET', KEYS[1], '1') local t = redis.call('TIME') repeat local n = redis.call('TIME') until (n[1] - t[1]) * 1000000 + (n[2] - t[2]) > 6000000 return 1";
        Assert.Equal("redis_busy_script", (await mcp.FailAsync(Tool, new { script = Script, keys = new[] { "k" }, timeoutMs = 500 })).Code);
        await TestTimeout.UntilAsync("the script ends", async () => (await mcp.SendAsync("redis_string_get", new { keys = new[] { "k" } })).Error is null);
        Assert.Equal("1", (await server.CallAsync("GET", "k")).Text);
    }

    // Its order to stop would hit a script that is not its own.
    [Fact]
    public async Task ScriptRun_leaves_the_script_of_somebody_else_alone()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await mcp.CallAsync(Tool, new { script = "return 1" });
        await using var other = await server.ConnectAsync();
        var theirs = other.SendAsync("EVAL", Endless, 0);
        await using var watcher = await server.ConnectAsync();
        await TestTimeout.UntilAsync("the other script occupies the server", async () => (await watcher.SendAsync("PING")).IsError);
        Assert.Equal("redis_busy_script", (await mcp.FailAsync(Tool, new { script = "return 1", timeoutMs = 500 })).Code);
        Assert.False(theirs.IsCompleted);
        Assert.Equal("OK", (await watcher.CallAsync("SCRIPT", "KILL")).Text);
        Assert.True((await theirs).IsError);
    }

    [Fact]
    public async Task ScriptRun_that_is_cancelled_does_not_run_on()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
        await using var watcher = await server.ConnectAsync();
        var call = mcp.Client.CallToolAsync(new CallToolRequestParams
        {
            Name = Tool,
            Arguments = System.Text.Json.JsonSerializer.SerializeToElement(new { script = Endless, timeoutMs = 3000 }).EnumerateObject().ToDictionary(m => m.Name, m => m.Value),
        }, cancel.Token).AsTask();
        await TestTimeout.UntilAsync("the script occupies the server", async () => (await watcher.SendAsync("PING")).IsError);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await TestTimeout.UntilAsync("the server answers", async () => !(await watcher.SendAsync("PING")).IsError);
    }

    [Fact]
    public async Task ScriptRun_says_when_the_user_may_not_stop_it()
    {
        await using var server = await RedisServerProcess.StartAsync(Sooner);
        await server.CallAsync("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-script|kill");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { script = Endless, timeoutMs = 500 });
        Assert.Equal("redis_busy_script", error.Code);
        Assert.Contains("+script|kill", error.Hint, StringComparison.Ordinal);
        await server.CallAsync("SCRIPT", "KILL");
        Assert.Equal("1", (await mcp.CallAsync(Tool, new { script = "return 1" })).At("result").GetRawText());
    }

    [Fact]
    public async Task ScriptRun_runs_on_the_node_of_its_keys_and_is_stopped_there()
    {
        // One of its own: a node that is busy with a script answers nobody else.
        await using RedisCluster cluster = await RedisCluster.StartAsync(3, 0, Sooner);
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()], ToolHarness.Unconfirmed);
        for (int i = 0; i < 6; i++)
        {
            string key = $"{mcp.Prefix}{i}";
            Assert.Equal("v", (await mcp.CallAsync(Tool, new { script = "redis.call('SET', KEYS[1], 'v') return redis.call('GET', KEYS[1])", keys = new[] { key } })).At("result").GetString());
        }
        Assert.Equal("timeout", (await mcp.FailAsync(Tool, new { script = Endless, keys = new[] { mcp.Prefix }, timeoutMs = 500 })).Code);
        Assert.All(await Task.WhenAll(cluster.Masters.Select(m => m.CallAsync("PING"))), r => Assert.Equal("PONG", r.Text));
        string[] keys = [.. Enumerable.Range(0, 20).Select(i => $"{mcp.Prefix}{i}")];
        Assert.Equal("cross_slot", (await mcp.FailAsync(Tool, new { script = "return 1", keys })).Code);
    }
}
