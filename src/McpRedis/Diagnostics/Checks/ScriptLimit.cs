namespace McpRedis.Diagnostics.Checks;

internal static class ScriptLimit
{
    private static readonly Threshold Most = new("scriptLimitMs", 10000, "milliseconds", "busy-reply-threshold above which nobody notices in time");

    public static Check Check { get; } = new("RF064", CheckFamily.Configuration, "A script that does not end is not noticed")
    {
        What = "busy-reply-threshold (lua-time-limit): 0, or long.",
        Why = "Only after that time the server answers BUSY and takes SCRIPT KILL. With 0 it never does: a script in a loop means killing the server.",
        WhenNot = "No scripts are run.",
        Fix = ["CONFIG SET busy-reply-threshold 5000 (lua-time-limit before Redis 7), then CONFIG REWRITE"],
        Risk = "Clients see BUSY where they only waited before.",
        Change = "A script in a loop can be stopped.",
        Thresholds = [Most],
        Settings = ["lua-time-limit"],
        Look = static (node, limits) => (node.SettingNumber("busy-reply-threshold") ?? node.SettingNumber("lua-time-limit")) is { } time && (time == 0 || time > limits[Most])
            ? node.Sees(time == 0 ? Severity.Warning : Severity.Info, 0.2, Evidence.Milliseconds("busy-reply-threshold", time))
            : null,
    };
}
