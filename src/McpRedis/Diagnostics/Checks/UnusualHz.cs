namespace McpRedis.Diagnostics.Checks;

internal static class UnusualHz
{
    private static readonly Threshold Most = new("hzMost", 100, "per second", "hz above which the background work costs more than it gives");

    public static Check Check { get; } = new("RF061", CheckFamily.Configuration, "The rate of background work is unusual")
    {
        What = "hz below 10 or above 100.",
        Why = "Too low: expired keys and dead clients are noticed late. Too high: CPU time goes to looking around.",
        WhenNot = "Measured and found better.",
        Fix = ["CONFIG SET hz 10 and dynamic-hz yes, then CONFIG REWRITE"],
        Risk = "None worth naming.",
        Change = "Background work keeps up with the number of clients by itself.",
        Thresholds = [Most],
        Settings = ["hz"],
        Look = static (node, limits) => node.SettingNumber("hz") is { } hz && (hz < 10 || hz > limits[Most])
            ? node.Sees(Severity.Info, 0.2, Evidence.PerSecond("hz", hz), Evidence.Word("dynamic-hz", node.Setting("dynamic-hz") ?? "(not told)"))
            : null,
    };
}
