using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>17 to 240 bytes.</summary>
internal static class MidInput
{
    public static ulong Hash(ReadOnlySpan<byte> input, ulong seed)
    {
        var sum = (ulong)input.Length * Prime64_1;
        return Avalanche(input.Length <= 128 ? sum + FromBothEnds(input, seed) : FromTheFront(sum, input, seed));
    }

    // Pairs of sixteen bytes from either end towards the middle; they overlap when the length is no multiple of 32.
    private static ulong FromBothEnds(ReadOnlySpan<byte> input, ulong seed)
    {
        var sum = 0UL;
        for (var i = (input.Length - 1) / 32; i >= 0; i--)
        {
            sum += Mix16(input, 16 * i, Secret, 32 * i, seed);
            sum += Mix16(input, input.Length - (16 * (i + 1)), Secret, (32 * i) + 16, seed);
        }

        return sum;
    }

    private static ulong FromTheFront(ulong sum, ReadOnlySpan<byte> input, ulong seed)
    {
        const int OffsetOfLaterRounds = 3;
        const int OffsetOfLast = 136 - 17;

        for (var i = 0; i < 8; i++)
        {
            sum += Mix16(input, 16 * i, Secret, 16 * i, seed);
        }

        sum = Avalanche(sum);
        for (var i = 8; i < input.Length / 16; i++)
        {
            sum += Mix16(input, 16 * i, Secret, (16 * (i - 8)) + OffsetOfLaterRounds, seed);
        }

        return sum + Mix16(input, input.Length - 16, Secret, OffsetOfLast, seed);
    }
}
