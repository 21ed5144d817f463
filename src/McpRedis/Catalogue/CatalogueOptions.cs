namespace McpRedis.Catalogue;

/// <summary>Which tools are shown.</summary>
internal sealed record CatalogueOptions
{
    /// <summary>Tools above this are neither listed nor callable: Read at read access, Destructive at write, Admin at full.</summary>
    public Risk HighestRisk { get; init; } = Risk.Admin;

    /// <summary>Families shown; default <see cref="Toolsets.Default"/>.</summary>
    public IReadOnlyList<Toolset> Toolsets { get; init; } = Catalogue.Toolsets.Default;

    /// <summary>Single tools shown beside the families, by name.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Tools taken away, by name; wins over everything.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Calls can be confirmed by repeating them with a token: the tools that may ask take one.</summary>
    public bool TakesConfirmToken { get; init; } = true;

    /// <summary>Every tool that changes something may ask.</summary>
    public bool EveryChangeAsks { get; init; }

    /// <summary>Names of the connections. With two or more every tool takes a required <c>connection</c>.</summary>
    public IReadOnlyList<string> Connections { get; init; } = [];
}
