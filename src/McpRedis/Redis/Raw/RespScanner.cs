namespace McpRedis.Redis.Raw;

// RESP2 and RESP3 on the wire, one reply after the other:
//
//   $11\r\nhello world\r\n     *2\r\n$1\r\n0\r\n*0\r\n     :7\r\n     +OK\r\n     -MOVED 866 127.0.0.1:7001\r\n
//   $-1\r\n *-1\r\n _\r\n      %1\r\n+proto\r\n:3\r\n      ,1.5\r\n   #t\r\n     =7\r\ntxt:abc\r\n   >2\r\n…
//   |1\r\n+ttl\r\n:3\r\n:7\r\n an attribute: one pair more, and then the reply it belongs to
//
// The forms of unknown length ($?, *?) are in the specification and no server sends them.

/// <summary>Finds where a reply ends in bytes that come piecemeal, and looks at none of them twice. Nothing is allocated by a number the server sent.</summary>
internal sealed class RespScanner(RespLimits limits)
{
    private readonly long[] _left = new long[limits.MaxDepth + 1];   // values each level still waits for
    private int _depth;
    private int _position;
    private bool _inPayload;   // the position is at the end of a payload whose last two bytes were not yet looked at

    /// <summary>Length of the reply after <see cref="TryFinish"/>.</summary>
    public int Length => _position;

    /// <summary>Above zero once the reply is one string too large to hold: its size; <see cref="Length"/> is then that of its header.</summary>
    public long Oversize { get; private set; }

    public void Reset()
    {
        (_depth, _position, _inPayload, Oversize) = (0, 0, false, 0);
        _left[0] = 1;
    }

    /// <summary>True when the reply is whole, or its string is too large; false when more bytes are needed.</summary>
    /// <param name="bytes">From the reply's first byte on; the same ones as before and more.</param>
    /// <param name="offset">Of the first of them in the stream, for the error.</param>
    /// <exception cref="RespFormatException">It cannot become a reply.</exception>
    public bool TryFinish(ReadOnlySpan<byte> bytes, long offset)
    {
        while (true)
        {
            if (_inPayload)
            {
                if (_position > bytes.Length)
                {
                    return false;
                }
                if (bytes[_position - 2] != '\r' || bytes[_position - 1] != '\n')
                {
                    throw new RespFormatException(offset + _position - 2, "A string does not end where its length says");
                }
                _inPayload = false;
            }
            while (_left[_depth] == 0)
            {
                if (_depth == 0)
                {
                    return true;
                }
                _depth--;
            }
            if (!TryValue(bytes, offset))
            {
                return Oversize > 0;
            }
        }
    }

    private bool TryValue(ReadOnlySpan<byte> bytes, long offset)
    {
        if (_position >= bytes.Length)
        {
            return false;
        }
        byte type = bytes[_position];
        switch (type)
        {
            case (byte)'$' or (byte)'=' or (byte)'!':
                return TryString(bytes, offset);
            case (byte)'*' or (byte)'~' or (byte)'>' or (byte)'%' or (byte)'|':
                return TryAggregate(bytes, offset, type);
            case (byte)':':
                int after = _position + 1;
                if (!TryNumber(bytes, ref after, offset, out _))
                {
                    return false;
                }
                _position = after;
                _left[_depth]--;
                return true;
            case (byte)'+' or (byte)'-' or (byte)'_' or (byte)',' or (byte)'#' or (byte)'(':
                return TryLine(bytes, offset);
            default:
                throw new RespFormatException(offset + _position, "No reply begins so");
        }
    }

    private bool TryString(ReadOnlySpan<byte> bytes, long offset)
    {
        int after = _position + 1;
        if (!TryNumber(bytes, ref after, offset, out long length))
        {
            return false;
        }
        if (length < -1)
        {
            throw new RespFormatException(offset + _position, "A string has a negative length");
        }
        if (length > limits.MaxReplyBytes - after - 2)
        {
            if (_depth > 0 || length > long.MaxValue - 2)
            {
                throw new RespFormatException(offset + _position, $"A reply is larger than {limits.MaxReplyBytes} bytes");
            }
            (Oversize, _position) = (length, after);
            return false;
        }
        _left[_depth]--;
        (_position, _inPayload) = length < 0 ? (after, false) : (after + (int)length + 2, true);
        return true;
    }

    private bool TryAggregate(ReadOnlySpan<byte> bytes, long offset, byte type)
    {
        int after = _position + 1;
        if (!TryNumber(bytes, ref after, offset, out long count))
        {
            return false;
        }
        if (count < -1 || (count < 0 && type == '|'))
        {
            throw new RespFormatException(offset + _position, "An array has a negative length");
        }
        bool pairs = type is (byte)'%' or (byte)'|';
        // The shortest value there is takes three bytes.
        if (count > (limits.MaxReplyBytes - after) / (pairs ? 6 : 3))
        {
            throw new RespFormatException(offset + _position, $"A reply is larger than {limits.MaxReplyBytes} bytes");
        }
        if (type != '|')
        {
            _left[_depth]--;   // the value an attribute belongs to is still to come
        }
        if (count > 0)
        {
            if (_depth + 1 == _left.Length)
            {
                throw new RespFormatException(offset + _position, $"Arrays are nested deeper than {limits.MaxDepth}");
            }
            _left[++_depth] = pairs ? count * 2 : count;
        }
        _position = after;
        return true;
    }

    private bool TryLine(ReadOnlySpan<byte> bytes, long offset)
    {
        int end = bytes[_position..].IndexOf((byte)'\n');
        if ((end < 0 ? bytes.Length - _position : end) > limits.MaxLineBytes)
        {
            throw new RespFormatException(offset + _position, "A line has no end");
        }
        if (end < 0)
        {
            return false;
        }
        if (end < 2 || bytes[_position + end - 1] != '\r')
        {
            throw new RespFormatException(offset + _position + end, "A line does not end in CR LF");
        }
        _position += end + 1;
        if (_position > limits.MaxReplyBytes)
        {
            throw new RespFormatException(offset + _position, $"A reply is larger than {limits.MaxReplyBytes} bytes");
        }
        _left[_depth]--;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, long offset, out long number)
    {
        number = 0;
        int digits = at;
        bool negative = false;
        if (digits < bytes.Length && bytes[digits] is (byte)'-' or (byte)'+')
        {
            negative = bytes[digits++] == '-';
        }
        int i = digits;
        for (; i < bytes.Length && bytes[i] is >= (byte)'0' and <= (byte)'9'; i++)
        {
            // 19 digits are the longest number of 64 bits.
            if (i - digits >= 19)
            {
                throw new RespFormatException(offset + i, "A number is too long");
            }
            number = unchecked((number * 10) + (bytes[i] - '0'));
        }
        if (i + 1 >= bytes.Length && (i == bytes.Length || bytes[i] == '\r'))
        {
            return false;
        }
        if (i == digits || bytes[i] != '\r' || bytes[i + 1] != '\n')
        {
            throw new RespFormatException(offset + i, "A number is not one");
        }
        // One beyond the largest is the smallest, whose sign is right already.
        if (number < 0 && !(negative && number == long.MinValue))
        {
            throw new RespFormatException(offset + at, "A number is too large");
        }
        number = negative ? unchecked(-number) : number;
        at = i + 2;
        return true;
    }
}
