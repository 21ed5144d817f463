namespace McpRedis.Benchmarks.Migration;

/// <summary>What is measured beside MIGRATE and REPLICAOF.</summary>
/// <param name="Name">As <c>mcp-redis migrate --path</c> calls it.</param>
internal sealed record Way(string Name)
{
    public static Way Serve { get; } = new("serve");

    public static Way Sync { get; } = new("sync");

    public static Way Scan { get; } = new("scan");

    public static Way Types { get; } = new("types");

    /// <summary>Not a copy: reads both sides and says what differs.</summary>
    public static Way Compare { get; } = new("compare");

    public static IReadOnlyList<Way> All { get; } = [Serve, Sync, Scan, Types, Compare];
}
