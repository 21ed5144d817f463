namespace McpRedis.Diagnostics.Checks;

internal static class ReplicaBufferLimit
{
    private static readonly Threshold Time = new("replicaBufferSeconds", 60, "seconds", "of writes that should fit into a replica's output buffer");

    public static Check Check { get; } = new("RF027", CheckFamily.Replication, "A replica is cut off before it can be copied")
    {
        What = "The hard limit of client-output-buffer-limit replica against the bytes written per second between the samples.",
        Why = "While a replica loads a full copy, writes wait in its buffer. Past the limit it is disconnected and begins again, without end.",
        WhenNot = "Replicas load faster than that.",
        Fix = ["CONFIG SET client-output-buffer-limit \"replica <rate x seconds a full copy takes> ...\""],
        Risk = "The buffer is memory beside the data.",
        Change = "A full synchronisation comes to its end under writes.",
        Thresholds = [Time],
        Fields = ["connected_slaves", "master_repl_offset"],
        Settings = ["client-output-buffer-limit"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) => node.Number("connected_slaves") > 0 && node.Rate("master_repl_offset") is > 0 and var rate
            && OutputLimits.Hard(node, "slave", "replica") is > 0 and var hard && hard / rate < limits[Time]
            ? node.Sees(Severity.Warning, 1 - (hard / rate / limits[Time]), Evidence.Bytes("hard limit", hard), Evidence.BytesPerSecond("written to replicas", rate), Evidence.Seconds("room for", hard / rate))
            : null,
    };
}
