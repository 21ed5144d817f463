using System.Buffers.Binary;

namespace McpRedis.Redis.Raw;

/// <summary>
/// A view of one reply where it lies in the receive buffer, valid until the next one is read. It was scanned to its end
/// (<see cref="RespScanner"/>), so walking it checks nothing again.
/// </summary>
internal readonly ref struct RespFrame
{
    // No type of RESP: a string that was read past, and 8 bytes of its size.
    private const byte SkippedMark = (byte)'s';

    // From its type on; what comes after it may follow. Nothing is taken apart before somebody asks: of most replies it is their first byte that counts.
    private readonly ReadOnlySpan<byte> _raw;

    private RespFrame(ReadOnlySpan<byte> raw) => _raw = raw;

    public RespKind Kind => Type switch
    {
        (byte)'+' => RespKind.SimpleString,
        (byte)'-' => RespKind.Error,
        (byte)':' => RespKind.Integer,
        (byte)',' => RespKind.Double,
        (byte)'(' => RespKind.BigNumber,
        (byte)'#' => RespKind.Boolean,
        SkippedMark => RespKind.BulkString,
        _ when IsAbsent => RespKind.Null,
        (byte)'$' => RespKind.BulkString,
        (byte)'=' => RespKind.VerbatimString,
        (byte)'!' => RespKind.Error,
        (byte)'*' => RespKind.Array,
        (byte)'~' => RespKind.Set,
        (byte)'>' => RespKind.Push,
        (byte)'%' => RespKind.Map,
        _ => RespKind.Null,
    };

    /// <summary>Of a string, error or number its text; of an aggregate its encoded elements.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            if (Type is 0 or SkippedMark or (byte)'_' || IsAbsent)
            {
                return default;
            }
            int header = Header(_raw, out long number);
            return Type switch
            {
                (byte)'$' or (byte)'=' or (byte)'!' => _raw.Slice(header, (int)number),
                (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' => _raw[header..],
                _ => _raw[1..(header - 2)],
            };
        }
    }

    /// <summary>Value of an integer or boolean; number of elements of an aggregate; size of a skipped string.</summary>
    public long Integer
    {
        get
        {
            switch (Type)
            {
                case (byte)':':
                    _ = Header(_raw, out long value);
                    return value;
                case (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%':
                    _ = Header(_raw, out long count);
                    return Math.Max(count, 0) * (Type == '%' ? 2 : 1);
                case (byte)'#': return _raw[1] == 't' ? 1 : 0;
                case SkippedMark: return BinaryPrimitives.ReadInt64LittleEndian(_raw[1..]);
                default: return 0;
            }
        }
    }

    /// <summary>A string above <see cref="RespLimits.MaxReplyBytes"/>: it was read past, and <see cref="Integer"/> is its size.</summary>
    public bool IsSkipped => Type == SkippedMark;

    public bool IsNull => Kind == RespKind.Null;

    public bool IsError => Type == '-' || (Type == '!' && !IsAbsent);

    public bool IsAggregate => Type is (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' && !IsAbsent;

    /// <summary>Elements of an aggregate, of a map keys and values.</summary>
    public int Count => IsAggregate ? (int)Integer : 0;

    private byte Type => _raw.IsEmpty ? (byte)0 : _raw[0];

    // $-1, *-1: the nulls of RESP2
    private bool IsAbsent => _raw.IsEmpty || (_raw[1] == '-' && Type is (byte)'$' or (byte)'=' or (byte)'!' or (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' && Header(_raw, out long number) > 0 && number < 0);

    public static RespFrame Skipped(long sizeBytes)
    {
        byte[] raw = new byte[1 + sizeof(long)];
        raw[0] = SkippedMark;
        BinaryPrimitives.WriteInt64LittleEndian(raw.AsSpan(1), sizeBytes);
        return new(raw);
    }

    /// <summary>An error that begins with this word: <c>MOVED</c>, <c>OOM</c>.</summary>
    public bool IsErrorOf(ReadOnlySpan<byte> word)
    {
        if (!IsError)
        {
            return false;
        }
        ReadOnlySpan<byte> text = Bytes;
        return text.StartsWith(word) && (text.Length == word.Length || text[word.Length] == ' ');
    }

    public Elements GetEnumerator() => new(IsAggregate ? Bytes : default, Count);

    /// <summary>The value at the beginning of scanned bytes.</summary>
    public static RespFrame At(ReadOnlySpan<byte> bytes)
    {
        while (bytes[0] == '|')
        {
            bytes = bytes[AttributeLength(bytes)..];
        }
        return new(bytes);
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
            byte type = bytes[at];
            at += Header(bytes[at..], out long number);
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
        int at = Header(bytes, out long pairs);
        for (long i = 0; i < pairs * 2; i++)
        {
            at += LengthAt(bytes[at..]);
        }
        return at;
    }

    // The length of the line, and the number after its type where it has one.
    private static int Header(ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        if (bytes[0] is (byte)'+' or (byte)'-' or (byte)'_' or (byte)',' or (byte)'#' or (byte)'(')
        {
            return bytes.IndexOf((byte)'\n') + 1;
        }
        int at = bytes[1] is (byte)'-' or (byte)'+' ? 2 : 1;
        for (; bytes[at] != '\r'; at++)
        {
            number = unchecked((number * 10) + (bytes[at] - '0'));
        }
        number = bytes[1] == '-' ? unchecked(-number) : number;
        return at + 2;
    }

    /// <summary>Walks the elements of an aggregate.</summary>
    public ref struct Elements(ReadOnlySpan<byte> bytes, int count)
    {
        private ReadOnlySpan<byte> _rest = bytes;
        private int _left = count;
        private bool _begun;

        public readonly RespFrame Current => At(_rest);

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
            return true;
        }

        /// <summary>The next element; null when there is none.</summary>
        public RespFrame Next() => MoveNext() ? Current : default;
    }
}
