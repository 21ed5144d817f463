namespace McpRedis.Migration.Copying;

/// <summary>
/// Keys that we wrote lately, by hash: SCAN may name a key twice while a server's table grows, and what is taken then is taken by
/// ourselves. A name forgotten here costs nothing where collisions are replaced or skipped.
/// </summary>
internal sealed class RecentKeys
{
    private const int Size = 1 << 18;   // 2 MiB; SCAN repeats within a few steps

    private readonly ulong[] _hashes = new ulong[Size];

    public void Add(ReadOnlySpan<byte> key)
    {
        ulong hash = Hash(key);
        _hashes[hash % Size] = hash;
    }

    public bool Contains(ReadOnlySpan<byte> key)
    {
        ulong hash = Hash(key);
        return _hashes[hash % Size] == hash;
    }

    // Two 32-bit hashes of different seeds would do; the framework's is keyed by the process, so nobody can aim at it.
    private static ulong Hash(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        uint low = (uint)hash.ToHashCode();
        hash.Add(key.Length);
        return ((ulong)(uint)hash.ToHashCode() << 32) | low;
    }
}
