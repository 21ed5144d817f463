using McpRedis.Rdb;

namespace McpRedis.Migration.Compare;

/// <summary>What one side has under a key.</summary>
internal readonly ref struct KeySide
{
    /// <summary>No such key.</summary>
    public static KeySide None => default;

    public bool Exists { get; private init; }

    public TypedValue Value { get; private init; }

    /// <summary>Milliseconds since 1970 by the clock that both sides are held against; null for a key that stays.</summary>
    public long? ExpireAtMs { get; private init; }

    public static KeySide Of(TypedValue value, long? expireAtMs) => new() { Exists = true, Value = value, ExpireAtMs = expireAtMs };
}
