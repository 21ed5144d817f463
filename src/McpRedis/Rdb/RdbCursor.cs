using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace McpRedis.Rdb;

/// <summary>
/// Reads the pieces that all records and values are made of. A method answers false when the data end too early, and has consumed
/// nothing: bring more bytes and ask again. It throws when the data are wrong, which more bytes would not mend.
/// </summary>
/// <param name="data">Part of a file or payload.</param>
/// <param name="origin">Offset of its first byte in the whole, for complaints.</param>
internal ref struct RdbCursor(ReadOnlySpan<byte> data, long origin = 0)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private int _position;

    public int Position
    {
        readonly get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)_data.Length, nameof(value));
            _position = value;
        }
    }

    public readonly int Remaining => _data.Length - _position;

    /// <summary>Where in the whole file or payload.</summary>
    public readonly long Offset => origin + _position;

    /// <summary>What was consumed since an earlier <see cref="Position"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => _data[position.._position];

    public bool TryReadByte(out byte value)
    {
        if ((uint)_position >= (uint)_data.Length)
        {
            value = 0;
            return false;
        }
        value = _data[_position++];
        return true;
    }

    public bool TryReadBytes(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count > Remaining)
        {
            bytes = default;
            return false;
        }
        bytes = _data.Slice(_position, count);
        _position += count;
        return true;
    }

    /// <summary>8 bytes, lowest first: times and numbers of newer types.</summary>
    public bool TryReadInt64(out long value)
    {
        if (!BinaryPrimitives.TryReadInt64LittleEndian(_data[_position..], out value))
        {
            return false;
        }
        _position += sizeof(long);
        return true;
    }

    public bool TryReadDouble(out double value)
    {
        if (!BinaryPrimitives.TryReadDoubleLittleEndian(_data[_position..], out value))
        {
            return false;
        }
        _position += sizeof(double);
        return true;
    }

    // 2a = 42 | 42 00 = 512 | 80 00 01 00 00 = 65536 | 81 and 8 bytes
    /// <summary>A count, an id, a length: up to 64 bits, so nothing may be allocated by it unchecked.</summary>
    /// <exception cref="RdbFormatException">What stands here is no length.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadLength(out ulong value)
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] < 64)
        {
            value = _data[_position++];
            return true;
        }
        return TryReadLongLength(out value);
    }

    // 03 61 62 63 = "abc" | c0 7b = "123" | c1, c2: 2 and 4 bytes | c3 09 13 …: 9 bytes that inflate to 19
    /// <summary>A string as it lies there; integers and compressed bytes are decoded when the view is asked for them.</summary>
    /// <exception cref="RdbFormatException">What stands here is no string, or declares a size it cannot have.</exception>
    public bool TryReadString(out RdbString value)
    {
        value = default;
        int start = _position;
        if (!TryReadHead(out StringHead head) || head.Stored > (ulong)Remaining)
        {
            _position = start;
            return false;
        }
        ReadOnlySpan<byte> stored = _data.Slice(_position, (int)head.Stored);
        _position += stored.Length;
        value = head.Form switch
        {
            RdbStringForm.Raw => RdbString.OfRaw(stored),
            RdbStringForm.Lzf => RdbString.OfCompressed(stored, Inflated(head, start), origin + start),
            _ => RdbString.OfInteger(stored.Length switch
            {
                1 => (sbyte)stored[0],
                2 => BinaryPrimitives.ReadInt16LittleEndian(stored),
                _ => BinaryPrimitives.ReadInt32LittleEndian(stored),
            }),
        };
        return true;
    }

    /// <summary>As <see cref="TryReadString"/> for who does not want it.</summary>
    /// <exception cref="RdbFormatException">What stands here is no string, or declares a size it cannot have.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TrySkipString()
    {
        if ((uint)_position < (uint)_data.Length && _data[_position] is < 64 and var length && length < Remaining)
        {
            _position += 1 + length;
            return true;
        }
        return TrySkipLongString();
    }

    /// <summary>
    /// Skips what there is of a string that may be longer than the data. True with 0 <paramref name="missing"/>: all of it; true with
    /// more: the data are used up and so many bytes of it are still to come.
    /// </summary>
    /// <exception cref="RdbFormatException">What stands here is no string, or declares a size it cannot have.</exception>
    public bool TrySkipPart(out ulong missing)
    {
        missing = 0;
        if (!TryReadHead(out StringHead head))
        {
            return false;
        }
        int here = (int)Math.Min(head.Stored, (ulong)Remaining);
        _position += here;
        missing = head.Stored - (ulong)here;
        return true;
    }

    private bool TrySkipLongString()
    {
        int start = _position;
        if (!TryReadHead(out StringHead head) || head.Stored > (ulong)Remaining)
        {
            _position = start;
            return false;
        }
        _position += (int)head.Stored;
        return true;
    }

    private bool TryReadLongLength(out ulong value)
    {
        value = 0;
        ReadOnlySpan<byte> rest = _data[_position..];
        if (rest.IsEmpty)
        {
            return false;
        }
        int size;
        switch (rest[0])
        {
            case < 64:
                (value, size) = (rest[0], 1);
                break;
            case < 128:
                if (rest.Length < 2)
                {
                    return false;
                }
                (value, size) = ((ulong)(rest[0] & 63) << 8 | rest[1], 2);
                break;
            case 0x80:
                if (!BinaryPrimitives.TryReadUInt32BigEndian(rest[1..], out uint small))
                {
                    return false;
                }
                (value, size) = (small, 5);
                break;
            case 0x81:
                if (!BinaryPrimitives.TryReadUInt64BigEndian(rest[1..], out value))
                {
                    return false;
                }
                size = 9;
                break;
            case < 192:
                throw new RdbFormatException(Offset, $"0x{rest[0]:x2} begins no length");
            default:
                throw new RdbFormatException(Offset, "an encoded string where a length must be");
        }
        _position += size;
        return true;
    }

    // Everything before the stored bytes; consumes nothing when it is not all there.
    private bool TryReadHead(out StringHead head)
    {
        head = default;
        if ((uint)_position >= (uint)_data.Length)
        {
            return false;
        }
        int start = _position;
        byte first = _data[start];
        switch (first)
        {
            case < 192:
                if (!TryReadLongLength(out ulong length))
                {
                    return false;
                }
                head = new(RdbStringForm.Raw, length, length);
                return true;
            case 192 or 193 or 194:
                _position++;
                head = new(RdbStringForm.Integer, 1u << (first - 192), 0);
                return true;
            case 195:
                _position++;
                if (!TryReadLength(out ulong compressed) || !TryReadLength(out ulong original))
                {
                    _position = start;
                    return false;
                }
                if (!Lzf.IsPossible(compressed, original))
                {
                    throw new RdbFormatException(origin + start, $"{compressed} compressed bytes cannot become {original}");
                }
                head = new(RdbStringForm.Lzf, compressed, original);
                return true;
            default:
                throw new RdbFormatException(Offset, $"0x{first:x2} begins no string");
        }
    }

    private readonly int Inflated(in StringHead head, int start) => head.Original <= (ulong)Array.MaxLength
        ? (int)head.Original
        : throw new RdbFormatException(origin + start, $"a string of {head.Original} bytes is too long to be held");

    private readonly record struct StringHead(RdbStringForm Form, ulong Stored, ulong Original);
}
