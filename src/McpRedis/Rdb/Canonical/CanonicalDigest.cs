namespace McpRedis.Rdb.Canonical;

/// <summary>
/// Two independent hashes of 128 bits. Of an element, or the sum of those of many, which is then the same in whatever order they came: that of a set
/// with one memory cell.
/// </summary>
internal readonly record struct CanonicalDigest(UInt128 First, UInt128 Second)
{
    public static CanonicalDigest operator +(CanonicalDigest left, CanonicalDigest right) =>
        new(unchecked(left.First + right.First), unchecked(left.Second + right.Second));
}
