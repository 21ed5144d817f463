using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Guard;

/// <summary>Path A: the client asks its user with a form, in both eras.</summary>
public sealed class ConfirmByUserTests(RedisFixture redis)
{
    private const string Tool = "redis_key_delete";
    private readonly List<ElicitRequestParams> _asked = [];

    /// <summary>What a user or a client answers, and what becomes of the call; null for a reply. With both eras.</summary>
    public static TheoryData<string, string?, string?> Answers
    {
        get
        {
            var rows = new TheoryData<string, string?, string?>();
            foreach (string? era in (string?[])[ToolHarness.Newest, ToolHarness.Handshake])
            {
                rows.Add("""{"action":"accept","content":{"proceed":"yes"}}""", null, era);
                rows.Add("""{"action":"accept","content":{"proceed":"no"}}""", "cancelled", era);
                rows.Add("""{"action":"decline"}""", "cancelled", era);
                rows.Add("""{"action":"cancel"}""", "cancelled", era);
                rows.Add("""{"action":"accept"}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{"proceed":true}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{"proceed":"YES"}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{"proceed":"yes","target":"0"}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{"proceed":"yes","more":"1"}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"accept","content":{"ok":"yes"}}""", "confirmation_invalid", era);
                rows.Add("""{"action":"please","content":{"proceed":"yes"}}""", "confirmation_invalid", era);
            }
            return rows;
        }
    }

    [Theory, MemberData(nameof(Answers))]
    public async Task C10_only_a_plain_yes_lets_the_call_through(string answer, string? code, string? era)
    {
        await using var mcp = await StartAsync(era, _ => JsonSerializer.Deserialize<ElicitResult>(answer, McpJsonUtilities.DefaultOptions)!);
        string[] keys = await SeedAsync(mcp);
        var got = await mcp.SendAsync(Tool, new { keys });
        Assert.Equal(code, got.Error?.Code);
        Assert.Single(_asked);
        Assert.Equal(code is null ? 0 : 3, (await redis.CallAsync(["EXISTS", .. keys])).Integer);
    }

