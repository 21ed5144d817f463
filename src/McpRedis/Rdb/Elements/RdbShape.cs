namespace McpRedis.Rdb.Elements;

/// <summary>What a value is to a client, however it is laid out.</summary>
internal enum RdbShape : byte
{
    String,
    List,
    Set,
    SortedSet,
    Hash,
    Stream,
    Array,

    /// <summary>Of a module: known to it alone.</summary>
    Module,

    /// <summary>Nothing that can be read here.</summary>
    Unknown,
}
