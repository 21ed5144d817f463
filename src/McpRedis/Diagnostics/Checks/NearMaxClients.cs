namespace McpRedis.Diagnostics.Checks;

internal static class NearMaxClients
{
    private static readonly Threshold Near = new("clientsPercent", 80, "percent", "connected_clients of maxclients that is a warning");
    private static readonly Threshold Full = new("clientsFullPercent", 95, "percent", "the same that is critical");

    public static Check Check { get; } = new("RF029", CheckFamily.Clients, "The server is near its limit of connections")
    {
        What = "connected_clients as a share of maxclients.",
        Why = "At the limit every new connection is closed with an error, that of an operator, too.",
        WhenNot = "The number is fixed by design and does not grow.",
        Fix = ["Find who holds them: RF032 (idle), RF034 (one address)", "Use one pool a process, with an upper bound", "CONFIG SET maxclients higher; the file limit (ulimit -n) must allow it"],
        Risk = "Each connection costs memory, some 20 KiB and its buffers.",
        Change = "New connections are accepted.",
        Thresholds = [Near, Full],
        Fields = ["connected_clients", "maxclients"],
        Look = static (node, limits) => node.Number("connected_clients") is { } clients && node.Number("maxclients") is > 0 and var most && clients / most * 100 is var percent && percent >= limits[Near]
            ? node.Sees(percent >= limits[Full] ? Severity.Critical : Severity.Warning, percent / 100, Evidence.Count("connected_clients", clients), Evidence.Count("maxclients", most), Evidence.Percent("used", percent))
            : null,
    };
}
