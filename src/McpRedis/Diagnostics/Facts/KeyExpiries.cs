namespace McpRedis.Diagnostics.Facts;

/// <summary>A sample of keys in the order of SCAN, which is that of their hashes, and whether each has an expiry.</summary>
/// <param name="Keys">Keys of the connection's database.</param>
internal sealed record KeyExpiries(IReadOnlyList<(byte[] Key, bool Expires)> Keys)
{
    private static ReadOnlySpan<byte> Separators => ":/|."u8;

    public static KeyExpiries None { get; } = new([]);

    /// <summary>By what stands before the first separator, the separator with it; most keys first. Keys without one are left out.</summary>
    public IReadOnlyList<PrefixCount> Prefixes =>
    [
        .. Keys.Select(key => (End: key.Key.AsSpan().IndexOfAny(Separators), key.Key, key.Expires)).Where(key => key.End > 0)
            .GroupBy(key => Convert.ToHexString(key.Key.AsSpan(0, key.End + 1)))
            .Select(group => new PrefixCount(Convert.FromHexString(group.Key), group.Count(), group.Count(key => key.Expires)))
            .OrderByDescending(prefix => prefix.Sampled).ThenBy(prefix => Convert.ToHexString(prefix.Prefix), StringComparer.Ordinal),
    ];
}

/// <param name="Prefix">First part of the key, separator included.</param>
/// <param name="Sampled">Keys of the sample that begin so.</param>
/// <param name="Expiring">Of these, keys with an expiry.</param>
internal sealed record PrefixCount(byte[] Prefix, int Sampled, int Expiring);
