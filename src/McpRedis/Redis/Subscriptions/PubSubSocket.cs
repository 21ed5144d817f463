using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Subscriptions;

/// <summary>
/// One connection to one server that does nothing but listen. Its own and not the client library's, so that messages
/// keep the server's order, a refused channel is told by the server's own words, and a lost connection is noticed at
/// once; closing it ends every subscription on it. It speaks RESP2, which every server has, and one topic a command,
/// so that each command has exactly one answer and answers come in the order of commands.
/// </summary>
internal sealed class PubSubSocket : IAsyncDisposable
{
    // A silent line is asked for a sign of life; a second silent period means that it is dead.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(5);

    private readonly Stream _stream;
    private readonly PushReader _reader;
    private readonly TimeProvider _time;
    private readonly Action<RedisMessage> _deliver;
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly Queue<TaskCompletionSource<string?>> _unanswered = [];   // under _writing's order; guarded by itself
    private readonly CancellationTokenSource _end = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _work = Task.CompletedTask;
    private bool _heard;

    private PubSubSocket(Stream stream, Action<RedisMessage> deliver, TimeProvider time)
    {
        (_stream, _deliver, _time, _reader) = (stream, deliver, time, new PushReader(stream));
    }

    /// <summary>Completes when the connection is lost, or the server has moved a shard channel away.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Connects and logs in.</summary>
    /// <exception cref="Fault">redis_unavailable or auth_failed.</exception>
    public static async Task<PubSubSocket> OpenAsync(ConnectionOptions options, EndPoint endpoint, Action<RedisMessage> deliver, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var socket = new PubSubSocket(await DirectStream.OpenAsync(options, endpoint, either.Token), deliver, time);
            socket._work = Task.WhenAll(socket.PumpAsync(), socket.WatchAsync());
            try
            {
                await socket.LogInAsync(options, either.Token);
                return socket;
            }
            catch
            {
                await socket.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException or AuthenticationException or CryptographicException)
        {
            throw ConnectionFault.Of(options, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectionFault.Of(options, new TimeoutException("", e));
        }
    }

    /// <summary>Begins to listen to a topic; returns when the server has confirmed it.</summary>
    /// <exception cref="Fault">The server refused it, or the connection was lost.</exception>
    public async Task SubscribeAsync(Topic topic, CancellationToken cancellationToken)
    {
        string? error;
        try
        {
            error = await AskAsync(cancellationToken, Encoding.ASCII.GetBytes(topic.Command), topic.Name);
        }
        catch (IOException e)
        {
            throw RedisFaults.FromException(e, RedisCommand.Of(topic.Command), isWrite: false, maybeSent: true);
        }
        if (error is not null)
        {
            throw RedisFaults.FromReply(error, topic.Command);
        }
    }

    /// <summary>Ends listening to a topic.</summary>
    public Task UnsubscribeAsync(Topic topic, CancellationToken cancellationToken) =>
        AskAsync(cancellationToken, Encoding.ASCII.GetBytes(topic.Command.Replace("SUBSCRIBE", "UNSUBSCRIBE", StringComparison.Ordinal)), topic.Name);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _stream.DisposeAsync();
        await _work;
        _end.Dispose();
    }

    private async Task LogInAsync(ConnectionOptions options, CancellationToken cancellationToken)
    {
        if (options.Password is { } password)
        {
            string[] login = options.User is { } user ? ["AUTH", user, password] : ["AUTH", password];
            if (await AskAsync(cancellationToken, [.. login.Select(Encoding.UTF8.GetBytes)]) is { } refusal)
            {
                throw ConnectionFault.OfLogin(options, refusal);
            }
        }
        // So that an operator sees in CLIENT LIST whose it is. A user without this right listens all the same.
        await AskAsync(cancellationToken, "CLIENT"u8.ToArray(), "SETNAME"u8.ToArray(), Encoding.UTF8.GetBytes(options.ClientName ?? "mcp-redis"));
    }

    // The error line of the answer; null when it is none.
    private async Task<string?> AskAsync(CancellationToken cancellationToken, params byte[][] command)
    {
        var answered = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            lock (_unanswered)
            {
                if (_ended.Task.IsCompleted)
                {
                    throw new IOException("The connection is lost.");
                }
                _unanswered.Enqueue(answered);
            }
            await _stream.WriteAsync(Encode(command), _end.Token);   // whole or not at all: the caller's own cancellation must not cut a command in two
        }
        catch (Exception e) when (e is ObjectDisposedException or OperationCanceledException)
        {
            throw new IOException("The connection is closed.", e);
        }
        finally
        {
            _writing.Release();
        }
        return await answered.Task.WaitAsync(cancellationToken);
    }

    private async Task PumpAsync()
    {
        try
        {
            while (await TakeAsync())
            {
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or System.Net.Sockets.SocketException)
        {
            // The end, ours or the server's.
        }
        lock (_unanswered)
        {
            _ended.TrySetResult();
            while (_unanswered.TryDequeue(out var answered))
            {
                answered.TrySetException(new IOException("The connection is lost."));
            }
        }
    }

    // False when this connection is of no use any more.
    private async ValueTask<bool> TakeAsync()
    {
        var frame = await _reader.ReadAsync(_end.Token);
        Volatile.Write(ref _heard, true);
        var parts = frame.Parts;
        switch (frame.Error is null && parts.Length > 1 ? Encoding.ASCII.GetString(parts[0]) : "")
        {
            case "message" or "smessage" when parts.Length == 3:
                _deliver(new(parts[1], null, parts[2], frame.LastSizeBytes, _time.GetUtcNow()));
                return true;
            case "pmessage" when parts.Length == 4:
                _deliver(new(parts[2], parts[1], parts[3], frame.LastSizeBytes, _time.GetUtcNow()));
                return true;
            case "sunsubscribe":
                return false;   // we never ask for it
            default:
                lock (_unanswered)
                {
                    if (_unanswered.TryDequeue(out var answered))
                    {
                        answered.TrySetResult(frame.Error);
                    }
                }
                return true;
        }
    }

    private async Task WatchAsync()
    {
        using var tick = new PeriodicTimer(Silence, _time);
        try
        {
            Task? sign = null;
            while (await tick.WaitForNextTickAsync(_end.Token))
            {
                if (Interlocked.Exchange(ref _heard, false))
                {
                    sign = null;
                }
                else if (sign is not null)
                {
                    await _stream.DisposeAsync();
                    return;
                }
                else
                {
                    sign = AskAsync(_end.Token, "PING"u8.ToArray());
                    _ = sign.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Disposed.
        }
    }

    private static byte[] Encode(byte[][] command)
    {
        var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes($"*{command.Length}\r\n"));
        foreach (byte[] part in command)
        {
            bytes.Write(Encoding.ASCII.GetBytes($"${part.Length}\r\n"));
            bytes.Write(part);
            bytes.Write("\r\n"u8);
        }
        return bytes.ToArray();
    }
}
