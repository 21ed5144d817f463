namespace McpRedis.Diagnostics.Checks;

internal static class KeyspaceEvents
{
    private static readonly Threshold Rate = new("keyspaceEventsPerSecond", 5000, "per second", "commands above which notifying is a cost worth a warning");

    public static Check Check { get; } = new("RF062", CheckFamily.Configuration, "Every change of a key is published")
    {
        What = "notify-keyspace-events, against commands per second.",
        Why = "Each change becomes one or two messages, published also when nobody listens. They are not kept: a listener that was away has missed them.",
        WhenNot = "Somebody needs them. Then only the classes that are needed.",
        Fix = ["CONFIG SET notify-keyspace-events \"\", or fewer classes such as Ex for expirations only"],
        Risk = "Whoever listens hears nothing any more: PUBSUB NUMPAT and CHANNELS show who.",
        Change = "Less CPU time for each write.",
        Thresholds = [Rate],
        Settings = ["notify-keyspace-events"],
        Look = static (node, limits) => node.Setting("notify-keyspace-events") is { Length: > 0 } classes && (classes.Contains('K', StringComparison.Ordinal) || classes.Contains('E', StringComparison.Ordinal)) && (node.Rate("total_commands_processed") ?? 0) is var rate
            ? node.Sees(rate >= limits[Rate] ? Severity.Warning : Severity.Info, rate / 100_000, Evidence.Word("notify-keyspace-events", classes), Evidence.PerSecond("commands", rate))
            : null,
    };
}
