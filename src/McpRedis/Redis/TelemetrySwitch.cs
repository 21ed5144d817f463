namespace McpRedis.Redis;

/// <summary>Whether anything is measured at all. Apart from what measures, so that a process without telemetry makes no meters: the first call would wait for them.</summary>
internal static class TelemetrySwitch
{
    public static bool IsOn { get; set; }
}
