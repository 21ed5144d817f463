using System.Buffers.Binary;
using System.Numerics;
using static System.IO.Hashing.Mixing;

namespace System.IO.Hashing;

/// <summary>0 to 16 bytes.</summary>
internal static class ShortInput
{
    public static ulong Hash(ReadOnlySpan<byte> input, ulong seed) => input.Length switch
    {
        0 => Avalanche64(seed ^ U64(Secret, 56) ^ U64(Secret, 64)),
        <= 3 => UpTo3(input, seed),
        <= 8 => UpTo8(input, seed),
        _ => UpTo16(input, seed),
    };

    private static ulong UpTo3(ReadOnlySpan<byte> input, ulong seed)
    {
        var length = input.Length;
        var combined = ((uint)input[0] << 16) | ((uint)input[length >> 1] << 24) | input[length - 1] | ((uint)length << 8);
        return Avalanche64(combined ^ ((U32(Secret, 0) ^ U32(Secret, 4)) + seed));
    }

    private static ulong UpTo8(ReadOnlySpan<byte> input, ulong seed)
    {
        var length = (ulong)input.Length;
        seed ^= (ulong)BinaryPrimitives.ReverseEndianness((uint)seed) << 32;
        var keyed = (U64(Secret, 8) ^ U64(Secret, 16)) - seed;
        var value = U32(input, input.Length - 4) + ((ulong)U32(input, 0) << 32);
        var hash = value ^ keyed;
        hash ^= BitOperations.RotateLeft(hash, 49) ^ BitOperations.RotateLeft(hash, 24);
        hash *= PrimeMx2;
        hash ^= (hash >> 35) + length;
        return XorShift(hash * PrimeMx2, 28);
    }

    private static ulong UpTo16(ReadOnlySpan<byte> input, ulong seed)
    {
        var low = U64(input, 0) ^ ((U64(Secret, 24) ^ U64(Secret, 32)) + seed);
        var high = U64(input, input.Length - 8) ^ ((U64(Secret, 40) ^ U64(Secret, 48)) - seed);
        return Avalanche((ulong)input.Length + BinaryPrimitives.ReverseEndianness(low) + high + Fold(low, high));
    }
}
