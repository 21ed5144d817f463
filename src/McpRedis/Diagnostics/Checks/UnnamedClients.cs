using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class UnnamedClients
{
    private static readonly Threshold Share = new("unnamedPercent", 80, "percent", "connections without a name");
    private static readonly Threshold Least = new("unnamedMin", 20, "connections", "without a name below which it does not matter");

    public static Check Check { get; } = new("RF035", CheckFamily.Clients, "Most connections have no name")
    {
        What = "Ordinary connections without a name in CLIENT LIST.",
        Why = "When one of them causes trouble, nobody can say whose it is.",
        WhenNot = "One application, one user.",
        Fix = ["Set the client's name in the connection settings of each application (CLIENT SETNAME)", "Or an ACL user for each application"],
        Risk = "None.",
        Change = "CLIENT LIST, the slow log and this tool can tell applications apart.",
        Thresholds = [Share, Least],
        Needs = [Question.Clients],
        Look = static (node, limits) =>
        {
            var ordinary = node.Clients.Where(client => client.IsOrdinary).ToList();
            double unnamed = ordinary.Count(client => client.Name.Length == 0), share = ordinary.Count == 0 ? 0 : unnamed / ordinary.Count * 100;
            return unnamed >= limits[Least] && share >= limits[Share] ? node.Sees(Severity.Info, 0.1, Evidence.Count("without a name", unnamed), Evidence.Percent("of all", share)) : null;
        },
    };
}
