namespace McpRedis.Rdb;

/// <summary>First bytes of records that are not keys.</summary>
internal static class RdbOpcode
{
    /// <summary>Redis 8.10: the field names that hashes of types 30 and 32 refer to.</summary>
    public const byte HashTemplate = 242;

    /// <summary>Redis 8.6: metadata of modules for the key that follows; part of that key's DUMP payload.</summary>
    public const byte KeyMeta = 243;

    /// <summary>Valkey 9 gives the same number to a slot import under way, which belongs to no key.</summary>
    public const byte SlotImport = 243;
    public const byte SlotInfo = 244;
    public const byte Function2 = 245;
    public const byte FunctionPreRelease = 246;
    public const byte ModuleAux = 247;
    public const byte Idle = 248;
    public const byte Frequency = 249;
    public const byte Aux = 250;
    public const byte ResizeDb = 251;
    public const byte ExpireTimeMs = 252;
    public const byte ExpireTime = 253;
    public const byte SelectDb = 254;
    public const byte Eof = 255;

    /// <summary>What is below is the type of a value.</summary>
    public const byte First = HashTemplate;
}
