namespace McpRedis.Diagnostics.Checks;

internal static class RecentRestart
{
    private static readonly Threshold Time = new("uptimeSeconds", 600, "seconds", "uptime below which a server with data is called just restarted");

    public static Check Check { get; } = new("RF020", CheckFamily.Persistence, "The server has just been restarted")
    {
        What = "uptime_in_seconds.",
        Why = "If nobody did it, the server crashed or was killed. Counters and the slow log begin anew, and what was not persisted is gone.",
        WhenNot = "A planned restart, a new server.",
        Fix = ["Read the server's log from before the restart, and dmesg for an OOM kill", "Compare the number of keys with what there should be"],
        Risk = "None.",
        Change = "Nothing; it is a fact to explain others with.",
        Thresholds = [Time],
        Fields = ["uptime_in_seconds"],
        Look = static (node, limits) => node.Number("uptime_in_seconds") is { } uptime && uptime < limits[Time]
            ? node.Sees(Severity.Info, 0.1, Evidence.Seconds("uptime", uptime))
            : null,
    };
}
