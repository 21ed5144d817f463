using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Stdio;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Tests.Stdio;

/// <summary>A server that is spoken to line by line, as a client that follows no rule would: our own, or the SDK's transport in front of the same tools.</summary>
internal sealed class LineServer : IAsyncDisposable
{
    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly StreamReader _answers;
    private readonly ITransport _transport;
    private readonly McpServer _server;
    private readonly Task _running;

    private LineServer(Composition composition, Func<Stream, Stream, ITransport> open, ILoggerFactory loggers)
    {
        _answers = new StreamReader(_toClient.Reader.AsStream());
        _transport = open(_toServer.Reader.AsStream(), _toClient.Writer.AsStream());
        _server = McpServer.Create(_transport, composition.Local.Options, loggers, composition);
        (_transport as StdioTransport)?.Attach(_server);
        _running = _server.RunAsync(CancellationToken.None);
    }

    /// <summary>Completes when the server has left.</summary>
    public Task Left => _running;

    public static LineServer Ours(Composition composition, ILoggerFactory? loggers = null) => new(
        composition,
        (input, output) => new StdioTransport(input, output, composition.Catalogue, composition.Pipeline, loggers ?? NullLoggerFactory.Instance, TimeProvider.System),
        loggers ?? NullLoggerFactory.Instance);

    public static LineServer Sdk(Composition composition) => new(composition, (input, output) => new StreamServerTransport(input, output), NullLoggerFactory.Instance);

    public Task SendAsync(string line) => SendAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task SendAsync(byte[] bytes) => await _toServer.Writer.WriteAsync(bytes, TestTimeout.Token());

    /// <summary>The next line that comes, whatever it answers; undefined at the end.</summary>
    public async Task<JsonElement> NextAsync()
    {
        if (await _answers.ReadLineAsync(TestTimeout.Token()) is not { } line)
        {
            return default;
        }
        using var document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    /// <summary>Sends a request and gives what comes next.</summary>
    public async Task<JsonElement> AskAsync(string line)
    {
        await SendAsync(line);
        return await NextAsync();
    }

    /// <summary>Sends a line that gets no answer: a ping behind it is what is answered next.</summary>
    public async Task TellAsync(string line)
    {
        await SendAsync(line);
        await SilentAsync();
    }

    /// <summary>Nothing is left to be read but the answer to a ping.</summary>
    public async Task SilentAsync()
    {
        string id = Guid.NewGuid().ToString("n");
        var pong = await AskAsync($$"""{"jsonrpc":"2.0","id":"{{id}}","method":"ping"}""");
        Assert.Equal(id, pong.GetProperty("id").ToString());
    }

    public async Task<JsonElement> InitializeAsync(string version = ToolHarness.Handshake, int id = 0)
    {
        var answer = await AskAsync(RequestTable.Request("initialize", $$$"""{"protocolVersion":"{{{version}}}","capabilities":{},"clientInfo":{"name":"lines","version":"1"}}""", id.ToString(CultureInfo.InvariantCulture)));
        await SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        return answer;
    }

    /// <summary>The end of stdin.</summary>
    public async Task EndInputAsync() => await _toServer.Writer.CompleteAsync();

    public async ValueTask DisposeAsync()
    {
        await EndInputAsync();
        await _server.DisposeAsync();
        await _transport.DisposeAsync();
        _answers.Dispose();
    }
}
