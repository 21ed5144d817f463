namespace McpRedis.Diagnostics.Checks;

internal static class LinkDown
{
    public static Check Check { get; } = new("RF021", CheckFamily.Replication, "A replica has lost its master")
    {
        What = "master_link_status of a replica.",
        Why = "It serves data that grows older by the second, and cannot take over without losing what it missed.",
        WhenNot = "During the first synchronisation, which is said in the evidence.",
        Fix = ["Is the master up and reachable from the replica: address, firewall, password (masterauth, masteruser), TLS (tls-replication)", "The replica's log names the reason", "If full synchronisations break off: a larger client-output-buffer-limit replica on the master"],
        Risk = "A full synchronisation forks on the master and sends all data.",
        Change = "The replica follows again.",
        Fields = ["master_link_status"],
        Applies = static node => node.IsReplica,
        Look = static (node, _) => node.Info["master_link_status"] == "up" ? null
            : node.Sees(node.Info["master_sync_in_progress"] == "1" ? Severity.Warning : Severity.Critical, 0.9,
                Evidence.Word("master_link_status", node.Info["master_link_status"]), Evidence.Seconds("down", Math.Max(0, node.Number("master_link_down_since_seconds") ?? 0)), Evidence.Word("synchronising", node.Info["master_sync_in_progress"] == "1" ? "yes" : "no")),
    };
}
