namespace McpRedis.Redis;

/// <summary>What a command does with a key, <see href="https://redis.io/docs/latest/develop/reference/key-specs/#flags"/>.</summary>
[Flags]
internal enum KeyAccess
{
    None = 0,
    /// <summary>RO: reads, never changes.</summary>
    ReadOnly = 1 << 0,
    /// <summary>RW: reads and changes.</summary>
    ReadWrite = 1 << 1,
    /// <summary>OW: overwrites without reading.</summary>
    Overwrite = 1 << 2,
    /// <summary>RM: removes.</summary>
    Remove = 1 << 3,
    /// <summary>Gives the value, or something of it, back.</summary>
    Access = 1 << 4,
    Update = 1 << 5,
    Insert = 1 << 6,
    Delete = 1 << 7,
    /// <summary>Takes the place of a key for routing, e.g. a shard channel; is none.</summary>
    NotKey = 1 << 8,
    /// <summary>There may be more keys than the specification finds.</summary>
    Incomplete = 1 << 9,
    /// <summary>The true access depends on other arguments, e.g. GET in SET.</summary>
    Variable = 1 << 10,
}
