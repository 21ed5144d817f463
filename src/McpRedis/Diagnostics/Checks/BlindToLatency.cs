namespace McpRedis.Diagnostics.Checks;

internal static class BlindToLatency
{
    public static Check Check { get; } = new("RF045", CheckFamily.Latency, "Pauses or slow commands are not recorded")
    {
        What = "slowlog-log-slower-than below 0 or slowlog-max-len 0 (commandlog-* on Valkey 8.1), or latency-monitor-threshold 0.",
        Why = "When somebody asks why it was slow this morning there is nothing to look at.",
        WhenNot = "Never quite: both cost next to nothing.",
        Fix = ["Where latency-monitor-threshold is 0: CONFIG SET latency-monitor-threshold 100", "Where the slow log is off: CONFIG SET slowlog-log-slower-than 10000, CONFIG SET slowlog-max-len 512", "CONFIG REWRITE"],
        Risk = "The slow log keeps arguments of commands in memory, long ones cut.",
        Change = "The next pause has a name.",
        Settings = ["latency-monitor-threshold"],
        Look = static (node, _) =>
        {
            double after = node.SettingNumber("slowlog-log-slower-than") ?? node.SettingNumber("commandlog-execution-slower-than") ?? 10_000;
            double length = node.SettingNumber("slowlog-max-len") ?? node.SettingNumber("commandlog-slow-execution-max-len") ?? 128, monitor = node.SettingNumber("latency-monitor-threshold") ?? 0;
            bool blind = after < 0 || length == 0;
            return blind || monitor == 0
                ? node.Sees(blind ? Severity.Warning : Severity.Info, blind ? 0.3 : 0.1, Evidence.Count("slowlog-log-slower-than", after), Evidence.Count("slowlog-max-len", length), Evidence.Milliseconds("latency-monitor-threshold", monitor))
                : null;
        },
    };
}
