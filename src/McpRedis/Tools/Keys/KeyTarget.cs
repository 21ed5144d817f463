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

    /// <summary>For the person asked: "deletes 2 of 3 named keys", "deletes the 500 keys that match the pattern, as far as this page goes".</summary>
    public static string Summary(string verb, KeyLook look, byte[]? pattern) =>
        pattern is null && look.Named == 1 ? $"{verb} the named key"
        : pattern is null ? $"{verb} {(look.Keys.Count < look.Named ? $"{look.Keys.Count} of " : "")}{look.Named} named keys{(look.Keys.Count < look.Named ? "; the others do not exist" : "")}"
        : look.Cursor is null ? $"{verb} the {look.Keys.Count} keys that match the pattern"
        : $"{verb} {look.Keys.Count} keys that match the pattern; more may follow, in another call";
}
