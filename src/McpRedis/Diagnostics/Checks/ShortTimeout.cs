namespace McpRedis.Diagnostics.Checks;

internal static class ShortTimeout
{
    private static readonly Threshold Time = new("timeoutSeconds", 60, "seconds", "timeout below which pools are hurt");

    public static Check Check { get; } = new("RF060", CheckFamily.Configuration, "Idle connections are closed so soon that pools suffer")
    {
        What = "timeout above 0 and below a minute.",
        Why = "A pool keeps connections longer than that: its next command meets a closed one and fails or is repeated.",
        WhenNot = "All clients are short-lived.",
        Fix = ["CONFIG SET timeout 0 with tcp-keepalive 300, or a timeout longer than any pool keeps connections"],
        Risk = "More idle connections stay.",
        Change = "No more resets after quiet minutes.",
        Thresholds = [Time],
        Settings = ["timeout"],
        Look = static (node, limits) => node.SettingNumber("timeout") is > 0 and var timeout && timeout < limits[Time]
            ? node.Sees(Severity.Warning, 0.3, Evidence.Seconds("timeout", timeout))
            : null,
    };
}
