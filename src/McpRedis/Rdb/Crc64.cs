using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace McpRedis.Rdb;

/// <summary>
/// The checksum of RDB files and DUMP payloads: 64 bits, polynomial 0xad93d23594c935a9, reflected, beginning at 0 ("Jones"; neither ECMA's nor
/// XZ's). Data are folded: a block of 16 bytes is multiplied, without carry, by the power of x that moves it onto the next one, or four by that which
/// moves them 64 bytes on, which leaves the remainder by the polynomial as it was. What is left, and all that is short, goes through eight tables, eight bytes at a step.
/// </summary>
internal static class Crc64
{
    private const ulong Reflected = 0x95ac9329ac4bc9b5;
    private const int Slices = 8;
    private const int Block = 16;
    private const int Stride = 4 * Block;
    private const int FoldFrom = 2 * Block; // below that the tables are as quick

    private static readonly ulong[] Tables = MakeTables();

    // A product of two reflected words comes out one place low, hence the -1.
    private static readonly Vector128<ulong> ByStride = Vector128.Create(PowerOfX((Stride * 8) + 63), PowerOfX((Stride * 8) - 1));
    private static readonly Vector128<ulong> ByBlock = Vector128.Create(PowerOfX((Block * 8) + 63), PowerOfX((Block * 8) - 1));

    /// <summary>The checksum of all that <paramref name="crc"/> covers and then <paramref name="data"/>; 0 is that of nothing.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> data) =>
        Pclmulqdq.IsSupported && data.Length >= FoldFrom ? Fold(crc, data) : AppendByTables(crc, data);

    /// <summary>The same on any processor.</summary>
    public static ulong AppendByTables(ulong crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<ulong> t = Tables;
        while (data.Length >= sizeof(ulong))
        {
            ulong word = crc ^ BinaryPrimitives.ReadUInt64LittleEndian(data);
            crc = t[(7 * 256) + (byte)word] ^ t[(6 * 256) + (byte)(word >> 8)] ^ t[(5 * 256) + (byte)(word >> 16)] ^ t[(4 * 256) + (byte)(word >> 24)]
                ^ t[(3 * 256) + (byte)(word >> 32)] ^ t[(2 * 256) + (byte)(word >> 40)] ^ t[256 + (byte)(word >> 48)] ^ t[(byte)(word >> 56)];
            data = data[sizeof(ulong)..];
        }
        if (data.Length >= sizeof(uint))
        {
            uint word = (uint)crc ^ BinaryPrimitives.ReadUInt32LittleEndian(data);
            crc = (crc >> 32) ^ t[(3 * 256) + (byte)word] ^ t[(2 * 256) + (byte)(word >> 8)] ^ t[256 + (byte)(word >> 16)] ^ t[(byte)(word >> 24)];
            data = data[sizeof(uint)..];
        }
        foreach (byte b in data)
        {
            crc = t[(byte)(crc ^ b)] ^ (crc >> 8);
        }
        return crc;
    }

    private static ulong Fold(ulong crc, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<Vector128<ulong>> blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        Vector128<ulong> last = blocks[0] ^ Vector128.Create(crc, 0);
        int i = 1;
        if (blocks.Length >= 8)
        {
            Vector128<ulong> a = last, b = blocks[1], c = blocks[2], d = blocks[3];
            for (i = 4; i + 4 <= blocks.Length; i += 4)
            {
                a = Shift(a, ByStride) ^ blocks[i];
                b = Shift(b, ByStride) ^ blocks[i + 1];
                c = Shift(c, ByStride) ^ blocks[i + 2];
                d = Shift(d, ByStride) ^ blocks[i + 3];
            }
            b ^= Shift(a, ByBlock);
            c ^= Shift(b, ByBlock);
            last = d ^ Shift(c, ByBlock);
        }
        for (; i < blocks.Length; i++)
        {
            last = Shift(last, ByBlock) ^ blocks[i];
        }
        Span<byte> rest = stackalloc byte[Block];
        MemoryMarshal.Write(rest, in last);
        return AppendByTables(AppendByTables(0, rest), data[(blocks.Length * Block)..]);
    }

    private static Vector128<ulong> Shift(Vector128<ulong> block, Vector128<ulong> powers) =>
        Pclmulqdq.CarrylessMultiply(block, powers, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, powers, 0x11);

    // Reflected: the highest bit is x to the 0.
    private static ulong PowerOfX(int exponent)
    {
        ulong power = 1UL << 63;
        for (int i = 0; i < exponent; i++)
        {
            power = TimesX(power);
        }
        return power;
    }

    private static ulong TimesX(ulong value) => (value >> 1) ^ ((value & 1) == 0 ? 0 : Reflected);

    private static ulong[] MakeTables()
    {
        ulong[] tables = new ulong[Slices * 256];
        for (int i = 0; i < 256; i++)
        {
            ulong crc = (ulong)i;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = TimesX(crc);
            }
            tables[i] = crc;
        }
        for (int i = 256; i < tables.Length; i++)
        {
            ulong before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }
        return tables;
    }
}
