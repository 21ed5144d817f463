using McpRedis.Diagnostics.Clients;
using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class OneAddress
{
    private static readonly Threshold Share = new("oneAddressPercent", 60, "percent", "connections from one address");
    private static readonly Threshold Least = new("oneAddressMin", 100, "connections", "from it below which it does not matter");

    public static Check Check { get; } = new("RF034", CheckFamily.Clients, "One address has most of the connections")
    {
        What = "Connections by address, from CLIENT LIST.",
        Why = "One process without a bounded pool can use up the places of all others.",
        WhenNot = "A proxy or a single large application server; or everything runs on one machine.",
        Fix = ["CLIENT LIST shows the address: look at that host's pool size and for leaks", "Give each application a user of its own, so that CLIENT LIST tells them apart"],
        Risk = "None.",
        Change = "Connections are spread as the work is.",
        Thresholds = [Share, Least],
        Needs = [Question.Clients],
        Look = static (node, limits) =>
        {
            var top = node.Clients.Where(client => client.Host is not ("" or ClientEntry.UnixSocket) && client.IsOrdinary).GroupBy(client => client.Host).MaxBy(group => group.Count());
            double share = top is null ? 0 : top.Count() * 100.0 / node.Clients.Count, addresses = node.Clients.Select(client => client.Host).Distinct().Count();
            return top is not null && addresses > 1 && top.Count() >= limits[Least] && share >= limits[Share]
                ? node.Sees(Severity.Info, share / 100, Evidence.Count("connections of that address", top.Count()), Evidence.Percent("of all", share), Evidence.Count("addresses", addresses))
                : null;
        },
    };
}
