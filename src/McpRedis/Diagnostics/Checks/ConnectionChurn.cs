namespace McpRedis.Diagnostics.Checks;

internal static class ConnectionChurn
{
    private static readonly Threshold Rate = new("newConnectionsPerSecond", 50, "per second", "total_connections_received between the samples");

    public static Check Check { get; } = new("RF036", CheckFamily.Clients, "Connections are opened all the time")
    {
        What = "Growth of total_connections_received between the samples.",
        Why = "Opening a connection costs far more than a command, several times so with TLS. An application that opens one for each request spends the server's time on greetings.",
        WhenNot = "Many short-lived processes (functions, cron) that cannot share one.",
        Fix = ["Keep connections: a pool, or one multiplexed connection a process", "A proxy that keeps them, for short-lived processes"],
        Risk = "None for the server.",
        Change = "Less CPU time and latency for the same work.",
        Thresholds = [Rate],
        Fields = ["total_connections_received"],
        Look = static (node, limits) => node.Rate("total_connections_received") is { } rate && rate >= limits[Rate]
            ? node.Sees(Severity.Warning, rate / 1000, Evidence.PerSecond("new connections", rate), Evidence.PerSecond("commands", node.Rate("total_commands_processed") ?? 0), Evidence.Count("connected_clients", node.Number("connected_clients") ?? 0))
            : null,
    };
}
