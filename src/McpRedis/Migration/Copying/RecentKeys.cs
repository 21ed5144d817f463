using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Copying;

/// <summary>
/// The keys that we wrote last, by hash: SCAN may name a key twice while a server's table changes its size, and what is taken then is taken by
/// ourselves. It does so within a step or from one to the next, so what three of the largest steps have is kept.
/// </summary>
internal sealed class RecentKeys
{
    /// <summary>So many are kept.</summary>
    public const int Size = 3 * ScanPace.Most;

    // Of this process, so that nobody can store keys that collide.
    private static readonly CanonicalKeys Keys = CanonicalKeys.Create();

    // In the order they came: a table by hash would have to be fetched from far memory for each.
    private readonly ulong[] _hashes = new ulong[Size];
    private int _next;
    private int _filled;

    public void Add(ReadOnlySpan<byte> key, int database = 0)
    {
        _hashes[_next] = Hash(key, database);
        _next = _next + 1 == Size ? 0 : _next + 1;
        _filled = Math.Max(_filled, _next == 0 ? Size : _next);
    }

    public bool Contains(ReadOnlySpan<byte> key, int database = 0) => _hashes.AsSpan(0, _filled).Contains(Hash(key, database));

    /// <summary>All 64 bits count: with fewer, one key in a hundred thousand would be taken for another.</summary>
    public static ulong Hash(ReadOnlySpan<byte> key, int database = 0) => KeyHash.Of(Keys, database, key);
}
