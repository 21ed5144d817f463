using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>Which tool is made for a command, read off what tools declare: so a hint never names one that does not exist.</summary>
internal static class TypedTools
{
    // Where the tool for a command runs another one in its place.
    private static readonly Dictionary<string, string> InPlaceOf = new()
    {
        ["KEYS"] = "SCAN",
        ["DEL"] = "UNLINK",
        ["SLAVEOF"] = "REPLICAOF",
        ["SAVE"] = "BGSAVE",
        ["HGETALL"] = "HSCAN",
        ["HKEYS"] = "HSCAN",
        ["HVALS"] = "HSCAN",
        ["SMEMBERS"] = "SSCAN",
        ["ROLE"] = "INFO",
        ["CLIENT INFO"] = "CLIENT LIST",
    };

    /// <summary>Names of up to three tools, the most specific first.</summary>
    public static IReadOnlyList<string> For(string command)
    {
        var tools = Declaring(command);
        return tools.Count == 0 && InPlaceOf.TryGetValue(command, out string? other) ? Declaring(other) : tools;
    }

    /// <summary>"redis_key_scan does it.", or nothing when no tool does.</summary>
    public static string Hint(string command) => For(command) is [var tool, ..] ? $"{tool} (toolset {ToolsetOf(tool)}) is made for it." : "";

    // A tool that runs what its caller names declares reads only to look ahead with.
    private static List<string> Declaring(string command) =>
        [.. ToolCatalogue.All.Where(t => t.Commands.Contains(command) && !(t.ByCommand && ReadTier.Contains(command)))
            .OrderBy(t => t.Commands[0] != command).ThenBy(t => t.Risk).ThenBy(t => t.Commands.Count).Take(3).Select(t => t.Name)];

    private static string ToolsetOf(string tool) => ToolCatalogue.All.First(t => t.Name == tool).Toolset.Wire();
}
