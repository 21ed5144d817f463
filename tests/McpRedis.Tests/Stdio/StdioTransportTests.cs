using System.Text;
using McpRedis.Hosting;
using McpRedis.Stdio;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpRedis.Tests.Stdio;

public sealed class StdioTransportTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Call = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"redis_connection_list"}}""";
    private readonly LogLines _log = new();
    private Composition _composition = null!;
    private LineServer _line = null!;

    public ValueTask InitializeAsync()
    {
        _composition = new Composition(ToolHarness.Everything, [redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        _line = LineServer.Ours(_composition, _log);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _composition.DisposeAsync();
        _log.Dispose();
    }

    [Fact]
    public async Task Everything_asked_is_answered_before_the_end_of_input_ends_it()
    {
        const int Calls = 100;
        await _line.InitializeAsync();
        var lines = new StringBuilder();
        for (int i = 1; i <= Calls; i++)
        {
            // Both ways through: the front desk takes the reads, the SDK the changes.
            lines.Append(RequestTable.Request("tools/call", i % 2 == 0 ? """{"name":"redis_key_get","arguments":{"key":"none"}}""" : """{"name":"redis_string_set","arguments":{"items":[]}}""", i.ToString(System.Globalization.CultureInfo.InvariantCulture))).Append('\n');
        }
        await _line.SendAsync(Encoding.UTF8.GetBytes(lines.ToString()));
        await _line.EndInputAsync();
        var ids = new List<int>();
        for (int i = 0; i < Calls; i++)
        {
            ids.Add((await _line.NextAsync()).GetProperty("id").GetInt32());
        }
        Assert.Equal(Enumerable.Range(1, Calls), ids.Order());
        await _line.Left.WaitAsync(TestTimeout.Token());
    }

    [Fact]
    public async Task Last_line_needs_no_end()
    {
        await _line.InitializeAsync();
        await _line.SendAsync(Encoding.UTF8.GetBytes(Call));
        await _line.EndInputAsync();
        Assert.Equal(1, (await _line.NextAsync()).GetProperty("id").GetInt32());
        await _line.Left.WaitAsync(TestTimeout.Token());
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\"\\ud800\"")]
    public async Task Line_that_is_no_message_is_ignored_and_told_in_the_log(string line)
    {
        await _line.InitializeAsync();
        await _line.TellAsync(line);
        Assert.Contains(_log.Of<StdioTransport>(), one => one.Text.Contains("ignored", StringComparison.Ordinal));
        Assert.Equal(1, (await _line.AskAsync(Call)).GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("""{"id":902,"method":"ping"}""", "902")]
    [InlineData("""{"jsonrpc":"1.0","id":"a","method":"ping"}""", "\"a\"")]
    [InlineData("""{"jsonrpc":"2.0","id":903,"method":5}""", "903")]
    [InlineData("""{"jsonrpc":"2.0","id":1.5,"method":"ping"}""", null)]
    [InlineData("""{"jsonrpc":"2.0","id":null,"method":"ping"}""", null)]
    [InlineData("""{"jsonrpc":"2.0","id":{"a":1},"method":"ping"}""", null)]
    [InlineData("""{"jsonrpc":"2.0","id":99999999999999999999,"method":"ping"}""", null)]
    [InlineData("""{"jsonrpc":"2.0","id":913,"method":"ping"} {"jsonrpc":"2.0","id":914,"method":"ping"}""", null)]
    [InlineData("""[{"jsonrpc":"2.0","id":900,"method":"ping"}]""", null)]
    public async Task Request_that_is_none_is_answered(string line, string? id)
    {
        await _line.InitializeAsync();
        var answer = await _line.AskAsync(line);
        Assert.Equal((-32600, id), (answer.GetProperty("error").GetProperty("code").GetInt32(), answer.TryGetProperty("id", out var said) ? said.GetRawText() : null));
        await _line.SilentAsync();
    }

    [Fact]
    public async Task Log_of_rubbish_is_short()
    {
        await _line.InitializeAsync();
        await _line.TellAsync(string.Concat(Enumerable.Repeat("rubbish\n", 500)) + "rubbish");
        Assert.InRange(_log.Of<StdioTransport>().Count, 1, 100);
    }

    [Fact]
    public async Task Line_beyond_the_limit_is_refused_and_the_next_is_served()
    {
        await _line.InitializeAsync();
        byte[] line = new byte[StdioTransport.MaxLineBytes + 2];
        Array.Fill(line, (byte)'x');
        line[^1] = (byte)'\n';
        await _line.SendAsync(line);
        var answer = await _line.NextAsync();
        Assert.Equal((-32600, false), (answer.GetProperty("error").GetProperty("code").GetInt32(), answer.TryGetProperty("id", out _)));
        Assert.Equal(1, (await _line.AskAsync(Call)).GetProperty("id").GetInt32());
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    [InlineData("{\"a\":[", "]}")]
    public async Task Deep_nesting_is_refused_and_the_next_is_served(string open, string close)
    {
        await _line.InitializeAsync();
        string deep = string.Concat(Enumerable.Repeat(open, 10_000)) + "1" + string.Concat(Enumerable.Repeat(close, 10_000));
        var answer = await _line.AskAsync(RequestTable.Request("tools/call", $"{{\"name\":\"redis_key_get\",\"arguments\":{{\"key\":{deep}}}}}"));
        Assert.Equal(-32700, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(1, (await _line.AskAsync(Call)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Id_in_use_is_not_answered_twice()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var composition = new Composition(ToolHarness.Everything, [server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var line = LineServer.Ours(composition, _log);
        await line.InitializeAsync();
        string call = RequestTable.Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"none"}}""", "5");
        await line.AskAsync(call.Replace("5,", "4,", StringComparison.Ordinal));   // connected
        server.Pause();
        await line.SendAsync(call);
        var refused = await line.AskAsync(call);   // the first is still open
        Assert.Equal((-32600, false), (refused.GetProperty("error").GetProperty("code").GetInt32(), refused.TryGetProperty("id", out _)));
        server.Resume();
        Assert.Equal(5, (await line.NextAsync()).GetProperty("id").GetInt32());
        await line.SilentAsync();
    }

    [Fact]
    public async Task Cancelled_call_gets_no_answer_and_its_id_is_free()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var composition = new Composition(ToolHarness.Everything, [server.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var line = LineServer.Ours(composition, _log);
        await line.InitializeAsync();
        string call = RequestTable.Request("tools/call", """{"name":"redis_key_get","arguments":{"key":"none"}}""", "5");
        await line.AskAsync(call.Replace("5,", "4,", StringComparison.Ordinal));   // connected
        server.Pause();
        await line.SendAsync(call);
        await line.TellAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}""");
        server.Resume();
        await line.SilentAsync();
        Assert.Equal(5, (await line.AskAsync(call)).GetProperty("id").GetInt32());
    }

    [Fact]
    public async Task Client_that_went_away_ends_it()
    {
        var input = new System.IO.Pipelines.Pipe();
        await using var transport = new StdioTransport(input.Reader.AsStream(), new Broken(), _composition.Catalogue, _composition.Pipeline, _log, TimeProvider.System);
        await input.Writer.WriteAsync(Encoding.UTF8.GetBytes(RequestTable.Request("initialize", """{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}""") + "\n"));
        await transport.MessageReader.Completion.WaitAsync(TestTimeout.Token());
        await input.Writer.CompleteAsync();
    }

    private sealed class Broken : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("EPIPE");
    }
}
