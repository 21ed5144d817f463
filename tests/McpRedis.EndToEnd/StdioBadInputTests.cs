using System.Text;
using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>Lines no client should send. Each gets the answer it deserves, and the next request is served.</summary>
public sealed class StdioBadInputTests(RedisFixture redis)
{
    private const int ParseError = -32700, InvalidRequest = -32600, MethodNotFound = -32601, InvalidParams = -32602;

    [Theory]
    [InlineData("hello")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("\"text\"")]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]""")]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":true,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""")]
    [InlineData("""{"id":1,"method":"ping"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"result":{}}""")]
    public async Task B01_B07_A_line_that_is_no_request_does_no_harm(string line)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        await program.SendAsync(line);

        await ServesAsync(program);
        while (program.TryNextUnclaimed(out var message))
        {
            Assert.True(ErrorCode(message) is ParseError or InvalidRequest, message.ToString());
        }
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task B01_Many_bad_lines_do_not_flood_the_log()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        await program.SendAsync(string.Join('\n', Enumerable.Repeat("no json", 2000)));

        await ServesAsync(program);
        Assert.InRange(program.Errors.Split('\n').Length, 2, 200);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public async Task B02_Nesting_100_000_deep_is_a_parse_error(string open, string close)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        string deep = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
        await program.SendAsync(RawLine.Call("7", "redis_key_scan", deep));

        Assert.Equal(ParseError, ErrorCode(await program.NextUnclaimedAsync()));
        await ServesAsync(program);
    }

    [Fact]
    public async Task B03_Invalid_utf8_is_replaced_and_answered()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        byte[] line = Encoding.Latin1.GetBytes(RawLine.Call("7", "redis_key_info", "{\"keys\":[\"\u00ff\u00fe\"]}") + "\n");
        var answer = program.AnswerTo("7");
        await program.SendAsync(line);

        Assert.True((await answer).TryGetProperty("result", out _));
        await ServesAsync(program);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"a\\udc00b\"")]
    public async Task B04_A_lone_surrogate_is_an_argument_error_that_names_the_field(string key)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);

        var reply = await SendAsync(program, "redis_key_get", $"{{\"key\":{key}}}");
        Assert.Equal("invalid_argument", reply.Code);
        Assert.Contains("key", reply.Message, StringComparison.Ordinal);
        await ServesAsync(program);
    }

    // A writing tool goes another way than a reading one.
    [Theory]
    [InlineData("\\ud800")]
    [InlineData("a\\udc00b")]
    [InlineData("\\ud83d\\ud83d\\ude00")]
    public async Task B04_A_lone_surrogate_is_never_written(string value)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");

        var reply = await SendAsync(program, "redis_string_set", $$"""{"items":[{"key":"k","value":"{{value}}"}]}""");
        Assert.Equal("invalid_argument", reply.Code);
        Assert.Contains("surrogate", reply.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_argument", (await SendAsync(program, "redis_key_delete", $$"""{"keys":["{{value}}"]}""")).Code);
        Assert.False((await SendAsync(program, "redis_string_set", """{"items":[{"key":"k","value":"\\ud800 \ud83d\ude00 \\"}]}""")).IsError);
        Assert.Equal("\\ud800 \U0001F600 \\", (await server.CallAsync("GET", "k")).Text);
        await ServesAsync(program);
    }

    // Replaced by U+FFFD on the way, it would name another key.
    [Fact]
    public async Task B04_Bytes_that_are_not_UTF_8_name_no_key_to_change()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "\ufffd", "v");
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");
        var answer = program.AnswerTo("7");
        await program.SendAsync(Encoding.Latin1.GetBytes(RawLine.Call("7", "redis_key_delete", "{\"keys\":[\"\u00ff\"]}") + "\n"));
        Assert.Contains("UTF-8", (await answer).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, (await server.CallAsync("DBSIZE")).Integer);
        await ServesAsync(program);
    }

    [Theory]
    [InlineData("nul \0 inside")]
    [InlineData("bidi \u202e and zero\u200bwidth")]
    public async Task B04_Characters_nobody_sees_are_kept_and_shown(string text)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        string key = RedisFixture.Prefix() + text;
        await redis.CallAsync("SET", key, text);

        var reply = await program.CallAsync("redis_key_get", new { key });
        Assert.False(reply.IsError, reply.Text);
        Assert.Contains(text, reply.Strings);
        Assert.DoesNotContain(reply.Text, character => character is '\0' or '\u202e' or '\u200b');
    }

    [Theory]
    [InlineData("redis_key_scan", """{"limit":"ten"}""", "limit")]
    [InlineData("redis_key_scan", """{"limit":1e308}""", "limit")]
    [InlineData("redis_key_scan", """{"limit":99999999999999999999}""", "limit")]
    [InlineData("redis_key_scan", """{"limit":1.5}""", "limit")]
    [InlineData("redis_key_scan", """{"limit":-1}""", "limit")]
    [InlineData("redis_key_scan", """{"limit":0}""", "limit")]
    [InlineData("redis_key_scan", """{"pattern":7}""", "pattern")]
    [InlineData("redis_key_scan", """{"details":"yes"}""", "details")]
    [InlineData("redis_key_scan", """{"type":"sring"}""", "string")]
    [InlineData("redis_key_get", """{}""", "key")]
    [InlineData("redis_key_get", """{"key":null}""", "key")]
    [InlineData("redis_key_get", """{"key":["a"]}""", "key")]
    [InlineData("redis_string_get", """{"keys":"a"}""", "keys")]
    [InlineData("redis_string_get", """{"keys":[1]}""", "keys")]
    [InlineData("redis_string_get", """{"keys":[null]}""", "keys")]
    [InlineData("redis_string_increment", """{"key":"a","by":9223372036854775808}""", "by")]
    [InlineData("redis_key_expire", """{"keys":["a"],"ttlMs":9223372036854775808}""", "ttlMs")]
    [InlineData("redis_key_scan", """{"patern":"a*"}""", "pattern")]
    [InlineData("redis_key_get", """{"key":"a","Limit":1,"nonsense":true}""", "nonsense")]
    public async Task B05_B06_B11_A_wrong_argument_is_named_before_redis_hears_of_it(string tool, string arguments, string named)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{server.Port}");
        await program.CallAsync("redis_key_scan", new { });
        string before = await CallsAsync(server);

        var reply = await SendAsync(program, tool, arguments);
        Assert.Equal("invalid_argument", reply.Code);
        Assert.Contains(named, reply.Message + reply.Hint, StringComparison.Ordinal);
        Assert.Equal(before, await CallsAsync(server));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("true")]
    public async Task B05_Arguments_that_are_no_object_are_refused(string arguments)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        await RefusesAsync(program, RawLine.Call("7", "redis_key_scan", arguments));
        await ServesAsync(program);
    }

    [Fact]
    public async Task B07_Duplicate_members_and_duplicate_ids_are_survived()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        var answer = program.AnswerTo("7");
        await program.SendAsync("""{"jsonrpc":"2.0","id":6,"id":7,"method":"nothing","method":"tools/list","params":{}}""");
        await Task.WhenAny(answer, program.NextUnclaimedAsync());

        // Both calls of one id are answered, or the second is refused; neither is left open and neither ends the program.
        answer = program.AnswerTo("8");
        await program.SendAsync(RawLine.Request("8", "tools/list") + "\n" + RawLine.Request("8", "tools/list"));
        await answer;
        await ServesAsync(program);
    }

    [Fact]
    public async Task B08_An_unknown_method_is_refused_without_echoing_what_could_harm()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        var answer = program.AnswerTo("7");
        await program.SendAsync(RawLine.Request("7", "no\\u001b[31m\\u202e/" + new string('x', 50_000)));

        var error = (await answer).GetProperty("error");
        Assert.Equal(MethodNotFound, error.GetProperty("code").GetInt32());
        HoldsNothingHarmful(error);
    }

    [Theory]
    [InlineData("redis_no_such_tool")]
    [InlineData("REDIS_KEY_GET")]
    [InlineData("")]
    [InlineData("x\\u001b[31m\\u202e")]
    public async Task B08_An_unknown_tool_is_refused(string tool)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        var answer = program.AnswerTo("7");
        await program.SendAsync(RawLine.Call("7", tool));

        var error = (await answer).GetProperty("error");
        Assert.Equal(InvalidParams, error.GetProperty("code").GetInt32());
        HoldsNothingHarmful(error);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"arguments":{}}""")]
    [InlineData("""{"name":7}""")]
    [InlineData("[]")]
    [InlineData("7")]
    public async Task B08_A_call_without_a_tool_is_refused(string parameters)
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        await RefusesAsync(program, RawLine.Request("7", "tools/call", parameters));
        await ServesAsync(program);
    }

    // Either way of refusing is right as long as there is one: an error for the id, or for a line that could not be read.
    private static async Task RefusesAsync(StdioProcess program, string line)
    {
        var answer = program.AnswerTo("7");
        await program.SendAsync(line);
        var refusal = await await Task.WhenAny(answer, program.NextUnclaimedAsync());
        Assert.True(refusal.TryGetProperty("error", out _) || new ToolReply(refusal.GetProperty("result")).Code == "invalid_argument", refusal.ToString());
    }

    private static async Task ServesAsync(StdioProcess program) => Assert.NotEmpty(await program.ListToolsAsync());

    private static async Task<ToolReply> SendAsync(StdioProcess program, string tool, string arguments)
    {
        var answer = program.AnswerTo("7");
        await program.SendAsync(RawLine.Call("7", tool, arguments));
        var message = await answer;
        return message.TryGetProperty("error", out var error) ? throw new ProtocolErrorException(error) : new ToolReply(message.GetProperty("result"));
    }

    private static int ErrorCode(JsonElement message) => message.GetProperty("error").GetProperty("code").GetInt32();

    private static void HoldsNothingHarmful(JsonElement error)
    {
        string message = error.GetProperty("message").GetString()!;
        Assert.InRange(message.Length, 1, 500);
        Assert.DoesNotContain(message, character => char.IsControl(character) || character == '\u202e');
    }

    // Without the commands that the look itself and the program's own heartbeat run.
    private static async Task<string> CallsAsync(RedisServerProcess server)
    {
        await using var raw = await server.ConnectAsync();
        var calls = (await raw.InfoAsync("commandstats")).Where(line => line.Key is not ("cmdstat_info" or "cmdstat_ping" or "cmdstat_echo")
            && !line.Key.StartsWith("cmdstat_client", StringComparison.Ordinal));
        return string.Join('\n', calls.Select(line => $"{line.Key} {line.Value.Split(',')[0]}").Order(StringComparer.Ordinal));
    }
}
