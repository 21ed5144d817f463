namespace McpRedis.Rdb.Canonical;

/// <summary>In what two values can differ. What a migration announced as lost is taken out of these by whoever announced it.</summary>
[Flags]
internal enum ValueAspect
{
    None = 0,

    /// <summary>One is a list, the other a hash.</summary>
    Shape = 1,

    /// <summary>Bytes, items, members and scores, fields and values, entries.</summary>
    Content = 2,

    /// <summary>When fields go, beyond the tolerance; or that they go at all.</summary>
    FieldTtls = 4,

    /// <summary>The last id of a stream.</summary>
    LastId = 8,

    /// <summary>Groups, consumers and what is pending, with deliveries and their times.</summary>
    Groups = 16,

    /// <summary>First and largest deleted id, entries added and entries read. Not where one side does not know them.</summary>
    StreamCounters = 32,

    /// <summary>What a stream remembers of its producers.</summary>
    Idempotence = 64,

    /// <summary>Entries that were given back.</summary>
    Nacked = 128,

    /// <summary>What modules attached to the key.</summary>
    KeyMeta = 256,

    /// <summary>
    /// What a module wrote. Of another version of the module it may be otherwise for the same value (vector sets of Redis 8.0 and 8.6 are), so
    /// this says only that it cannot be told.
    /// </summary>
    ModuleValue = 512,
}
