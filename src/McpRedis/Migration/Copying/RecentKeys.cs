namespace McpRedis.Migration.Copying;

/// <summary>
/// The keys that we wrote last, by hash: SCAN may name a key twice while a server's table changes its size, and what is taken then is taken by
/// ourselves. It does so within a step or from one to the next, so what three of the largest steps have is kept.
/// </summary>
internal sealed class RecentKeys
{
    private const int Size = 3 * ScanPace.Most;

    // In the order they came: a table by hash would have to be fetched from far memory for each.
    private readonly ulong[] _hashes = new ulong[Size];
    private int _next;

    public void Add(ReadOnlySpan<byte> key, int database = 0)
    {
        _hashes[_next] = Hash(key, database);
        _next = _next + 1 == Size ? 0 : _next + 1;
    }

    public bool Contains(ReadOnlySpan<byte> key, int database = 0) => _hashes.AsSpan().Contains(Hash(key, database));

    // Two 32-bit hashes of different seeds would do; the framework's is keyed by the process, so nobody can aim at it.
    public static ulong Hash(ReadOnlySpan<byte> key, int database = 0)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        uint low = (uint)hash.ToHashCode();
        hash.Add(database);
        return ((ulong)(uint)hash.ToHashCode() << 32) | low;
    }
}
