namespace McpRedis.Migration.Selection;

/// <summary>Types of keys as a set. A module's own types are one.</summary>
[Flags]
internal enum KeyTypes
{
    None = 0,
    String = 1,
    List = 2,
    Set = 4,
    SortedSet = 8,
    Hash = 16,
    Stream = 32,
    Module = 64,
}

/// <summary>The words of TYPE.</summary>
internal static class KeyTypeWords
{
    public static readonly IReadOnlyList<string> All = ["string", "list", "set", "zset", "hash", "stream", "module"];

    /// <param name="word">What TYPE answers: a module's type has a word of its own (<c>ReJSON-RL</c>). None for a key that is not there.</param>
    public static KeyTypes Of(string word) => word switch
    {
        "string" => KeyTypes.String,
        "list" => KeyTypes.List,
        "set" => KeyTypes.Set,
        "zset" => KeyTypes.SortedSet,
        "hash" => KeyTypes.Hash,
        "stream" => KeyTypes.Stream,
        "none" => KeyTypes.None,
        _ => KeyTypes.Module,
    };
}
