using McpRedis.Guard;
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

    public HttpSession(string id, Principal principal, StreamableHttpServerTransport transport, McpServer server, TimeProvider time)
    {
        (Id, Principal, Transport, _time) = (id, principal, transport, time);
        Server = server;
        _lastSeen = time.GetTimestamp();
        _running = server.RunAsync(_end.Token);
    }

    public string Id { get; }

    /// <summary>Who began it; nobody else can use it, and nor can they once their rights have changed.</summary>
    public Principal Principal { get; }

    public StreamableHttpServerTransport Transport { get; }

    public McpServer Server { get; }

    /// <summary>Cancelled when the session ends.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Since its last request; zero while one is worked on.</summary>
    public TimeSpan Idle => Volatile.Read(ref _requests) > 0 ? TimeSpan.Zero : _time.GetElapsedTime(Volatile.Read(ref _lastSeen));

    public void Enter() => Interlocked.Increment(ref _requests);

    public void Leave()
    {
        Volatile.Write(ref _lastSeen, _time.GetTimestamp());
        Interlocked.Decrement(ref _requests);
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
}
