namespace McpRedis.Rdb.Transcoding;

/// <summary>Which version of the format brought which type, and so who can read it.</summary>
internal static class TypeVersions
{
    /// <summary>The version of the first servers that have DUMP and RESTORE (Redis 2.6): no payload says less.</summary>
    public const int FirstOfPayloads = 6;

    /// <summary>The first Redis that keeps metadata of modules with a key (8.6).</summary>
    public const int KeyMeta = 13;

    private const int Valkey9 = 80;

    // By type. 0: no release ever wrote it (6, 8, 22 and 23 of Redis), or nobody restores it from a payload (30, 32).
    private static ReadOnlySpan<byte> Redis =>
        [1, 1, 1, 1, 1, 8, 0, 8, 0, 2, 2, 2, 2, 4, 7, 9, 10, 10, 10, 10, 11, 11, 0, 0, 12, 12, 13, 14, 14, 15, 0, 15, 0, 15];

    /// <summary>The version from which servers of this flavour read the type in a payload; null if none does.</summary>
    public static int? Since(RdbFlavour flavour, RdbType type) => (flavour, type) switch
    {
        (RdbFlavour.Valkey, RdbType.Hash22) => Valkey9,
        (RdbFlavour.Valkey, > RdbType.Hash22) => null,
        _ when (int)type < Redis.Length && Redis[(int)type] is > 0 and var since => since,
        _ => null,
    };

    /// <summary>What a payload of the type must say: the smallest version that knows it, so that whoever knows it takes it.</summary>
    public static int Footer(RdbFlavour flavour, RdbType type) => Math.Max(FirstOfPayloads, Since(flavour, type) ?? FirstOfPayloads);

    public static bool Knows(this RdbTarget target, RdbType type) => Since(target.Flavour, type) <= target.Version;
}
