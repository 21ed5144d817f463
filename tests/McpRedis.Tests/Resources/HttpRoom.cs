using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Pipeline;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Tests.Resources;

/// <summary>One server object behind the SDK's HTTP transport, without HTTP around it: a session, or what answers one stateless request.</summary>
internal sealed class HttpRoom : IAsyncDisposable
{
    private readonly StreamableHttpServerTransport _transport;
    private readonly McpServer _server;
    private readonly Task _running;
    private readonly CancellationTokenSource _stop = new();

    public HttpRoom(Composition composition, Principal principal, string? sessionId)
    {
        Principal = principal;
        _transport = new StreamableHttpServerTransport(NullLoggerFactory.Instance) { Stateless = sessionId is null, SessionId = sessionId };
        var view = composition.View(principal.Grant);
        _server = McpServer.Create(_transport, view.Options, NullLoggerFactory.Instance, view);
        _running = _server.RunAsync(_stop.Token);
    }

    /// <summary>Who posts.</summary>
    public Principal Principal { get; set; }

    /// <summary>A session that has shaken hands.</summary>
    public static async Task<HttpRoom> SessionAsync(Composition composition, Principal principal, string sessionId)
    {
        var room = new HttpRoom(composition, principal, sessionId);
        await room.AskAsync("""{"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}""");
        await room.PostAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""").Done;
        return room;
    }

    /// <summary>The one answer of a request.</summary>
    public async Task<JsonElement> AskAsync(string message)
    {
        var answer = PostAsync(message);
        var first = await answer.NextAsync();
        await answer.Done;
        return first;
    }

    /// <summary>Posts a message; what is sent back for it comes one by one.</summary>
    public HttpAnswer PostAsync(string message, CancellationToken cancellationToken = default)
    {
        var parsed = JsonSerializer.Deserialize(message, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage)))!;
        bool stateless = message.Contains("2026-07-28", StringComparison.Ordinal);
        parsed.Context = new JsonRpcMessageContext { User = new Caller(Principal), ProtocolVersion = stateless ? "2026-07-28" : null };
        return new(stream => _transport.HandlePostRequestAsync(parsed, stream, cancellationToken));
    }

    /// <summary>What is sent without having been asked for.</summary>
    public HttpAnswer Get() => new(async stream =>
    {
        await _transport.HandleGetRequestAsync(stream, _stop.Token);
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        await _transport.DisposeAsync();
        await _stop.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(TestTimeout.HangGuard);
        await _server.DisposeAsync();
    }
}

/// <summary>The body of an answer: events as they come.</summary>
internal sealed class HttpAnswer
{
    private readonly Pipe _body = new(new PipeOptions(pauseWriterThreshold: 0));

    public HttpAnswer(Func<Stream, Task<bool>> handle)
    {
        Done = RunAsync();

        async Task<bool> RunAsync()
        {
            try
            {
                return await handle(_body.Writer.AsStream());
            }
            catch (OperationCanceledException)
            {
                return false;
            }
            finally
            {
                await _body.Writer.CompleteAsync();
            }
        }
    }

    /// <summary>Completes with the body; true when there was one.</summary>
    public Task<bool> Done { get; }

    /// <summary>The next message; undefined at the end.</summary>
    public async Task<JsonElement> NextAsync()
    {
        while (await LineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Length > 6)
            {
                return JsonElement.Parse(line[6..]);
            }
        }
        return default;
    }

    private async Task<string?> LineAsync()
    {
        while (true)
        {
            var read = await _body.Reader.ReadAsync(TestTimeout.Token());
            if (read.Buffer.PositionOf((byte)'\n') is { } end)
            {
                string line = Encoding.UTF8.GetString(read.Buffer.Slice(0, end));
                _body.Reader.AdvanceTo(read.Buffer.GetPosition(1, end));
                return line;
            }
            if (read.IsCompleted)
            {
                return null;
            }
            _body.Reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
