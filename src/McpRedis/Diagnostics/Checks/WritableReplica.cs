namespace McpRedis.Diagnostics.Checks;

internal static class WritableReplica
{
    public static Check Check { get; } = new("RF025", CheckFamily.Replication, "A replica accepts writes")
    {
        What = "replica-read-only (slave_read_only) of a replica.",
        Why = "What is written there differs from the master, is on no other node, and is gone at the next full synchronisation.",
        WhenNot = "Scratch data on a replica of its own, with keys the master never uses.",
        Fix = ["CONFIG SET replica-read-only yes, then CONFIG REWRITE"],
        Risk = "Clients that write there get READONLY errors: they were losing data before.",
        Change = "The replica holds what the master holds.",
        Fields = ["slave_read_only"],
        Applies = static node => node.IsReplica,
        Look = static (node, _) => node.Info["slave_read_only"] == "0" ? node.Sees(Severity.Warning, 0.6, Evidence.Word("replica-read-only", "no")) : null,
    };
}
