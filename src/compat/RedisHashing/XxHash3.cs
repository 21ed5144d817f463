namespace System.IO.Hashing;

// XXH3, 64 bits, after the published specification (xxHash project, doc/xxhash_spec.md). Scalar: the one caller makes a
// digest of a value that then travels to a server.
//
// Five cases by length: 0, up to 16, up to 128, up to 240, longer. The first four fold the input against fixed places of
// the secret; the last consumes stripes of 64 bytes into eight lanes and scrambles the lanes after every block.
public static class XxHash3
{
    public static ulong HashToUInt64(ReadOnlySpan<byte> source, long seed) => source.Length switch
    {
        <= 16 => ShortInput.Hash(source, (ulong)seed),
        <= 240 => MidInput.Hash(source, (ulong)seed),
        _ => LongInput.Hash(source, (ulong)seed),
    };
}