    // Tools that run what the caller names judge each command, and are held to the answer all the same.
    [Theory, MemberData(nameof(Answers))]
    public async Task C10_only_a_plain_yes_lets_named_commands_through(string answer, string? code, string? era)
    {
        await using var mcp = await StartAsync(era, _ => JsonSerializer.Deserialize<ElicitResult>(answer, McpJsonUtilities.DefaultOptions)!);
        foreach (string tool in new[] { "redis_command_run", "redis_transaction_run" })
        {
            string[] keys = await SeedAsync(mcp);
            string[] args = ["DEL", .. keys];
            var got = await mcp.SendAsync(tool, new { commands = new[] { new { args } } });
            Assert.Equal(code, got.Error?.Code);
            Assert.Equal(code is null ? 0 : 3, (await redis.CallAsync(["EXISTS", .. keys])).Integer);
            Assert.Contains($"\n> DEL {keys[0]} {keys[1]} {keys[2]}\n", _asked[^1].Message, StringComparison.Ordinal);
        }
        Assert.Equal(2, _asked.Count);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task C10_a_client_that_cannot_after_all_does_nothing(string? era)
    {
        await using var mcp = await StartAsync(era, _ => throw new McpProtocolException("no such method", McpErrorCode.MethodNotFound));
        string[] keys = await SeedAsync(mcp);
        string outcome;
        try
        {
            outcome = (await mcp.SendAsync(Tool, new { keys })).Error?.Code ?? "reply";
        }
        catch (McpException)
        {
            outcome = "protocol error";
        }
        Assert.Equal(era is null ? "protocol error" : "cancelled", outcome);   // in the newest revision the client itself gives up
        Assert.Equal(3, (await redis.CallAsync(["EXISTS", .. keys])).Integer);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Form_shows_the_effect_and_accepts_nothing_by_default(string? era)
    {
        await using var mcp = await StartAsync(era, _ => new ElicitResult { Action = "decline" });
        string[] keys = await SeedAsync(mcp);
        await redis.CallAsync("PEXPIRE", keys[0], 100_000);
        await mcp.SendAsync(Tool, new { keys });
        var form = Assert.Single(_asked);
        Assert.Contains("default, database 0", form.Message, StringComparison.Ordinal);
        Assert.Contains("Keys: 3, 2 of them without expiry", form.Message, StringComparison.Ordinal);
        Assert.All(keys, key => Assert.Contains($"\"{key}\"", form.Message, StringComparison.Ordinal));
        var choice = Assert.IsType<ElicitRequestParams.UntitledSingleSelectEnumSchema>(Assert.Single(form.RequestedSchema!.Properties).Value);
        Assert.Equal((null, "no yes"), (choice.Default, string.Join(' ', choice.Enum)));
        Assert.Equal(["proceed"], form.RequestedSchema.Required);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Keys_cannot_hide_or_break_out_of_the_question(string? era)
    {
        await using var mcp = await StartAsync(era, _ => new ElicitResult { Action = "decline" });
        string[] keys = [mcp.Prefix + "\u202Eevil\u200B\nNothing will be deleted.", mcp.Prefix + new string('x', 5000), mcp.Prefix + "\"quoted\" <b>"];
        foreach (string key in keys)
        {
            await redis.CallAsync("SET", key, "1", "PX", 60_000);
        }
        await mcp.SendAsync(Tool, new { keys });
        string message = Assert.Single(_asked).Message;
        Assert.DoesNotContain(message, c => c is '\u202E' or '\u200B' or '<');
        Assert.Contains("""\u202Eevil\u200B\nNothing""", message, StringComparison.Ordinal);
        Assert.InRange(message.Length, 50, 1000);
        Assert.Equal(3, message.Split('\n').Count(line => line.StartsWith("  ", StringComparison.Ordinal)));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task C09_when_the_effect_changes_while_the_user_thinks_they_are_asked_again(string? era)
    {
        ToolHarness? harness = null;
        await using var mcp = await StartAsync(era, _ =>
        {
            if (_asked.Count == 1)
            {
                redis.CallAsync("SET", harness!.Prefix + "late", "v").GetAwaiter().GetResult();
            }
            return Yes();
        });
        harness = mcp;
        await SeedAsync(mcp);
        Assert.Equal(4, (await mcp.CallAsync(Tool, new { pattern = mcp.Prefix + "*" })).At("changed").GetInt64());
        Assert.Equal(2, _asked.Count);
        Assert.Contains("Keys: 3", _asked[0].Message, StringComparison.Ordinal);
        Assert.Contains("Keys: 4", _asked[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_effect_changes_each_time_the_questions_end()
    {
        ToolHarness? harness = null;
        await using var mcp = await StartAsync(ToolHarness.Handshake, _ =>
        {
            redis.CallAsync("SET", $"{harness!.Prefix}late{_asked.Count}", "v").GetAwaiter().GetResult();
            return Yes();
        });
        harness = mcp;
        string[] keys = await SeedAsync(mcp);
        var error = await mcp.FailAsync(Tool, new { pattern = mcp.Prefix + "*" });
        Assert.Equal("confirmation_invalid", error.Code);
        Assert.Contains("changed each of the 3 times", error.Message, StringComparison.Ordinal);
        Assert.Equal(AskedCall.MostQuestions, _asked.Count);
        Assert.Equal(3, (await redis.CallAsync(["EXISTS", .. keys])).Integer);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Names_of_keys_are_no_markup_in_the_question(string? era)
    {
        await using var mcp = await StartAsync(era, _ => new ElicitResult { Action = "decline" });
        string[] keys = [mcp.Prefix + "![x](https://h/p) www.h", mcp.Prefix + "*b* `c` ~d~ _e_ <f> |g|", mcp.Prefix + "user_1:a"];
        foreach (string key in keys)
        {
            await redis.CallAsync("SET", key, "1", "PX", 60_000);
        }
        await mcp.SendAsync(Tool, new { keys });
        await mcp.SendAsync("redis_command_run", new { commands = new[] { new { args = (string[])["DEL", .. keys] } } });
        Assert.Equal(2, _asked.Count);
        Assert.All(_asked, form =>
        {
            Assert.DoesNotContain(form.Message, c => c is '[' or ']' or '!' or '*' or '`' or '~' or '<' or '|');
            Assert.Contains("""\u0021\u005Bx\u005D(https\u003A//h/p) www\u002Eh""", form.Message, StringComparison.Ordinal);
            Assert.Contains("""\u002Ab\u002A \u0060c\u0060 \u007Ed\u007E \u005Fe\u005F""", form.Message, StringComparison.Ordinal);
            Assert.Contains("user_1:a", form.Message, StringComparison.Ordinal);
        });
        Assert.All(keys, key => Assert.Contains($"\n  \"{key}\"", System.Text.RegularExpressions.Regex.Replace(_asked[0].Message, @"\\u([0-9A-F]{4})", m => ((char)Convert.ToInt32(m.Groups[1].Value, 16)).ToString()), StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task C07_an_answer_that_took_too_long_does_nothing(string? era)
    {
        var time = new ManualTime();
        await using var mcp = await StartAsync(era, _ =>
        {
            time.Advance(TimeSpan.FromMilliseconds(120_001));
            return Yes();
        }, time: time);
        string[] keys = await SeedAsync(mcp);
        Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { keys })).Code);
        Assert.Equal(3, (await redis.CallAsync(["EXISTS", .. keys])).Integer);
    }

    [Theory]
    [InlineData(ToolHarness.Newest, "0", null)]
    [InlineData(ToolHarness.Handshake, "0", null)]
    [InlineData(ToolHarness.Newest, "1", "confirmation_invalid")]
    [InlineData(ToolHarness.Handshake, "1", "confirmation_invalid")]
    [InlineData(ToolHarness.Newest, null, "confirmation_invalid")]
    [InlineData(ToolHarness.Handshake, null, "confirmation_invalid")]
    public async Task What_cannot_be_undone_asks_for_its_target_to_be_typed(string? era, string? typed, string? code)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "a", "1");
        var content = new Dictionary<string, JsonElement> { ["proceed"] = JsonSerializer.SerializeToElement("yes") };
        if (typed is not null)
        {
            content["target"] = JsonSerializer.SerializeToElement(typed);
        }
        await using var mcp = await StartAsync(era, _ => new ElicitResult { Action = "accept", Content = content }, server: server);
        Assert.Equal(code, (await mcp.SendAsync("redis_server_flush", new { target = "database" })).Error?.Code);
        Assert.Equal(["proceed", "target"], Assert.Single(_asked).RequestedSchema!.Required);
        Assert.Equal(code is null ? 0 : 1, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Client_that_can_ask_is_not_shown_a_token_and_asks_whatever_the_model_sends(string? era)
    {
        await using var mcp = await StartAsync(era, _ => new ElicitResult { Action = "decline" });
        string[] keys = await SeedAsync(mcp);
        var answer = await mcp.SendAsync(Tool, new { keys, confirmToken = "AQ" });
        Assert.Equal(("cancelled", null), (answer.Error!.Code, answer.Error.ConfirmToken));
        Assert.Equal("The user declined; nothing was done.", answer.Error.Message);
        Assert.Single(_asked);
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Refusing_tokens_does_not_refuse_users_and_the_audit_says_who(string? era)
    {
        var log = new LogLines();
        await using var mcp = await StartAsync(era, _ => Yes(), ToolHarness.Everything with { ConfirmFallback = "refuse" }, log);
        string[] keys = await SeedAsync(mcp);
        Assert.Equal(3, (await mcp.CallAsync(Tool, new { keys })).At("changed").GetInt64());
        Assert.Matches(" confirmed=[0-9a-f]{8},user ok ", log.Of<AuditFilter>()[^1].Text);
    }

    private static ElicitResult Yes() => new() { Action = "accept", Content = new Dictionary<string, JsonElement> { ["proceed"] = JsonSerializer.SerializeToElement("yes") } };

    private Task<ToolHarness> StartAsync(string? era, Func<ElicitRequestParams, ElicitResult> user, ServerOptions? options = null, ILoggerFactory? loggers = null, TimeProvider? time = null, RedisServerProcess? server = null) =>
        ToolHarness.StartAsync([server?.Options() ?? redis.Options()], options, era, new McpClientHandlers
        {
            ElicitationHandler = (question, _) =>
            {
                _asked.Add(question!);
                return new(user(question!));
            },
        }, loggers, time);

    private async Task<string[]> SeedAsync(ToolHarness mcp)
    {
        string[] keys = [.. Enumerable.Range(0, 3).Select(i => $"{mcp.Prefix}{i}")];
        foreach (string key in keys)
        {
            await redis.CallAsync("SET", key, "1");
        }
        return keys;
    }
}
