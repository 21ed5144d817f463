using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class KeysInUse
{
    public static Check Check { get; } = new("RF043", CheckFamily.Latency, "KEYS is in use")
    {
        What = "Calls of KEYS from INFO commandstats, between the samples and since start.",
        Why = "It walks all keys in one step while everybody waits: a millisecond for each few thousand keys.",
        WhenNot = "Small databases, development.",
        Fix = ["SCAN with MATCH and COUNT in its place", "An ACL rule -keys for application users"],
        Risk = "SCAN may return a key twice, and may miss what comes or goes meanwhile.",
        Change = "Looking for keys stops nobody.",
        Look = static (node, _) => NodeSample.Part(node.Info["cmdstat_keys"], "calls") is > 0 and var calls && node.GainOf("cmdstat_keys", "calls") is var now
            ? node.Sees(now > 0 ? Severity.Warning : Severity.Info, now / 10, Evidence.Count("calls between the samples", now), Evidence.Count("calls since start", calls),
                Evidence.Milliseconds("each, on average", NodeSample.Part(node.Info["cmdstat_keys"], "usec_per_call") / 1000))
            : null,
    };
}
