using System.Buffers.Text;
using McpRedis.Faults;

namespace McpRedis.Redis.Raw;

// *4\r\n$7\r\nRESTORE\r\n$3\r\nkey\r\n$1\r\n0\r\n$12\r\n<payload>\r\n

/// <summary>
/// Encodes commands into pooled chunks without allocating for any of them. A command is in one chunk as a whole, so
/// that it can be looked at, and sent again elsewhere, from where it lies.
/// </summary>
/// <param name="gate">Says which keys a command may name.</param>
/// <param name="chunkBytes">Size of a chunk; a larger command gets one of its own.</param>
internal sealed class RespCommandWriter(CommandGate gate, int chunkBytes = RespCommandWriter.DefaultChunkBytes) : IDisposable
{
    public const int DefaultChunkBytes = 64 << 10;

    // The longest head of an argument: $ and a number and CR LF.
    private const int HeadBytes = 24;

    private readonly Queue<SendChunk> _full = [];
    private readonly CommandTally _tally = gate.Tally();
    private int _at;          // end of what is written, also of the command begun
    private int _argument;
    private int _arguments;
    private int _keys;
    private BulkCommand? _command;

    /// <summary>The chunk being filled.</summary>
    public SendChunk Current { get; private set; } = new(chunkBytes);

    /// <summary>Whole commands ever written.</summary>
    public long Count { get; private set; }

    /// <summary>Whether what was sent stays for somebody to look at, who then frees it. Else it goes at once.</summary>
    public bool Retains { get; set; }

    /// <summary>Where the last whole command begins in <see cref="Current"/>.</summary>
    public int LastStart { get; private set; }

    /// <summary>Begins a command; so many <see cref="Argument(ReadOnlySpan{byte})"/> must follow.</summary>
    public void Begin(BulkCommand command, int arguments)
    {
        if (_command is not null)
        {
            throw new InvalidOperationException($"{_command.FullName} is not finished.");
        }
        if (Current.Bytes.Length - Current.Length < HeadBytes + command.Head.Length && Current.Length > 0)
        {
            Turn(chunkBytes);
        }
        (_command, _at, _argument, _arguments, _keys) = (command, Current.Length, 0, arguments, 0);
        Reserve(HeadBytes + command.Head.Length);
        Span<byte> to = Current.Bytes.AsSpan(_at);
        int head = Number(to, (byte)'*', command.Words + arguments);
        command.Head.CopyTo(to[head..]);
        _at += head + command.Head.Length;
        EndIfWhole();
    }

    /// <exception cref="Fault">key_out_of_scope; then nothing of the command is left.</exception>
    public void Argument(ReadOnlySpan<byte> value)
    {
        var command = _command ?? throw new InvalidOperationException("No command was begun.");
        if (command.IsKey(_argument))
        {
            _keys++;
            if (gate.IsForeign(value))
            {
                Abandon();
                throw CommandGate.Outside(command);
            }
        }
        Reserve(HeadBytes + value.Length + 2);
        Span<byte> to = Current.Bytes.AsSpan(_at);
        int head = Number(to, (byte)'$', value.Length);
        value.CopyTo(to[head..]);
        to[head + value.Length + 1] = (byte)'\n';
        to[head + value.Length] = (byte)'\r';
        _at += head + value.Length + 2;
        _argument++;
        EndIfWhole();
    }

    public void Argument(long value)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(value, digits, out int length);
        Argument(digits[..length]);
    }

    /// <summary>Takes back a command whose arguments are not all written.</summary>
    public void Abandon() => (_command, _at) = (null, Current.Length);

    /// <summary>A whole command as another writer of the same gate made it.</summary>
    public void Again(ReadOnlySpan<byte> encoded)
    {
        if (Current.Bytes.Length - Current.Length < encoded.Length && Current.Length > 0)
        {
            Turn(chunkBytes);
        }
        _at = Current.Length;
        Reserve(encoded.Length);
        encoded.CopyTo(Current.Bytes.AsSpan(_at));
        _at += encoded.Length;
        End();
    }

    /// <summary>A chunk is full and not sent.</summary>
    public bool HasFull => _full.Count > 0;

    /// <summary>Bytes not yet sent, at least.</summary>
    public int Unsent => Current.Length - Current.Sent + (HasFull ? chunkBytes : 0);

    /// <summary>The next chunk with something to send; the last one may be written to further.</summary>
    public bool TryTake(out SendChunk chunk) => TryTakeFull(out chunk) || ((chunk = Current).Sent < chunk.Length);

    /// <summary>The next full chunk that is not sent.</summary>
    public bool TryTakeFull(out SendChunk chunk) => _full.TryDequeue(out chunk!);

    /// <summary>A chunk was sent as far as it goes.</summary>
    public void Done(SendChunk chunk)
    {
        if (Retains)
        {
            return;
        }
        if (chunk != Current)
        {
            chunk.Free();
        }
        else if (_command is null)
        {
            (chunk.Length, chunk.Sent, _at) = (0, 0, 0);
        }
    }

    public void Dispose()
    {
        _tally.Flush();
        foreach (var chunk in _full)
        {
            chunk.Free();
        }
        _full.Clear();
        Current.Free();
    }

    private void EndIfWhole()
    {
        if (_argument == _arguments)
        {
            _tally.Add(_command!, _keys);
            _command = null;
            End();
        }
    }

    private void End()
    {
        LastStart = Current.Length;
        Count++;
        Current.Length = _at;
    }

    private void Reserve(int bytes)
    {
        if (Current.Bytes.Length - _at < bytes)
        {
            // The command begun moves on as a whole; those before it stay where their readers look for them.
            int begun = _at - Current.Length;
            Turn(Math.Max(chunkBytes, begun + bytes + (bytes / 4) + HeadBytes));
        }
    }

    private void Turn(int capacity)
    {
        var (old, begun) = (Current, _at > Current.Length ? _at - Current.Length : 0);
        Current = new(capacity);
        old.Bytes.AsSpan(old.Length, begun).CopyTo(Current.Bytes);
        _at = begun;
        if (old.Length == 0)
        {
            old.Free();
        }
        else if (old.Sent < old.Length)
        {
            _full.Enqueue(old);
        }
    }

    // Its bytes. Most have one digit or two.
    private static int Number(Span<byte> to, byte type, int number)
    {
        int digits = 1;
        if (number < 10)
        {
            to[1] = (byte)('0' + number);
        }
        else if (number < 100)
        {
            (to[1], to[2]) = ((byte)('0' + (number / 10)), (byte)('0' + (number % 10)));
            digits = 2;
        }
        else
        {
            _ = Utf8Formatter.TryFormat(number, to[1..], out digits);
        }
        to[0] = type;
        to[digits + 1] = (byte)'\r';
        to[digits + 2] = (byte)'\n';
        return digits + 3;
    }
}
