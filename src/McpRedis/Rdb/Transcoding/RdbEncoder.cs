using System.Buffers.Binary;

namespace McpRedis.Rdb.Transcoding;

/// <summary>Writes a value. Strings are written as they are: to compress them is the server's choice, never its demand.</summary>
internal sealed class RdbEncoder
{
    private const int KeptBytes = 1 << 20;
    private const int OpenCount = 5;
    private byte[] _buffer = new byte[4096];
    private int _length;

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    public void Clear()
    {
        _length = 0;
        if (_buffer.Length > KeptBytes)
        {
            _buffer = new byte[4096]; // what one huge value made large
        }
    }

    public void Length(ulong value)
    {
        Span<byte> room = Room(9);
        int size;
        switch (value)
        {
            case < 64:
                (room[0], size) = ((byte)value, 1);
                break;
            case < 16384:
                BinaryPrimitives.WriteUInt16BigEndian(room, (ushort)(0x4000 | value));
                size = 2;
                break;
            case <= uint.MaxValue:
                room[0] = 0x80;
                BinaryPrimitives.WriteUInt32BigEndian(room[1..], (uint)value);
                size = 5;
                break;
            default:
                room[0] = 0x81;
                BinaryPrimitives.WriteUInt64BigEndian(room[1..], value);
                size = 9;
                break;
        }
        _length += size;
    }

    /// <summary>Room for a count that is known later (<see cref="Close"/>).</summary>
    public int OpenLength()
    {
        int place = _length;
        Room(OpenCount).Clear();
        _length += OpenCount;
        return place;
    }

    /// <summary>Any length may take five bytes, so the one that was left open does.</summary>
    public void Close(int place, int count)
    {
        _buffer[place] = 0x80;
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(place + 1), count);
    }

    public void String(ReadOnlySpan<byte> value)
    {
        Length((ulong)value.Length);
        Bytes(value);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void Byte(byte value)
    {
        Room(1)[0] = value;
        _length++;
    }

    public void Int64(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Room(sizeof(long)), value);
        _length += sizeof(long);
    }

    public void Double(double value) => Int64(BitConverter.DoubleToInt64Bits(value));

    private Span<byte> Room(int bytes)
    {
        if (_buffer.Length - _length < bytes)
        {
            Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(_buffer.Length * 2L, (long)_length + bytes)));
        }
        return _buffer.AsSpan(_length);
    }
}
