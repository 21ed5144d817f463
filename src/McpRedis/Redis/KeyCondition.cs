namespace McpRedis.Redis;

/// <summary>What a key must be like for a transaction to run.</summary>
internal enum ConditionKind
{
    Exists,
    Absent,
    /// <summary>A string, or a field of a hash, has exactly this value.</summary>
    Equals,
    /// <summary>The key exists and is of this type.</summary>
    Type,
    /// <summary>The value has so many bytes, elements, fields, members or entries.</summary>
    Length,
}

/// <param name="Kind">What is asked.</param>
/// <param name="Key">Key; it is watched.</param>
/// <param name="Field">Field of a hash, for <see cref="ConditionKind.Equals"/> only.</param>
/// <param name="Value">The value asked for.</param>
/// <param name="Type">string, hash, list, set, zset or stream: the type asked for, or the one whose length is meant.</param>
/// <param name="Count">The length asked for.</param>
internal sealed record KeyCondition(ConditionKind Kind, byte[] Key, byte[]? Field = null, byte[]? Value = null, string? Type = null, long Count = 0)
{
    /// <summary>The read it amounts to, for fence and scope.</summary>
    public RedisCommand Reads => RedisCommand.Of("EXISTS").Key(Key);
}
