namespace McpRedis.Rdb.Canonical;

/// <summary>
/// Keys as 64 bits. Of n keys on one side and m on the other, a missing one is overlooked with a chance of m in 2^64 each: of ten million, less than
/// once in a hundred thousand comparisons.
/// </summary>
internal static class KeyHash
{
    /// <param name="keys">Those of the comparison: nobody can store keys that collide under them.</param>
    /// <param name="database">On the side where the key should be, after any mapping.</param>
    /// <param name="key">Its bytes, after any renaming.</param>
    public static ulong Of(CanonicalKeys keys, int database, ReadOnlySpan<byte> key)
    {
        var hash = new SipHash(keys.First);
        hash.Append((ulong)database);
        hash.Append(key);
        return (ulong)hash.Finish();
    }
}
