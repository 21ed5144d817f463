namespace McpRedis.Diagnostics.Checks;

internal static class NoReplica
{
    public static Check Check { get; } = new("RF024", CheckFamily.Replication, "There is no replica")
    {
        What = "connected_slaves of a master that is no cluster node.",
        Why = "When the machine fails there is nothing to fail over to, and what was not persisted and copied elsewhere is gone.",
        WhenNot = "Development, a cache that may be lost, or availability that comes from elsewhere (a managed disk, a vendor).",
        Fix = ["Start a second server with: replicaof <host> <port>", "Three sentinels make the failover automatic"],
        Risk = "The first synchronisation forks on the master and sends all data.",
        Change = "A second copy, some milliseconds behind.",
        Fields = ["connected_slaves"],
        Applies = static node => node.IsMaster && !node.IsCluster,
        Look = static (node, _) => node.Number("connected_slaves") == 0 ? node.Sees(Severity.Info, 0.3, Evidence.Count("connected_slaves", 0)) : null,
    };
}
