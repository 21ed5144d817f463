using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>
/// What a caller may do of what the operator allows; it never adds to that. Two grants with the same contents are equal, so
/// that callers with the same rights share one <c>ServerView</c>.
/// </summary>
internal sealed record Grant
{
    /// <summary>Highest access level.</summary>
    public AccessLevel Access { get; init; } = AccessLevel.Full;

    /// <summary>Names of the connections that are open; null for all, an empty list for none. A name that is not configured opens nothing.</summary>
    public IReadOnlyList<string>? Connections { get; init => field = value is null ? null : [.. value]; }

    /// <summary>Keys must begin with one of these; empty for all keys. None of them is empty itself: that would be all keys, said by accident.</summary>
    public IReadOnlyList<string> KeyPrefixes
    {
        get;
        init => field = value.Contains("") ? throw new ArgumentException("A key prefix is empty.", nameof(value)) : [.. value];
    } = [];

    public bool Equals(Grant? other) =>
        other is not null
        && Access == other.Access
        && Connections is null == other.Connections is null
        && (Connections ?? []).SequenceEqual(other.Connections ?? [], StringComparer.Ordinal)
        && KeyPrefixes.SequenceEqual(other.KeyPrefixes, StringComparer.Ordinal);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Access);
        hash.Add(Connections?.Count ?? -1);
        foreach (string text in Connections ?? [])
        {
            hash.Add(text, StringComparer.Ordinal);
        }
        foreach (string text in KeyPrefixes)
        {
            hash.Add(text, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }
}
