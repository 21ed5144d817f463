using McpRedis.Faults;

namespace McpRedis.Tools.Keys;

/// <summary>Which keys a call means: the ones named, or all that match a pattern.</summary>
internal static class KeyTarget
{
    /// <exception cref="Fault">invalid_argument: neither or both were given, or a cursor without a pattern.</exception>
    public static void RequireOne(byte[][]? keys, byte[]? pattern, string? cursor)
    {
        if ((keys is null) == (pattern is null))
        {
            throw Fault.Argument("keys", "give keys or pattern, one of the two.");
        }
        if (cursor is not null && pattern is null)
        {
            throw Fault.Argument("cursor", "goes with pattern only.");
        }
    }

    /// <summary>For the person asked: "deletes 3 keys", "deletes all keys that match a pattern".</summary>
    public static string Effect(string verb, byte[][]? keys) =>
        keys is null ? $"{verb} all keys that match a pattern" : $"{verb} {keys.Length} keys";
}
