using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>What one side has under a key, read by plain commands.</summary>
/// <param name="Type">What TYPE says; none for a key that is not there.</param>
/// <param name="Form">The value; null where there is none, or it could not be read.</param>
/// <param name="ExpireAtMs">By the server's own clock; null for a key that stays.</param>
/// <param name="Trouble">Why it could not be read; null where it was.</param>
internal sealed record CommandValue(KeyTypes Type, CanonicalForm? Form, long? ExpireAtMs, string? Trouble)
{
    public static CommandValue None { get; } = new(KeyTypes.None, null, null, null);

    public bool Exists => Type != KeyTypes.None;

    public static CommandValue Unreadable(KeyTypes type, string trouble) => new(type, null, null, trouble);
}
