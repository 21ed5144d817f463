namespace McpRedis.Diagnostics.Checks;

internal static class BlockedClients
{
    private static readonly Threshold Share = new("blockedPercent", 50, "percent", "blocked_clients of connected_clients");
    private static readonly Threshold Least = new("blockedMin", 20, "clients", "blocked_clients below which it does not matter");

    public static Check Check { get; } = new("RF031", CheckFamily.Clients, "Many clients wait in blocking commands")
    {
        What = "blocked_clients: in BLPOP, XREAD BLOCK, WAIT and the like.",
        Why = "Consumers that wait are normal; many of them say that nothing is produced, or that a pool is used up by waiting.",
        WhenNot = "Queue workers that are idle.",
        Fix = ["Look whether the producers work: length of the lists and streams they wait for", "Give blocking commands a connection of their own and a timeout"],
        Risk = "None.",
        Change = "Connections are free for other commands.",
        Thresholds = [Share, Least],
        Fields = ["blocked_clients", "connected_clients"],
        Look = static (node, limits) => node.Number("blocked_clients") is { } blocked && node.Number("connected_clients") is > 0 and var all && blocked >= limits[Least] && blocked / all * 100 >= limits[Share]
            ? node.Sees(Severity.Info, blocked / all, Evidence.Count("blocked_clients", blocked), Evidence.Count("connected_clients", all), Evidence.PerSecond("commands", node.Rate("total_commands_processed") ?? 0))
            : null,
    };
}
