using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Guard;

/// <summary>Path B: the client cannot ask its user, so the call is repeated with the token of its preview. C01 to C12 name the rules.</summary>
public sealed class ConfirmByTokenTests(RedisFixture redis)
{
    private const string Tool = "redis_key_delete";

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Preview_comes_first_and_the_repeated_call_does_just_that(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        string[] keys = await SeedAsync(mcp, 3);
        var asked = await mcp.FailAsync(Tool, new { keys });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Contains("confirmToken", asked.Hint, StringComparison.Ordinal);
        Assert.Equal(3, await CountAsync(keys));
        var preview = asked.Preview!.Value;
        Assert.Equal(("default", 0), (preview.At("connection").GetString(), preview.At("database").GetInt32()));
        var reply = await mcp.CallAsync(Tool, new { keys, confirmToken = asked.ConfirmToken });
        Assert.Equal(3, reply.At("changed").GetInt64());
        Assert.Equal(0, await CountAsync(keys));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Named_commands_run_once_with_the_token_of_their_preview(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        string[] keys = await SeedAsync(mcp, 3);
        var commands = new[] { new { args = (string[])["DEL", .. keys] } };
        var asked = await mcp.FailAsync("redis_command_run", new { commands });
        Assert.Equal("confirmation_required", asked.Code);
        Assert.Equal((3, 3), (asked.Preview!.Value.At("keys").GetInt64(), asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        Assert.Equal(3, await CountAsync(keys));
        var reply = await mcp.CallAsync("redis_command_run", new { commands, confirmToken = asked.ConfirmToken });
        Assert.Equal(3, reply.List("results")[0].At("result").GetInt64());
        Assert.Equal(0, await CountAsync(keys));
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync("redis_command_run", new { commands, confirmToken = asked.ConfirmToken })).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task C01_a_token_missing_or_made_up_does_nothing(string token)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { keys })).Code);
        await InvalidAsync(mcp, new { keys, confirmToken = token }, "not one of this server");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Tool, new { keys, confirmToken = (string?)null })).Code);
        Assert.Equal(2, await CountAsync(keys));
    }

    [Fact]
    public async Task C02_a_token_with_one_bit_altered_at_any_place_does_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        string token = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        for (int at = 0; at < token.Length; at++)
        {
            for (int bit = 0; bit < 7; bit++)
            {
                string altered = token[..at] + (char)(token[at] ^ (1 << bit)) + token[(at + 1)..];
                var outcome = await RunAsync(mcp, new { keys, confirmToken = altered });
                Assert.Equal(ErrorCode.ConfirmationInvalid, outcome.Code);
            }
        }
        foreach (string altered in (string[])[token + "=", token + "A", token[..^1], " " + token, token + "\n", token.ToUpperInvariant()])
        {
            Assert.Equal(ErrorCode.ConfirmationInvalid, (await RunAsync(mcp, new { keys, confirmToken = altered })).Code);
        }
        Assert.Equal(2, await CountAsync(keys));
        Assert.Null((await RunAsync(mcp, new { keys, confirmToken = token })).Code);
    }

    [Fact]
    public async Task C03_other_arguments_do_nothing_and_their_order_says_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        string[] others = await SeedAsync(mcp, 2, "other");
        string token = (await mcp.FailAsync("redis_key_expire", new { keys, ttlMs = 60_000 })).ConfirmToken!;
        foreach (object arguments in (object[])[
            new { keys = others, ttlMs = 60_000, confirmToken = token },
            new { keys, ttlMs = 60_001, confirmToken = token },
            new { keys = new[] { keys[1], keys[0] }, ttlMs = 60_000, confirmToken = token },
            new { keys, ttlMs = 60_000, persist = false, confirmToken = token },
            new { keys, ttlMs = "60000", confirmToken = token }])
        {
            var error = await mcp.FailAsync("redis_key_expire", arguments);
            Assert.Equal("confirmation_invalid", error.Code);
            Assert.Contains("another call", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(-1, (await redis.CallAsync("PTTL", keys[0])).Integer);
        Assert.Equal(2, (await mcp.CallAsync("redis_key_expire", new { confirmToken = token, ttlMs = 60_000, keys })).At("changed").GetInt64());
    }

    [Fact]
    public async Task C04_another_principal_does_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        string token = Token(await RunAsync(mcp, new { keys }, principal: "ada"));
        Assert.Equal(ErrorCode.ConfirmationInvalid, (await RunAsync(mcp, new { keys, confirmToken = token }, principal: "eve")).Code);
        Assert.Equal(2, await CountAsync(keys));
        Assert.Null((await RunAsync(mcp, new { keys, confirmToken = token }, principal: "ada")).Code);
    }

    [Fact]
    public async Task C05_another_tool_does_nothing()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Confirm = "writes" });
        string[] keys = await SeedAsync(mcp, 1);
        string token = (await mcp.FailAsync("redis_string_increment", new { key = keys[0] })).ConfirmToken!;
        await InvalidAsync(mcp, new { keys, confirmToken = token }, "another call");
        Assert.Equal(1, await CountAsync(keys));
    }

    [Fact]
    public async Task C06_another_database_or_connection_does_nothing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Name = "one" }, server.Options() with { Name = "two" }]);
        await server.CallAsync("MSET", "a", "1", "b", "2");
        string[] keys = ["a", "b"];
        string token = (await mcp.FailAsync(Tool, new { connection = "one", keys })).ConfirmToken!;
        await InvalidAsync(mcp, new { connection = "two", keys, confirmToken = token }, "another call");
        await InvalidAsync(mcp, new { connection = "one", keys, database = 1, confirmToken = token }, "another call");
        Assert.Equal(2, (await server.CallAsync("EXISTS", "a", "b")).Integer);
        await mcp.CallAsync(Tool, new { connection = "one", keys, confirmToken = token });
    }

    [Fact]
    public async Task C07_a_token_expires_to_the_millisecond()
    {
        var time = new ManualTime();
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], time: time);
        string[] keys = await SeedAsync(mcp, 2);
        string early = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        time.Advance(TimeSpan.FromMilliseconds(1));
        string late = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        time.Advance(TimeSpan.FromSeconds(120));
        await InvalidAsync(mcp, new { keys, confirmToken = early }, "expired");
        Assert.Equal(2, await CountAsync(keys));
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { keys, confirmToken = late })).At("changed").GetInt64());
    }

    [Fact]
    public async Task C08_a_token_is_used_once()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        string token = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        await mcp.CallAsync(Tool, new { keys, confirmToken = token });
        await InvalidAsync(mcp, new { keys, confirmToken = token }, "used already");
        await SeedAsync(mcp, 2);
        await InvalidAsync(mcp, new { keys, confirmToken = token }, "used already");
        Assert.Equal(2, await CountAsync(keys));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task C08_of_a_hundred_racers_with_one_token_exactly_one_runs(string? era)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, era: era);
        await server.CallAsync("MSET", "a", "1", "b", "2");
        string[] keys = ["a", "b"];
        string token = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        await using var monitor = await MonitorRecorder.StartAsync(server);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => mcp.SendAsync(Tool, new { keys, confirmToken = token }))));
        Assert.Equal(2, Assert.Single(answers, a => a.Error is null).Reply.At("changed").GetInt64());
        Assert.All(answers.Where(a => a.Error is not null), a => Assert.Equal("confirmation_invalid", a.Error!.Code));
        Assert.Equal(2, (await monitor.StopAsync()).Count(line => line.Contains("\"UNLINK\"", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task C09_when_the_effect_has_changed_there_is_a_new_preview_instead()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string[] keys = await SeedAsync(mcp, 2);
        var pattern = mcp.Prefix + "*";
        var first = await mcp.FailAsync(Tool, new { pattern });
        Assert.Equal(2, first.Preview!.Value.At("keys").GetInt64());
        await redis.CallAsync("SET", mcp.Prefix + "late", "v");
        var second = await mcp.FailAsync(Tool, new { pattern, confirmToken = first.ConfirmToken });
        Assert.Equal(("confirmation_required", 3), (second.Code, second.Preview!.Value.At("keys").GetInt64()));
        Assert.Contains("has changed", second.Message, StringComparison.Ordinal);
        Assert.Equal(2, await CountAsync(keys));
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { pattern, confirmToken = second.ConfirmToken })).At("changed").GetInt64());
    }

    [Fact]
    public async Task C11_where_only_users_are_asked_nothing_is_taken_and_nothing_is_sent()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "a", "1", "b", "2");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { ConfirmFallback = "refuse" });
        await using var monitor = await MonitorRecorder.StartAsync(server);
        var error = await mcp.FailAsync(Tool, new { keys = new[] { "a", "b" } });
        Assert.Equal(("confirmation_required", null), (error.Code, error.ConfirmToken));
        Assert.Contains("--confirm-fallback", error.Hint, StringComparison.Ordinal);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { "a", "b" }, confirmToken = "x" })).Code);
        Assert.DoesNotContain(await monitor.StopAsync(), line => line.Contains("\"UNLINK\"", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
        Assert.DoesNotContain((await mcp.ToolsAsync()).Values, tool => tool.InputSchema.GetProperty("properties").TryGetProperty("confirmToken", out _));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("0123456789abcdef0123456789abcdef", true)]
    public async Task C12_a_restart_is_survived_only_with_a_key_of_the_operator(string? key, bool survives)
    {
        var options = ToolHarness.Everything with { ConfirmKey = key };
        string token;
        string[] keys;
        await using (var before = await ToolHarness.StartAsync(redis, options))
        {
            keys = await SeedAsync(before, 2);
            token = (await before.FailAsync(Tool, new { keys })).ConfirmToken!;
        }
        await using var after = await ToolHarness.StartAsync(redis, options);
        Assert.Equal(survives ? null : "confirmation_invalid", (await after.SendAsync(Tool, new { keys, confirmToken = token })).Error?.Code);
        Assert.Equal(survives ? 0 : 2, await CountAsync(keys));
        await using var other = await ToolHarness.StartAsync(redis, options with { ConfirmKey = "another key, also long enough to be one" });
        await InvalidAsync(other, new { keys, confirmToken = token }, "not one of this server");
    }

    [Fact]
    public async Task Mistaken_call_is_told_so_and_not_asked_about()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { keys = new[] { "app:1", "other" } })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { "app:1", "app:2" }, cursor = "0:0" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { keys = new[] { "app:1", "app:2" }, kees = 1 })).Code);
    }

    [Fact]
    public async Task Audit_says_which_confirmation_and_no_token_is_in_any_line()
    {
        var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([redis.Options()], loggers: log);
        string[] keys = await SeedAsync(mcp, 2);
        string token = (await mcp.FailAsync(Tool, new { keys })).ConfirmToken!;
        await mcp.CallAsync(Tool, new { keys, confirmToken = token });
        var lines = log.Of<AuditFilter>();
        Assert.Equal(["confirmation_required", "ok"], lines.Select(line => line.Text.Split(' ')[^2]));
        Assert.DoesNotContain("confirmed=", lines[0].Text, StringComparison.Ordinal);
        Assert.Matches(" confirmed=[0-9a-f]{8},token ok ", lines[1].Text);
        Assert.DoesNotContain(log.All.Where(line => line.Category.StartsWith("McpRedis.", StringComparison.Ordinal)), line => line.Text.Contains(token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_tools_that_may_ask_take_a_token()
    {
        await using var replay = new ReplayServer(redis);   // which has every module, so that all are listed
        await using var risky = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal(ToolCatalogue.All.Where(t => t.MayAsk && !t.Toolset.NeedsTwoConnections()).Select(t => t.Name).Order(), await TakersAsync(risky));
        Assert.Contains(Tool, await TakersAsync(risky));
        await using var writes = await ToolHarness.StartAsync([replay.Options], ToolHarness.Everything with { Confirm = "writes" });
        Assert.Equal(ToolCatalogue.All.Where(t => t.Risk != Risk.Read && !t.Toolset.NeedsTwoConnections()).Select(t => t.Name).Order(), await TakersAsync(writes));
        await using var never = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        Assert.Empty(await TakersAsync(never));
    }

    private static async Task<string[]> TakersAsync(ToolHarness mcp) =>
        [.. (await mcp.ToolsAsync()).Values.Where(t => t.InputSchema.GetProperty("properties").TryGetProperty("confirmToken", out _)).Select(t => t.Name).Order()];

    private static async Task InvalidAsync(ToolHarness mcp, object arguments, string why)
    {
        var error = await mcp.FailAsync(Tool, arguments);
        Assert.Equal("confirmation_invalid", error.Code);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private static async Task<CallOutcome> RunAsync(ToolHarness mcp, object arguments, string principal = "local")
    {
        var members = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(m => m.Name, m => m.Value);
        return await mcp.Composition.Pipeline.RunAsync(new CallRequest(mcp.Composition.Catalogue.Find(Tool)!, members) { Principal = new(principal, Principal.Local.Grant) }, TestTimeout.Token());
    }

    private static string Token(CallOutcome outcome)
    {
        using var document = JsonDocument.Parse(outcome.Json);
        return document.RootElement.GetProperty("confirmToken").GetString()!;
    }

    private async Task<string[]> SeedAsync(ToolHarness mcp, int count, string name = "")
    {
        string[] keys = [.. Enumerable.Range(0, count).Select(i => $"{mcp.Prefix}{name}{i}")];
        foreach (string key in keys)
        {
            await redis.CallAsync("SET", key, "1");
        }
        return keys;
    }

    private async Task<long> CountAsync(string[] keys) => (await redis.CallAsync(["EXISTS", .. keys])).Integer;
}
