using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using McpRedis.Guard;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpRedis.Http;

/// <summary>A conversation of the handshake era: its transport and server live from its initialize to its end.</summary>
internal sealed class HttpSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TimeProvider _time;
    private readonly Task _running;
    private long _lastSeen;
    private int _requests, _listening, _disposed;
    private readonly ConcurrentDictionary<RequestId, RunningCall> _calls = new();

    public HttpSession(string id, Principal principal, StreamableHttpServerTransport transport, McpServer server, TimeProvider time)
    {
        (Id, Principal, Transport, _time) = (id, principal, transport, time);
        Server = server;
        _lastSeen = time.GetTimestamp();
        _running = server.RunAsync(_end.Token);
        _ = transport.HandleGetRequestAsync(Events, _end.Token);   // ends with the transport
    }

    public string Id { get; }

    /// <summary>Who began it; nobody else can use it, and nor can they once their rights have changed.</summary>
    public Principal Principal { get; }

    public StreamableHttpServerTransport Transport { get; }

    public McpServer Server { get; }

    /// <summary>What belongs to no request.</summary>
    public SessionEvents Events { get; } = new();

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Since its last request; zero while one is worked on.</summary>
    public TimeSpan Idle => Volatile.Read(ref _requests) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastSeen));

    /// <summary>A request of it is worked on; one whose client is gone keeps it alive no longer.</summary>
    public IDisposable Enter(CancellationToken gone) => new Request(this, gone);

    /// <summary>A call that runs beside the SDK's server, which hears of its id only if it is cancelled.</summary>
    public RunningCall Start(RequestId id) => new(_calls, id, Ended);

    // {"method":"notifications/cancelled","params":{"requestId":7}}
    public void Cancel(JsonRpcNotification cancelled)
    {
        if (cancelled.Params is JsonObject parameters && parameters["requestId"] is JsonValue id)
        {
            var asked = id.TryGetValue(out long number) ? new RequestId(number) : id.TryGetValue(out string? text) ? new RequestId(text) : default;
            if (asked.Id is not null && _calls.TryGetValue(asked, out var call))
            {
                call.Cancel();
            }
        }
    }

    /// <summary>There is one stream for what belongs to no request; false for a second.</summary>
    public bool TryListen() => Interlocked.CompareExchange(ref _listening, 1, 0) == 0;

    public void StopListening() => Volatile.Write(ref _listening, 0);

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }
        await _end.CancelAsync();
        await Transport.DisposeAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        await Server.DisposeAsync();
    }

    private sealed class Request : IDisposable
    {
        private readonly CancellationTokenRegistration _gone;
        private HttpSession? _session;

        public Request(HttpSession session, CancellationToken gone)
        {
            _session = session;
            Interlocked.Increment(ref session._requests);
            _gone = gone.Register(Leave);
        }

        public void Dispose()
        {
            _gone.Dispose();
            Leave();
        }

        private void Leave()
        {
            if (Interlocked.Exchange(ref _session, null) is { } session)
            {
                Volatile.Write(ref session._lastSeen, session._time.GetTimestamp());
                Interlocked.Decrement(ref session._requests);
            }
        }
    }
}
