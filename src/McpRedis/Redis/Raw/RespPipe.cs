using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>
/// One connection to one server for bulk work: commands go out as they were encoded, replies are looked at where they came
/// in. For one caller. It never repeats anything. A cancelled or failed
/// step closes it, since what it cut in two cannot be told.
/// </summary>
internal sealed class RespPipe : IAsyncDisposable
{
    // The shortest reply there is: an empty line.
    private const int LeastReplyBytes = 3;

    private readonly Stream _stream;
    private readonly FairStream? _plain;   // the same; null with TLS, whose records hold what they hold
    private readonly CommandGate _gate;
    private readonly IdleWatch _idle;
    private bool _detached;
    private volatile bool _waits;   // somebody does, for the server to take or to give
    private volatile Exception? _broken;

    private RespPipe(Stream stream, CommandGate gate, RespPipeOptions options, TimeProvider time)
    {
        (_stream, _gate) = (stream, gate);
        Commands = new(gate, options.BufferBytes);
        Replies = new(stream, options.Limits, options.BufferBytes);
        _plain = stream as FairStream;
        _idle = new(options.IdleTimeout, time, () => (_waits ? Sent - Answered : 0, Arrived), () => Break(new TimeoutException($"Nothing came for {options.IdleTimeout.TotalSeconds:0} s.")));
    }

    /// <summary>Commands to be sent with <see cref="FlushAsync"/>.</summary>
    public RespCommandWriter Commands { get; }

    /// <summary>What came in; <see cref="ReadAsync(CancellationToken)"/> moves on.</summary>
    public RespReplyReader Replies { get; }

    /// <summary>The reply last read.</summary>
    public RespFrame Reply => Replies.Reply;

    /// <summary>2 or 3.</summary>
    public int Protocol { get; private set; } = 2;

    /// <summary>Takes what the server sends unasked (RESP3). Without it such is passed over.</summary>
    public Action<RespFrame>? OnPush { get; set; }

    /// <summary>Commands given to the socket, in part at least; after <see cref="FlushFullAsync"/> also those that wait for more.</summary>
    public long Sent { get; private set; }

    /// <summary>Bytes that have come, read or not.</summary>
    public long Arrived => Replies.Received + (_plain?.Waiting ?? 0);

    /// <summary>Replies read.</summary>
    public long Answered { get; private set; }

    /// <summary>Connects, greets and logs in. Only the door of a job may call this: <see cref="IBulkGateway"/>.</summary>
    /// <exception cref="Fault">redis_unavailable, auth_failed, not_permitted, redis_loading.</exception>
    public static async Task<RespPipe> OpenAsync(ConnectionOptions connection, EndPoint endpoint, CommandGate gate, RespPipeOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(connection.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            var pipe = new RespPipe(await DirectStream.OpenAsync(connection, endpoint, either.Token), gate, options, time);
            try
            {
                pipe.Protocol = await RespHandshake.RunAsync(pipe, connection, options, either.Token);
                return pipe;
            }
            catch
            {
                await pipe.DisposeAsync();
                throw;
            }
        }
        catch (Exception e) when (e is SocketException or IOException or AuthenticationException or CryptographicException)
        {
            throw ConnectionFault.Of(connection, e);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw ConnectionFault.Of(connection, new TimeoutException("", e));
        }
    }

    /// <summary>Gives the socket what was written.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken) => SendAsync(isAll: true, cancellationToken);

    /// <summary>Gives the socket what fills chunks; what follows waits for more.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public ValueTask FlushFullAsync(CancellationToken cancellationToken) => SendAsync(isAll: false, cancellationToken);

    private async ValueTask SendAsync(bool isAll, CancellationToken cancellationToken)
    {
        try
        {
            Sent = Commands.Count;
            _waits = true;
            while (isAll ? Commands.TryTake(out var chunk) : Commands.TryTakeFull(out chunk))
            {
                int from = chunk.Sent;
                chunk.Sent = chunk.Length;
                await _stream.WriteAsync(chunk.Bytes.AsMemory(from, chunk.Length - from), cancellationToken);
                Commands.Done(chunk);
            }
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw Break(e);
        }
        finally
        {
            _waits = false;
        }
    }

