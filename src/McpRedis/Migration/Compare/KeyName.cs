namespace McpRedis.Migration.Compare;

/// <summary>A key by its bytes, in its database.</summary>
internal sealed class KeyName(int database, byte[] key) : IEquatable<KeyName>
{
    public int Database => database;

    public byte[] Key => key;

    public bool Equals(KeyName? other) => other is not null && other.Database == database && other.Key.AsSpan().SequenceEqual(key);

    public override bool Equals(object? obj) => Equals(obj as KeyName);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(database);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }
}
