using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class IdleClients
{
    private static readonly Threshold Idle = new("idleSeconds", 3600, "seconds", "without a command after which a connection is idle");
    private static readonly Threshold Share = new("idlePercent", 50, "percent", "idle connections of all ordinary ones");
    private static readonly Threshold Least = new("idleMin", 50, "connections", "idle ones below which it does not matter");

    public static Check Check { get; } = new("RF032", CheckFamily.Clients, "Many connections are idle and none is ever closed")
    {
        What = "Ordinary connections by idle time from CLIENT LIST, with timeout 0.",
        Why = "They take file handles, memory and places below maxclients; often they are leaks, or of processes long dead.",
        WhenNot = "Large pools that are quiet at night.",
        Fix = ["Bound the pools of the applications; close connections that are not used", "CONFIG SET timeout 3600, longer than any pool keeps one idle"],
        Risk = "With timeout a pool that does not test its connections meets closed ones.",
        Change = "Connections nobody uses go away.",
        Thresholds = [Idle, Share, Least],
        Needs = [Question.Clients],
        Settings = ["timeout"],
        Look = static (node, limits) =>
        {
            var ordinary = node.Clients.Where(client => client.IsOrdinary).ToList();
            double idle = ordinary.Count(client => client.IdleSeconds >= limits[Idle]), share = ordinary.Count == 0 ? 0 : idle / ordinary.Count * 100;
            return node.SettingNumber("timeout") == 0 && idle >= limits[Least] && share >= limits[Share]
                ? node.Sees(Severity.Warning, share / 200, Evidence.Count("idle connections", idle), Evidence.Percent("of all", share), Evidence.Seconds("longest", ordinary.Max(client => client.IdleSeconds)))
                : null;
        },
    };
}
