using System.Buffers.Binary;

namespace McpRedis.Rdb;

/// <summary>The two things that splitting a file needs of a listpack: how many entries it has, and the number that is its first.</summary>
internal static class ListpackHead
{
    private const int HeadSize = 6;         // bytes in all, entries
    private const ushort Uncounted = 65535; // more than the head can say: count them
    private const byte End = 0xff;

    // 0b000000 0200 | 8161 02 | 05 01 | ff: "a" and 5
    /// <exception cref="RdbFormatException">It is no listpack.</exception>
    public static ulong Count(ReadOnlySpan<byte> listpack, long offset)
    {
        ReadOnlySpan<byte> entries = Entries(listpack, offset);
        ushort stated = BinaryPrimitives.ReadUInt16LittleEndian(listpack[4..]);
        if (stated != Uncounted)
        {
            return stated;
        }
        ulong count = 0;
        for (; entries[0] != End; count++)
        {
            int size = EntrySize(entries, offset);
            entries = size < entries.Length ? entries[size..] : throw Wrong(offset);
        }
        return count;
    }

    /// <exception cref="RdbFormatException">It is no listpack, or does not begin with a number.</exception>
    public static ulong FirstNumber(ReadOnlySpan<byte> listpack, long offset)
    {
        ReadOnlySpan<byte> entry = Entries(listpack, offset);
        int size = EntrySize(entry, offset);
        if (size > entry.Length)
        {
            throw Wrong(offset);
        }
        long number = entry[0] switch
        {
            < 0x80 => entry[0],
            >= 0xc0 and < 0xe0 => ((entry[0] & 0x1f) << 8 | entry[1]) << 19 >> 19,
            0xf1 => BinaryPrimitives.ReadInt16LittleEndian(entry[1..]),
            0xf2 => (BinaryPrimitives.ReadUInt16LittleEndian(entry[1..]) | entry[3] << 16) << 8 >> 8,
            0xf3 => BinaryPrimitives.ReadInt32LittleEndian(entry[1..]),
            0xf4 => BinaryPrimitives.ReadInt64LittleEndian(entry[1..]),
            _ => throw new RdbFormatException(offset, "a hash refers to its field names by something that is no number"),
        };
        return (ulong)number;
    }

    private static ReadOnlySpan<byte> Entries(ReadOnlySpan<byte> listpack, long offset) =>
        listpack.Length > HeadSize && BinaryPrimitives.ReadUInt32LittleEndian(listpack) == (uint)listpack.Length && listpack[^1] == End
            ? listpack[HeadSize..]
            : throw Wrong(offset);

    // With the length of the entry that follows it, for those who read backwards.
    private static int EntrySize(ReadOnlySpan<byte> entry, long offset)
    {
        long size = entry[0] switch
        {
            < 0x80 => 1,
            < 0xc0 => 1 + (entry[0] & 63),
            < 0xe0 => 2,
            < 0xf0 when entry.Length > 1 => 2 + ((entry[0] & 15) << 8 | entry[1]),
            0xf0 when entry.Length > 4 => 5 + (long)BinaryPrimitives.ReadUInt32LittleEndian(entry[1..]),
            0xf1 => 3,
            0xf2 => 4,
            0xf3 => 5,
            0xf4 => 9,
            _ => throw Wrong(offset),
        };
        size += size switch { <= 127 => 1, < 16383 => 2, < 2097151 => 3, < 268435455 => 4, _ => 5 };
        return size <= entry.Length ? (int)size : throw Wrong(offset);
    }

    private static RdbFormatException Wrong(long offset) => new(offset, "a listpack is damaged");
}
