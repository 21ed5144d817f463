using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Stdio;

/// <summary>What becomes of a call whose user is being asked: answers of every shape, cancellation, and the end of input.</summary>
public sealed class OpenFormTests : IAsyncLifetime
{
    private const string Yes = """{"action":"accept","content":{"proceed":"yes"}}""";
    private RedisServerProcess _server = null!;
    private Composition _composition = null!;
    private LineServer _line = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RedisServerProcess.StartAsync();
        await _server.CallAsync("MSET", "a", "1", "b", "1");
        _composition = new Composition(ToolHarness.Everything, [_server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        _line = LineServer.Ours(_composition);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _composition.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("5")]
    [InlineData("""{"action":5}""")]
    [InlineData("""{"action":null,"content":{"proceed":"yes"}}""")]
    [InlineData("""{"action":"accept","content":[]}""")]
    [InlineData("""{"action":"accept","content":"yes"}""")]
    [InlineData("""{"action":"accept","content":{"proceed":null}}""")]
    [InlineData("""{"action":"accept","content":{"proceed":["yes"]}}""")]
    public async Task Answer_of_another_shape_is_told_and_does_nothing(string result)
    {
        var form = await AskAsync("1");
        var reply = await _line.AskAsync($$"""{"jsonrpc":"2.0","id":{{form}},"result":{{result}}}""");
        Assert.Equal("confirmation_invalid", Code(reply));
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
    }

    [Theory]
    [InlineData("""{"confirm":null}""")]
    [InlineData("""{"confirm":5}""")]
    [InlineData("""{"confirm":[]}""")]
    [InlineData("""{"confirm":{"action":5}}""")]
    [InlineData("""{"confirm":{"action":"accept","content":[]}}""")]
    [InlineData("""{"other":{"action":"accept","content":{"proceed":"yes"}}}""")]
    [InlineData("{}")]
    public async Task Answer_of_another_shape_is_told_without_handshake(string answers)
    {
        string state = await StateAsync();
        Assert.Equal("confirmation_invalid", Code(await _line.AskAsync(Newest("2", state, answers))));
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Who_declined_cannot_agree_to_the_same_question()
    {
        string state = await StateAsync();
        Assert.Equal("cancelled", Code(await _line.AskAsync(Newest("2", state, """{"confirm":{"action":"decline"}}"""))));
        var late = await _line.AskAsync(Newest("3", state, $$$"""{"confirm":{{{Yes}}}}"""));
        Assert.Equal("confirmation_invalid", Code(late));
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
        Assert.Null(Code(await _line.AskAsync(Newest("4", await StateAsync("5"), $$$"""{"confirm":{{{Yes}}}}"""))));
        Assert.Equal(0, (await _server.CallAsync("DBSIZE")).Integer);
    }

    // The SDK's requests are numbered from one, as this client's are.
    [Fact]
    public async Task Call_is_cancelled_whatever_ids_the_questions_had()
    {
        int form = await AskAsync("1", """{"pattern":"*"}""");
        Assert.Equal(1, form);
        await _server.CallAsync("SET", "c", "1");
        var second = await _line.AskAsync($$"""{"jsonrpc":"2.0","id":{{form}},"result":{{Yes}}}""");
        Assert.Equal("elicitation/create", second.GetProperty("method").GetString());
        await _line.TellAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}""");
        await _line.TellAsync($$"""{"jsonrpc":"2.0","id":{{second.GetProperty("id")}},"result":{{Yes}}}""");
        Assert.Equal("cancelled", Code(await _line.AskAsync($$$"""{"jsonrpc":"2.0","id":{{{await AskAgainAsync("1")}}},"result":{"action":"decline"}}""")));
        Assert.Equal(3, (await _server.CallAsync("DBSIZE")).Integer);
    }

    // The SDK works on messages side by side: without care one in a hundred of these deletes.
    [Fact]
    public async Task Answer_does_not_overtake_the_cancellation_before_it()
    {
        int form = await AskAsync("0");
        for (int i = 1; i <= 200; i++)
        {
            await _line.SendAsync($$$"""
                {"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":{{{i - 1}}}}}
                {"jsonrpc":"2.0","id":{{{form}}},"result":{{{Yes}}}}
                """);
            form = await AskAgainAsync($"{i}");
        }
        Assert.Equal("cancelled", Code(await _line.AskAsync($$$"""{"jsonrpc":"2.0","id":{{{form}}},"result":{"action":"decline"}}""")));
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Answer_to_nothing_is_ignored()
    {
        int form = await AskAsync("1");
        await _line.TellAsync($$"""{"jsonrpc":"2.0","id":"#1","result":{{Yes}}}""");
        await _line.TellAsync($$"""{"jsonrpc":"2.0","id":99,"result":{{Yes}}}""");
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
        Assert.Null(Code(await _line.AskAsync($$"""{"jsonrpc":"2.0","id":{{form}},"result":{{Yes}}}""")));
        Assert.Equal(0, (await _server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task End_of_input_ends_the_question_and_does_nothing()
    {
        await AskAsync("1");
        await _line.EndInputAsync();
        Assert.Equal("cancelled", Code(await _line.NextAsync()));
        await _line.Left.WaitAsync(TestTimeout.Token());
        Assert.Equal(2, (await _server.CallAsync("DBSIZE")).Integer);
    }

    private async Task<int> AskAsync(string id, string arguments = """{"keys":["a","b"]}""")
    {
        await _line.AskAsync(RequestTable.Request("initialize", """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"lines","version":"1"}}""", "0"));
        await _line.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return await AskAgainAsync(id, arguments);
    }

    private async Task<int> AskAgainAsync(string id, string arguments = """{"keys":["a","b"]}""")
    {
        var form = await _line.AskAsync(RequestTable.Request("tools/call", $$"""{"name":"redis_key_delete","arguments":{{arguments}}}""", id));
        Assert.Equal("elicitation/create", form.GetProperty("method").GetString());
        return form.GetProperty("id").GetInt32();
    }

    private async Task<string> StateAsync(string id = "1") =>
        (await _line.AskAsync(Newest(id, null, null))).GetProperty("result").GetProperty("requestState").GetString()!;

    private static string Newest(string id, string? state, string? answers) => RequestTable.Request(
        "tools/call",
        """{"name":"redis_key_delete","arguments":{"keys":["a","b"]},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{"elicitation":{}},"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"}}"""
            + (state is null ? "}" : $",\"requestState\":{JsonSerializer.Serialize(state)},\"inputResponses\":{answers}}}"),
        id);

    // Null for a success.
    private static string? Code(JsonElement answer)
    {
        var result = answer.GetProperty("result");
        return result.TryGetProperty("isError", out var failed) && failed.GetBoolean()
            ? JsonElement.Parse(result.GetProperty("content")[0].GetProperty("text").GetString()!).GetProperty("code").GetString()
            : null;
    }
}
