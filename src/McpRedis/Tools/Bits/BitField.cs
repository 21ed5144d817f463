using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Tools.Bits;

/// <summary>An integer of some bits inside a string: u8 at bit 16. Bit 0 is the highest of the first byte.</summary>
internal static class BitField
{
    /// <summary>The last bit of 512 MiB, the most a string holds.</summary>
    public const long LastBit = (1L << 32) - 1;

    private const string Bit = "u1";

    /// <param name="argument">Name of the argument, for the mistake.</param>
    /// <param name="type">i1 to i64, u1 to u63; null for a single bit.</param>
    /// <param name="offset">Its first bit.</param>
    /// <returns>The type to send.</returns>
    public static string Check(string argument, string? type, long offset)
    {
        type ??= Bit;
        int bits = type.Length is 2 or 3 && type[0] is 'i' or 'u' && type.Length > 1 && int.TryParse(type.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int read) ? read : 0;
        if (bits < 1 || bits > (type[0] == 'i' ? 64 : 63) || type[1] == '0')
        {
            throw Fault.Argument($"{argument}.type", "expected i1 to i64 (signed) or u1 to u63.");
        }
        if (offset < 0 || offset > LastBit - (bits - 1))
        {
            throw Fault.Argument($"{argument}.offset", $"a string has the bits 0 to {LastBit}.");
        }
        return type;
    }
}
