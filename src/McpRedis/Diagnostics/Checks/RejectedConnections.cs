namespace McpRedis.Diagnostics.Checks;

internal static class RejectedConnections
{
    public static Check Check { get; } = new("RF030", CheckFamily.Clients, "Connections are refused for want of room")
    {
        What = "rejected_connections between the samples, and since start.",
        Why = "Applications fail to connect. They often try again at once, which makes it worse.",
        WhenNot = "A past incident: then only the counter since start is above zero.",
        Fix = ["As RF029: fewer connections, or CONFIG SET maxclients higher"],
        Risk = "As RF029.",
        Change = "New connections are accepted.",
        Fields = ["rejected_connections"],
        Look = static (node, _) => node.Number("rejected_connections") is > 0 and var all
            ? node.Sees(node.Gain("rejected_connections") > 0 ? Severity.Critical : Severity.Info, 0.9, Evidence.PerSecond("rejected now", node.Rate("rejected_connections") ?? 0), Evidence.Count("since start", all))
            : null,
    };
}
