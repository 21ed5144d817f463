namespace McpRedis.Catalogue;

/// <summary>
/// Families whose commands only some servers have. Their tools are listed when a server has the command that stands
/// for the family, or when nobody can tell.
/// </summary>
internal static class ModuleFamilies
{
    public static IReadOnlyDictionary<Toolset, string> Probes { get; } = new Dictionary<Toolset, string>
    {
        [Toolset.Json] = "JSON.GET",
        [Toolset.Search] = "FT.SEARCH",
        [Toolset.Vectors] = "VSIM",
        [Toolset.Timeseries] = "TS.RANGE",
    };

    public static bool IsModule(this Toolset toolset) => Probes.ContainsKey(toolset);
}
