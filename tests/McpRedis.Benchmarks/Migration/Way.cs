namespace McpRedis.Benchmarks.Migration;

/// <summary>A way to copy, and how the published program is brought to go it: a plan takes the best that is open, so rights close the better ones.</summary>
/// <param name="Name">As a plan calls it.</param>
/// <param name="SourceUser">User on the source.</param>
/// <param name="TargetUser">User on the target.</param>
/// <param name="Options">For <c>mcp-redis migrate</c>.</param>
internal sealed record Way(string Name, string SourceUser, string TargetUser, IReadOnlyList<string> Options)
{
    private const string Anybody = "default", Walker = "walker", Reader = "reader", Receiver = "receiver";

    public static Way Serve { get; } = new("serve", Anybody, Anybody, ["--take-database", "0"]);

    public static Way Sync { get; } = new("sync", Anybody, Receiver, []);

    public static Way Scan { get; } = new("scan", Walker, Receiver, []);

    public static Way Types { get; } = new("types", Reader, Receiver, []);

    /// <summary>Not a copy: reads both sides and says what differs.</summary>
    public static Way Compare { get; } = new("compare", Anybody, Anybody, []);

    public static IReadOnlyList<Way> All { get; } = [Serve, Sync, Scan, Types, Compare];

    /// <summary>For the servers: users that lack the commands of the better ways.</summary>
    public static IReadOnlyList<string> Users { get; } =
    [
        "--user", Walker, "on", "nopass", "~*", "&*", "+@all", "-sync", "-psync",
        "--user", Reader, "on", "nopass", "~*", "&*", "+@all", "-sync", "-psync", "-dump",
        "--user", Receiver, "on", "nopass", "~*", "&*", "+@all", "-replicaof", "-slaveof",
    ];
}