    /// <summary>The next reply that is no push. False when the server closed the connection between two replies.</summary>
    /// <exception cref="IOException">The connection is lost, or what came is no RESP (<see cref="RespFormatException"/>).</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) => ReadAsync(1, cancellationToken);

    /// <summary>The same for who needs several: the wait, if there is one, lasts until about so many can have come, since each wake costs more than a reply.</summary>
    /// <param name="replies">How many are needed; all of them are to commands that were sent.</param>
    /// <exception cref="IOException">The connection is lost, or what came is no RESP (<see cref="RespFormatException"/>).</exception>
    public ValueTask<bool> ReadAsync(int replies, CancellationToken cancellationToken) => TryRead() ? new(true) : new(WaitAsync(replies, cancellationToken));

    /// <summary>The next reply that is no push, if it has come already.</summary>
    public bool TryRead()
    {
        while (Replies.TryRead())
        {
            if (!IsPush())
            {
                Answered++;
                return true;
            }
        }
        return false;
    }

    /// <summary>Sends one command and gives its reply, an error included as a value.</summary>
    /// <exception cref="Fault">The gate refused it, or the connection was lost: outcome_unknown for what may change something.</exception>
    public async Task<RespValue> AskAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _gate.Admit(command);
        bool isWrite = !ReadTier.Contains(command.FullName);
        try
        {
            Write(RespEncoding.Words(command));
            return _gate.Filter(command, await AnswerAsync(cancellationToken));
        }
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && isWrite))
        {
            throw RedisFaults.FromException(e.InnerException is TimeoutException late ? late : e, command, isWrite, maybeSent: true);
        }
    }

    /// <summary>Sends one command whose answer is no RESP (SYNC) and gives the connection away as the stream it then is. Disposing the stream closes it.</summary>
    /// <exception cref="Fault">As for <see cref="AskAsync"/>.</exception>
    public async Task<Stream> StreamAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        _gate.Admit(command);
        try
        {
            Write(RespEncoding.Words(command));
            await FlushAsync(cancellationToken);
            _detached = true;
            _idle.Dispose();
            return new DetachedStream(_stream, Replies.TakeRest());
        }
        catch (IOException e)
        {
            throw RedisFaults.FromException(e, command, isWrite: false, maybeSent: true);
        }
    }

    /// <summary>For what makes and finds connections, ahead of any command of a job: past the gate.</summary>
    internal Task<RespValue> GreetAsync(ReadOnlyMemory<byte>[] words, CancellationToken cancellationToken)
    {
        Write(words);
        return AnswerAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _idle.Dispose();
        if (!_detached)
        {
            await _stream.DisposeAsync();
        }
        Commands.Dispose();
        Replies.Dispose();
    }

    private void Write(ReadOnlyMemory<byte>[] words)
    {
        if (Answered != Commands.Count)
        {
            throw new InvalidOperationException("Other commands wait for their answers.");
        }
        Commands.Again(RespEncoding.Encode(words));
    }

    private async Task<RespValue> AnswerAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken);
        return await ReadAsync(cancellationToken) ? Reply.ToValue() : throw Break(new EndOfStreamException("The server closed the connection."));
    }

    private async Task<bool> WaitAsync(int replies, CancellationToken cancellationToken)
    {
        _waits = true;
        try
        {
            // Of the first one a part may be here already.
            _plain?.WakeAt(((replies - 1) * LeastReplyBytes) + 1);
            while (await Replies.ReadAsync(cancellationToken))
            {
                if (!IsPush())
                {
                    Answered++;
                    return true;
                }
            }
            return false;
        }
        catch (Exception e) when (IsEnd(e))
        {
            throw Break(e);
        }
        finally
        {
            _waits = false;
        }
    }

    // Without HELLO 3 nothing is a push.
    private bool IsPush()
    {
        if (Protocol == 2 || Reply.Kind != RespKind.Push)
        {
            return false;
        }
        OnPush?.Invoke(Reply);
        return true;
    }

    private static bool IsEnd(Exception e) => e is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    // The first cause is kept: what follows from closing says nothing. A cancellation stays one.
    private Exception Break(Exception cause)
    {
        var first = Interlocked.CompareExchange(ref _broken, cause, null) ?? cause;
        _stream.Dispose();
        return first is OperationCanceledException or IOException ? first : new IOException(first.Message, first);
    }
}
