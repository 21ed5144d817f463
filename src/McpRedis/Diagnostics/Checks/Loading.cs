namespace McpRedis.Diagnostics.Checks;

internal static class Loading
{
    public static Check Check { get; } = new("RF019", CheckFamily.Persistence, "The server is loading its data set")
    {
        What = "loading and async_loading.",
        Why = "Until it is done most commands are refused with LOADING.",
        WhenNot = "Right after a start. If it happens again and again, something kills the server: look for OOM kills and restarts.",
        Fix = ["Wait; loading_eta_seconds tells how long", "If it repeats, read the log of the server and of the machine (dmesg: out of memory)"],
        Risk = "None.",
        Change = "Nothing to change; it ends by itself.",
        Fields = ["loading"],
        Look = static (node, _) => node.Info["loading"] == "1"
            ? node.Sees(Severity.Critical, 0.9, Evidence.Seconds("loading_eta_seconds", node.Number("loading_eta_seconds") ?? 0), Evidence.Percent("loaded", node.Number("loading_loaded_perc") ?? 0), Evidence.Seconds("uptime", node.Number("uptime_in_seconds") ?? 0))
            : null,
    };
}
