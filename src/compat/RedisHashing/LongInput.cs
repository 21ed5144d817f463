using System.Buffers.Binary;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>More than 240 bytes: stripes of 64 bytes, blocks of sixteen stripes.</summary>
internal static class LongInput
{
    private const int Stripe = 64;
    private const int Lanes = 8;
    private const int SecretStep = 8;

    // One stripe uses 64 bytes of the secret, and each next one starts 8 further on.
    private const int StripesPerBlock = (192 - Stripe) / SecretStep;

    public static ulong Hash(ReadOnlySpan<byte> input, ulong seed)
    {
        Span<byte> secret = stackalloc byte[Secret.Length];
        Derive(secret, seed);
        Span<ulong> lanes =
            [Prime32_3, Prime64_1, Prime64_2, Prime64_3, Prime64_4, Prime32_2, Prime64_5, Prime32_1];

        // The last stripe is treated apart, also when it is a whole one.
        var stripes = (input.Length - 1) / Stripe;
        for (var i = 0; i < stripes; i++)
        {
            var inBlock = i % StripesPerBlock;
            Accumulate(lanes, input[(i * Stripe)..], secret[(inBlock * SecretStep)..]);
            if (inBlock == StripesPerBlock - 1)
            {
                Scramble(lanes, secret[^Stripe..]);
            }
        }

        Accumulate(lanes, input[^Stripe..], secret[(secret.Length - Stripe - 7)..]);
        return Merge(lanes, secret[11..], (ulong)input.Length * Prime64_1);
    }

    private static void Derive(Span<byte> secret, ulong seed)
    {
        for (var at = 0; at < secret.Length; at += 16)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(secret[at..], U64(Secret, at) + seed);
            BinaryPrimitives.WriteUInt64LittleEndian(secret[(at + 8)..], U64(Secret, at + 8) - seed);
        }
    }

    private static void Accumulate(Span<ulong> lanes, ReadOnlySpan<byte> stripe, ReadOnlySpan<byte> secret)
    {
        for (var i = 0; i < Lanes; i++)
        {
            var value = U64(stripe, 8 * i);
            var keyed = value ^ U64(secret, 8 * i);
            lanes[i ^ 1] += value;
            lanes[i] += (uint)keyed * (keyed >> 32);
        }
    }

    private static void Scramble(Span<ulong> lanes, ReadOnlySpan<byte> secret)
    {
        for (var i = 0; i < Lanes; i++)
        {
            lanes[i] = (XorShift(lanes[i], 47) ^ U64(secret, 8 * i)) * Prime32_1;
        }
    }

    private static ulong Merge(ReadOnlySpan<ulong> lanes, ReadOnlySpan<byte> secret, ulong sum)
    {
        for (var i = 0; i < Lanes; i += 2)
        {
            sum += Fold(lanes[i] ^ U64(secret, 8 * i), lanes[i + 1] ^ U64(secret, (8 * i) + 8));
        }

        return Avalanche(sum);
    }
}
