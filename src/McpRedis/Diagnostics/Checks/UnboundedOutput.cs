namespace McpRedis.Diagnostics.Checks;

internal static class UnboundedOutput
{
    public static Check Check { get; } = new("RF063", CheckFamily.Configuration, "Output to subscribers or replicas is not bounded")
    {
        What = "client-output-buffer-limit of the classes pubsub and replica: a hard limit of 0 is none. For ordinary clients 0 is the default.",
        Why = "A subscriber that does not read makes the server keep every message for it, until memory is gone.",
        WhenNot = "maxmemory-clients bounds all clients together.",
        Fix = ["CONFIG SET client-output-buffer-limit \"pubsub 32mb 8mb 60\"", "CONFIG SET client-output-buffer-limit \"replica 256mb 64mb 60\""],
        Risk = "A slow subscriber is disconnected and misses messages; a slow replica synchronises anew.",
        Change = "One slow reader cannot take all memory.",
        Settings = ["client-output-buffer-limit"],
        Look = static (node, _) => OutputLimits.Hard(node, "pubsub") == 0 || OutputLimits.Hard(node, "slave", "replica") == 0
            ? node.Sees(Severity.Warning, 0.3, Evidence.Bytes("pubsub", OutputLimits.Hard(node, "pubsub") ?? 0), Evidence.Bytes("replica", OutputLimits.Hard(node, "slave", "replica") ?? 0))
            : null,
    };
}
