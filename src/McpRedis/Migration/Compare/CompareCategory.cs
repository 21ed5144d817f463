namespace McpRedis.Migration.Compare;

/// <summary>What is wrong with a key. It is in one category, the first that holds.</summary>
internal enum CompareCategory
{
    MissingOnTarget,
    ExtraOnTarget,

    /// <summary>A list here, a hash there.</summary>
    Type,

    /// <summary>Another value.</summary>
    Value,

    /// <summary>The same value, and one key stays where the other goes, or they go at different times.</summary>
    Ttl,

    /// <summary>The same fields, other TTLs.</summary>
    FieldTtls,

    /// <summary>A module's value in other bytes: whether it is another value only the module could say.</summary>
    CannotTell,

    /// <summary>One side could not be read.</summary>
    Unreadable,
}
