using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>
/// Asks one side for many values at once: sizes first, so that nothing large comes by surprise, then expiry and payload of each. Replies are taken one by one
/// where they came in; of each master they come in the order of the keys.
/// </summary>
internal sealed class ValueQuery(EndPipes pipes, TimeProvider time)
{
    /// <summary>No such key.</summary>
    public const long Absent = -2;

    /// <summary>The server does not tell how large it is.</summary>
    public const long NotTold = -1;

    private readonly BulkCommand _size = pipes.End.Door.Prepare("MEMORY USAGE");
    private readonly BulkCommand _dump = pipes.End.Door.Prepare("DUMP");
    private readonly BulkCommand _expiry = pipes.End.Door.Prepare(pipes.End.HasExpireTime ? "PEXPIRETIME" : "PTTL");
    private readonly BulkCommand _time = pipes.End.Door.Prepare("TIME");
    private long[] _clocksMs = [];

    /// <summary>The latest clock of its masters, as of the values last begun.</summary>
    public long NowMs { get; private set; }

    public void WriteSize(ReadOnlySpan<byte> key) => Write(_size, key);

    /// <summary>Bytes of memory, <see cref="Absent"/> or <see cref="NotTold"/>.</summary>
    public async ValueTask<long> ReadSizeAsync(int master, CancellationToken cancellationToken)
    {
        var pipe = await NextAsync(master, cancellationToken);
        return pipe.Reply.IsNull ? Absent : pipe.Reply.Kind == RespKind.Integer ? pipe.Reply.Integer : NotTold;
    }

    /// <summary>Ahead of some values: what is left of a time counts from here.</summary>
    public void WriteClocks()
    {
        foreach (var pipe in pipes.All)
        {
            pipe.Commands.Begin(_time, 0);
        }
    }

    public async ValueTask ReadClocksAsync(CancellationToken cancellationToken)
    {
        if (_clocksMs.Length != pipes.All.Count)
        {
            _clocksMs = new long[pipes.All.Count];
        }
        for (int i = 0; i < _clocksMs.Length; i++)
        {
            var pipe = await NextAsync(i, cancellationToken);
            _clocksMs[i] = ServerClock.Read(pipe.Reply.ToValue()) ?? time.GetUtcNow().ToUnixTimeMilliseconds();
        }
        NowMs = _clocksMs.Max();
    }

    public void WriteValue(ReadOnlySpan<byte> key)
    {
        Write(_expiry, key);
        Write(_dump, key);
    }

    /// <summary>Moves on to the payload of a key, which is then the reply of its master's connection; gives its expiry before.</summary>
    public async ValueTask<KeyExpiry> ReadValueAsync(int master, CancellationToken cancellationToken)
    {
        var expiry = ExpiryOf(await NextAsync(master, cancellationToken), master);
        await NextAsync(master, cancellationToken);
        return expiry;
    }

    /// <summary>The payload last read of this master.</summary>
    public RespFrame Payload(int master) => pipes.All[master].Reply;

    private void Write(BulkCommand command, ReadOnlySpan<byte> key)
    {
        var to = pipes.All[pipes.IndexOf(key)].Commands;
        to.Begin(command, 1);
        to.Argument(key);
    }

    // -1 for a key that stays, -2 for none.
    private KeyExpiry ExpiryOf(RespPipe pipe, int master)
    {
        var reply = pipe.Reply;
        return reply.Kind != RespKind.Integer ? new(null, IsTold: false)
            : new(reply.Integer < 0 ? null : pipes.End.HasExpireTime ? reply.Integer : TtlComparer.ExpireAtMs(reply.Integer, _clocksMs[master]), IsTold: true);
    }

    private async ValueTask<RespPipe> NextAsync(int master, CancellationToken cancellationToken)
    {
        var pipe = pipes.All[master];
        return pipe.TryRead() || await pipe.ReadAsync(cancellationToken) ? pipe : throw new EndOfStreamException("The server closed the connection.");
    }
}

/// <param name="AtMs">By the server's own clock; null for a key that stays, or is not there.</param>
/// <param name="IsTold">The server told it.</param>
internal readonly record struct KeyExpiry(long? AtMs, bool IsTold);
