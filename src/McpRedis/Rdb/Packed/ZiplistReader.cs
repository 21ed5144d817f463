using System.Buffers.Binary;

namespace McpRedis.Rdb.Packed;

/// <summary>Walks a ziplist, what listpacks were before Redis 7.</summary>
/// <remarks>
/// Each entry begins with the length of the one before, for walking backwards; it is stepped over and never believed.
/// <code>
/// 13 00 00 00  0f 00 00 00  02 00     19 bytes, last entry at 15, 2 entries
/// 00 03 66 6f 6f                      none before; 00xxxxxx: string of 3, "foo"
/// 05 fe 2a                            5 bytes before; int8, 42
/// ff
/// </code>
/// </remarks>
internal ref struct ZiplistReader
{
    private const int Header = 10;
    private const int Uncounted = ushort.MaxValue;
    private readonly ReadOnlySpan<byte> _blob;
    private readonly long _offset;
    private int _position = Header;
    private int _read;

    /// <param name="blob">The whole ziplist.</param>
    /// <param name="offset">Where it began, for messages.</param>
    public ZiplistReader(ReadOnlySpan<byte> blob, long offset)
    {
        if (blob.Length <= Header || BinaryPrimitives.ReadUInt32LittleEndian(blob) != (uint)blob.Length || blob[^1] != 0xFF)
        {
            throw new RdbFormatException(offset, "a ziplist whose length or end is wrong");
        }
        _blob = blob;
        _offset = offset;
    }

    private readonly int Remaining => _blob.Length - 1 - _position;

    public bool TryNext(out PackedEntry entry)
    {
        if (Remaining == 0)
        {
            entry = default;
            int count = BinaryPrimitives.ReadUInt16LittleEndian(_blob[8..]);
            return count is Uncounted || count == _read ? false : throw Wrong("another number of entries than it says");
        }
        byte before = Take(1)[0];
        _ = before switch
        {
            < 254 => [],
            254 => Take(4),
            _ => throw Wrong("an end before its end"),
        };
        entry = Read();
        _read++;
        return true;
    }

    private PackedEntry Read()
    {
        byte first = Take(1)[0];
        return first switch
        {
            < 0x40 => new PackedEntry(Take(first)),
            < 0x80 => new PackedEntry(Take((first & 0x3F) << 8 | Take(1)[0])),
            0x80 => new PackedEntry(Take(BinaryPrimitives.ReadUInt32BigEndian(Take(4)))),
            0xC0 => new PackedEntry((long)BinaryPrimitives.ReadInt16LittleEndian(Take(2))),
            0xD0 => new PackedEntry((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
            0xE0 => new PackedEntry(BinaryPrimitives.ReadInt64LittleEndian(Take(8))),
            0xF0 => new PackedEntry(Int24.Read(Take(3))),
            0xFE => new PackedEntry((long)(sbyte)Take(1)[0]),
            >= 0xF1 and <= 0xFD => new PackedEntry(first - 0xF1L),
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

    private readonly RdbFormatException Wrong(string what) => new(_offset + _position, $"a ziplist with {what}");
}
