using McpRedis.Topology;

namespace McpRedis.Diagnostics.Checks;

internal static class ReplicaLag
{
    private static readonly Threshold Silent = new("replicaLagSeconds", 10, "seconds", "since a replica's last acknowledgement");
    private static readonly Threshold Behind = new("replicaLagBytes", 10485760, "bytes", "a replica is behind its master");

    public static Check Check { get; } = new("RF022", CheckFamily.Replication, "A replica lags behind")
    {
        What = "lag and offset of each replica as its master sees it.",
        Why = "Reads from it are old, and a failover to it loses the difference.",
        WhenNot = "While it synchronises for the first time, or a burst of writes is on its way.",
        Fix = ["Network between the two, CPU of the replica, slow commands on the replica", "CONFIG SET repl-backlog-size larger, so that a reconnect needs no full copy", "CONFIG SET min-replicas-to-write 1 and min-replicas-max-lag 10, if writes must not run ahead"],
        Risk = "min-replicas-to-write refuses writes while too few replicas keep up.",
        Change = "Replicas are as new as the network allows.",
        Thresholds = [Silent, Behind],
        Fields = ["master_repl_offset"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) =>
        {
            double offset = node.Number("master_repl_offset") ?? 0;
            var late = new ReplicationState(node.Info, Redis.ServerRole.Master).Replicas
                .Where(replica => replica.State is null or "online" && (replica.LagSeconds >= limits[Silent] || offset - replica.Offset >= limits[Behind])).ToList();
            return late.Count == 0 ? null : node.Sees(Severity.Warning, late.Max(r => r.LagSeconds ?? 0) / 60.0,
                Evidence.Count("replicas behind", late.Count), Evidence.Seconds("longest silence", late.Max(r => r.LagSeconds ?? 0)), Evidence.Bytes("furthest behind", late.Max(r => Math.Max(0, offset - (r.Offset ?? 0)))));
        },
    };
}
