using McpRedis.Faults;

namespace McpRedis.Catalogue;

/// <summary>Names and presets of <see cref="Toolset"/>.</summary>
internal static class Toolsets
{
    public static IReadOnlyList<Toolset> All { get; } = Enum.GetValues<Toolset>();

    /// <summary>What most conversations need, for clients that count tokens.</summary>
    public static IReadOnlyList<Toolset> Essentials { get; } = [Toolset.Connections, Toolset.Keys, Toolset.Strings];

    /// <summary>Everyday work; the families after <see cref="Toolset.Commands"/> are off until asked for.</summary>
    public static IReadOnlyList<Toolset> Default { get; } = [.. All.Where(t => t <= Toolset.Commands)];

    private static readonly string[] Names = [.. Enum.GetNames<Toolset>().Select(WireName.SnakeCase)];

    /// <summary>Works between two connections: not listed where there are fewer.</summary>
    public static bool NeedsTwoConnections(this Toolset toolset) => toolset == Toolset.Migration;

    /// <summary>Name in options and docs: <c>sorted_sets</c>.</summary>
    public static string Wire(this Toolset toolset) => Names[(int)toolset];

    /// <summary>The families that names and presets stand for; names were checked when the options were read.</summary>
    public static IReadOnlyList<Toolset> Of(IEnumerable<string> words)
    {
        var chosen = new List<Toolset>();
        foreach (string word in words)
        {
            chosen.AddRange(word switch
            {
                "essentials" => Essentials,
                "default" => Default,
                "all" => All,
                _ => [.. All.Where(t => t.Wire() == word)],
            });
        }
        return chosen;
    }
}
