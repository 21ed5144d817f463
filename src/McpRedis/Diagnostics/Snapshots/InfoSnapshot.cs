using McpRedis.Redis;

namespace McpRedis.Diagnostics.Snapshots;

/// <summary>The numbers of every node at one moment.</summary>
/// <param name="Id">Handle of its owner.</param>
/// <param name="Connection">Name of the connection.</param>
/// <param name="At">Our clock, as a timestamp.</param>
/// <param name="Nodes">By name.</param>
internal sealed record InfoSnapshot(string Id, string Connection, long At, IReadOnlyDictionary<string, NodeNumbers> Nodes)
{
    /// <summary>Numbers it holds.</summary>
    public int Count => Nodes.Values.Sum(node => node.Numbers.Count);
}

/// <param name="RunId">Another one after a restart; null where it is not told.</param>
/// <param name="Numbers">By name.</param>
internal sealed record NodeNumbers(string? RunId, IReadOnlyDictionary<string, double> Numbers)
{
    public static NodeNumbers Of(InfoText info) => new(info["run_id"], InfoCounters.Read(info));
}
