using System.Buffers.Text;

namespace McpRedis.Redis.Raw;

/// <summary>
/// A view of one reply where it lies in the receive buffer, valid until the next one is read. It was scanned to its end
/// (<see cref="RespScanner"/>), so walking it checks nothing again.
/// </summary>
internal readonly ref struct RespFrame
{
    private RespFrame(RespKind kind, ReadOnlySpan<byte> bytes, long integer, bool isSkipped = false)
    {
        Kind = kind;
        Bytes = bytes;
        Integer = integer;
        IsSkipped = isSkipped;
    }

    public RespKind Kind { get; }

    /// <summary>Of a string, error or number its text; of an aggregate its encoded elements.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Value of an integer or boolean; number of elements of an aggregate; size of a skipped string.</summary>
    public long Integer { get; }

    /// <summary>A string above <see cref="RespLimits.MaxReplyBytes"/>: it was read past, and <see cref="Integer"/> is its size.</summary>
    public bool IsSkipped { get; }

    public bool IsNull => Kind == RespKind.Null;

    public bool IsError => Kind == RespKind.Error;

    public bool IsAggregate => Kind is RespKind.Array or RespKind.Set or RespKind.Map or RespKind.Push;

    /// <summary>Elements of an aggregate, of a map keys and values.</summary>
    public int Count => IsAggregate ? (int)Integer : 0;

    public static RespFrame Skipped(long sizeBytes) => new(RespKind.BulkString, default, sizeBytes, isSkipped: true);

    /// <summary>An error that begins with this word: <c>MOVED</c>, <c>OOM</c>.</summary>
    public bool IsErrorOf(ReadOnlySpan<byte> word) => IsError && Bytes.StartsWith(word) && (Bytes.Length == word.Length || Bytes[word.Length] == ' ');

    public Elements GetEnumerator() => new(IsAggregate ? Bytes : default, Count);

    /// <summary>The value at the beginning of scanned bytes.</summary>
    public static RespFrame At(ReadOnlySpan<byte> bytes)
    {
        while (bytes[0] == '|')
        {
            bytes = bytes[AttributeLength(bytes)..];
        }
        var (type, number, header) = Header(bytes);
        switch (type)
        {
            case (byte)'$' or (byte)'=' or (byte)'!':
                return number < 0 ? default : new(type == '$' ? RespKind.BulkString : type == '=' ? RespKind.VerbatimString : RespKind.Error, bytes.Slice(header, (int)number), 0);
            case (byte)'*': return number < 0 ? default : new(RespKind.Array, bytes[header..], number);
            case (byte)'~': return number < 0 ? default : new(RespKind.Set, bytes[header..], number);
            case (byte)'>': return number < 0 ? default : new(RespKind.Push, bytes[header..], number);
            case (byte)'%': return number < 0 ? default : new(RespKind.Map, bytes[header..], number * 2);
            case (byte)':': return new(RespKind.Integer, bytes[1..(header - 2)], number);
        }
        var line = bytes[1..(header - 2)];
        return type switch
        {
            (byte)'+' => new(RespKind.SimpleString, line, 0),
            (byte)'-' => new(RespKind.Error, line, 0),
            (byte)',' => new(RespKind.Double, line, 0),
            (byte)'(' => new(RespKind.BigNumber, line, 0),
            (byte)'#' => new(RespKind.Boolean, line, line is [(byte)'t'] ? 1 : 0),
            _ => default,
        };
    }

    /// <summary>The same with memory of its own.</summary>
    public RespValue ToValue()
    {
        if (IsAggregate)
        {
            var items = new RespValue[Count];
            int i = 0;
            foreach (var item in this)
            {
                items[i++] = item.ToValue();
            }
            return RespValue.Of(Kind, items);
        }
        return Kind switch
        {
            RespKind.Null => RespValue.Null,
            RespKind.Integer => RespValue.Of(Integer),
            RespKind.Boolean => RespValue.Of(Integer != 0),
            // The first four bytes tell the format: txt:
            RespKind.VerbatimString when Bytes.Length >= 4 => RespValue.Of(Kind, Bytes[4..].ToArray()),
            _ => RespValue.Of(Kind, Bytes.ToArray()),
        };
    }

    /// <summary>Bytes the value at the beginning takes, everything in it included.</summary>
    private static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        int at = 0;
        for (long left = 1; left > 0;)
        {
            var (type, number, header) = Header(bytes[at..]);
            at += header;
            left--;
            switch (type)
            {
                case (byte)'$' or (byte)'=' or (byte)'!': at += number < 0 ? 0 : (int)number + 2; break;
                case (byte)'*' or (byte)'~' or (byte)'>': left += Math.Max(number, 0); break;
                case (byte)'%': left += Math.Max(number, 0) * 2; break;
                case (byte)'|': left += (number * 2) + 1; break;
            }
        }
        return at;
    }

    private static int AttributeLength(ReadOnlySpan<byte> bytes)
    {
        var (_, pairs, at) = Header(bytes);
        for (long i = 0; i < pairs * 2; i++)
        {
            at += LengthAt(bytes[at..]);
        }
        return at;
    }

    // Type, the number after it where it has one, and the length of the line.
    private static (byte Type, long Number, int Length) Header(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] is (byte)'+' or (byte)'-' or (byte)'_' or (byte)',' or (byte)'#' or (byte)'(')
        {
            return (bytes[0], 0, bytes.IndexOf((byte)'\n') + 1);
        }
        int from = bytes[1] == '+' ? 2 : 1;
        _ = Utf8Parser.TryParse(bytes[from..], out long number, out int digits);
        return (bytes[0], number, from + digits + 2);
    }

    /// <summary>Walks the elements of an aggregate.</summary>
    public ref struct Elements(ReadOnlySpan<byte> bytes, int count)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private int _left = count;
        private bool _begun;

        public RespFrame Current { get; private set; }

        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }
            if (_begun)
            {
                _rest = _rest[LengthAt(_rest)..];
            }
            (_begun, _left) = (true, _left - 1);
            Current = At(_rest);
            return true;
        }

        /// <summary>The next element; null when there is none.</summary>
        public RespFrame Next() => MoveNext() ? Current : default;
    }
}
