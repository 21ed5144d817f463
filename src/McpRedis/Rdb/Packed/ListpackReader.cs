using System.Buffers.Binary;

namespace McpRedis.Rdb.Packed;

/// <summary>
/// Walks a listpack, the packed form of small hashes, sets, sorted sets, list nodes and stream nodes since Redis 7.
/// </summary>
/// <remarks>
/// Each entry ends with its own length for walking backwards. Nobody here walks backwards, so it is stepped over and never believed.
/// <code>
/// 0e 00 00 00          14 bytes in all
/// 02 00                2 entries; ff ff = count them
/// 83 66 6f 6f 04       10xxxxxx: string of 3, "foo"; back length 4
/// 2a 01                0xxxxxxx: 42; back length 1
/// ff
/// </code>
/// </remarks>
internal ref struct ListpackReader
{
    private const int Header = 6;
    private const int Uncounted = ushort.MaxValue;
    private readonly ReadOnlySpan<byte> _blob;
    private readonly long _offset;
    private int _position = Header;
    private int _read;

    /// <param name="blob">The whole listpack.</param>
    /// <param name="offset">Where it began, for messages.</param>
    public ListpackReader(ReadOnlySpan<byte> blob, long offset)
    {
        if (blob.Length <= Header || BinaryPrimitives.ReadUInt32LittleEndian(blob) != (uint)blob.Length || blob[^1] != 0xFF)
        {
            throw new RdbFormatException(offset, "a listpack whose length or end is wrong");
        }
        _blob = blob;
        _offset = offset;
    }

    /// <summary>How many entries there are; null where the listpack does not say.</summary>
    public readonly int? Count => BinaryPrimitives.ReadUInt16LittleEndian(_blob[4..]) is var count && count == Uncounted ? null : count;

    /// <summary>Bytes left; no more entries than half of it can follow, for each has an encoding and a back length.</summary>
    public readonly int Remaining => _blob.Length - 1 - _position;

    public bool TryNext(out PackedEntry entry)
    {
        if (Remaining == 0)
        {
            entry = default;
            return Count is not { } count || count == _read ? false : throw Wrong("another number of entries than it says");
        }
        int start = _position;
        entry = Read();
        int length = _position - start;
        _ = Take(length <= 127 ? 1 : length < 16383 ? 2 : length < 2097151 ? 3 : length < 268435455 ? 4 : 5);
        _read++;
        return true;
    }

    private PackedEntry Read()
    {
        byte first = Take(1)[0];
        return first switch
        {
            < 0x80 => new PackedEntry((long)first),
            < 0xC0 => new PackedEntry(Take(first & 0x3F)),
            < 0xE0 => new PackedEntry((long)(((first & 0x1F) << 8 | Take(1)[0]) << 19 >> 19)),
            < 0xF0 => new PackedEntry(Take((first & 0x0F) << 8 | Take(1)[0])),
            0xF0 => new PackedEntry(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))),
            0xF1 => new PackedEntry((long)BinaryPrimitives.ReadInt16LittleEndian(Take(2))),
            0xF2 => new PackedEntry(Int24.Read(Take(3))),
            0xF3 => new PackedEntry((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
            0xF4 => new PackedEntry(BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
            _ => throw Wrong("an entry of no known encoding"),
        };
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > Remaining)
        {
            throw Wrong("an entry that is longer than what is left");
        }
        ReadOnlySpan<byte> taken = _blob.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private readonly RdbFormatException Wrong(string what) => new(_offset + _position, $"a listpack with {what}");
}
