namespace McpRedis.Diagnostics.Checks;

internal static class NoKeepalive
{
    public static Check Check { get; } = new("RF059", CheckFamily.Configuration, "Dead connections are never noticed")
    {
        What = "tcp-keepalive 0 and timeout 0.",
        Why = "A client that vanished (power, network) keeps its place and its buffers for ever, and its subscriptions keep filling them.",
        WhenNot = "Clients on the same machine only.",
        Fix = ["CONFIG SET tcp-keepalive 300, then CONFIG REWRITE; it holds for new connections"],
        Risk = "None worth naming.",
        Change = "Dead peers are dropped within minutes.",
        Settings = ["tcp-keepalive", "timeout"],
        Look = static (node, _) => node.SettingNumber("tcp-keepalive") == 0 && node.SettingNumber("timeout") == 0
            ? node.Sees(Severity.Warning, 0.3, Evidence.Seconds("tcp-keepalive", 0), Evidence.Seconds("timeout", 0))
            : null,
    };
}
