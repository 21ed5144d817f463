using System.Buffers.Binary;
using System.Security.Cryptography;

namespace McpRedis.Rdb.Canonical;

/// <summary>The two keys under which both sides of one comparison are hashed. Digests under different keys say nothing about each other.</summary>
internal sealed record CanonicalKeys(UInt128 First, UInt128 Second)
{
    /// <summary>How many bytes <see cref="Read"/> takes.</summary>
    public const int Size = 32;

    /// <summary>Keys that nobody can guess, and so nobody can store data against.</summary>
    public static CanonicalKeys Create() => Read(RandomNumberGenerator.GetBytes(Size));

    /// <summary>The same keys again, for a comparison that goes on in another process.</summary>
    public static CanonicalKeys Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128LittleEndian(bytes), BinaryPrimitives.ReadUInt128LittleEndian(bytes[16..]));
}
