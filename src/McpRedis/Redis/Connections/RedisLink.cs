using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis.Connections;

/// <summary>
/// One multiplexer, made when first needed. It connects once and then reconnects by itself; a caller that comes
/// while it is down waits a moment (a restarting server is back in less) and then hears so.
/// </summary>
internal sealed class RedisLink(ConnectionOptions options, bool large, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private Task<ConnectionMultiplexer>? _connecting;
    private TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts connections: a probe made on an earlier one is stale.</summary>
    public int Generation { get; private set; }

    /// <summary>The multiplexer when it is connected, without waiting and without allocating; else null.</summary>
    public ConnectionMultiplexer? Ready => _connecting is { IsCompletedSuccessfully: true } done && done.Result.IsConnected ? done.Result : null;

    /// <summary>The connected multiplexer.</summary>
    /// <exception cref="Fault">redis_unavailable or auth_failed, within about a second.</exception>
    public async Task<ConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (_lock)
        {
            // A failed attempt (a name that does not resolve) is made anew; a multiplexer is kept.
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }
            connecting = _connecting;
        }
        long started = time.GetTimestamp();
        ConnectionMultiplexer multiplexer;
        try
        {
            multiplexer = await connecting.WaitAsync(Grace, time, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or IOException or ArgumentException or System.Net.Sockets.SocketException or System.Security.Cryptography.CryptographicException)
        {
            throw ConnectionFault.Of(options, e);
        }
        if (!multiplexer.IsConnected)
        {
            // One grace for connecting and waiting together: who asks first waits no longer than who asks later.
            var left = Grace - time.GetElapsedTime(started);
            await WaitForRestoreAsync(multiplexer, left > Shortest ? left : Shortest, cancellationToken);
        }
        return multiplexer;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsCompletedSuccessfully: true } done)
        {
            await done.Result.DisposeAsync();
        }
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var multiplexer = await MultiplexerFactory.ConnectAsync(options, large);
        Generation++;
        multiplexer.ConnectionRestored += (_, _) =>
        {
            Generation++;
            Interlocked.Exchange(ref _restored, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        };
        return multiplexer;
    }

    private async Task WaitForRestoreAsync(ConnectionMultiplexer multiplexer, TimeSpan wait, CancellationToken cancellationToken)
    {
        var restored = _restored.Task;
        if (multiplexer.IsConnected)
        {
            return;
        }
        try
        {
            await restored.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            if (!multiplexer.IsConnected)
            {
                throw ConnectionFault.Of(options, await WhyAsync(multiplexer) ?? e);
            }
        }
    }

    // The library keeps the reason of the last attempt to itself and tells it to whoever asks while it is down.
    private static async Task<Exception?> WhyAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.GetDatabase().PingAsync();
            return null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return e;
        }
    }
}
