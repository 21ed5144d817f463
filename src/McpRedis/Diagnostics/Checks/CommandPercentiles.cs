using McpRedis.Diagnostics.Sampling;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Checks;

internal static class CommandPercentiles
{
    private const string Prefix = "latency_percentiles_usec_";
    private static readonly Threshold Time = new("commandP99Ms", 10, "milliseconds", "p99 of a command");
    private static readonly Threshold Calls = new("commandP99MinCalls", 100, "calls", "calls of the command below which a percentile says nothing");

    public static Check Check { get; } = new("RF041", CheckFamily.Latency, "A command's slowest hundredth takes long")
    {
        What = "p99 of each command since start or CONFIG RESETSTAT, from latency_percentiles_usec_*. Time in the server only, without network and waiting.",
        Why = "The slowest hundredth is what users notice, and it makes all others wait.",
        WhenNot = "Administrative commands; blocking is not counted.",
        Fix = ["Look into the slow log for that command (RF038, RF039)", "Bring the sizes down: ranges, pages, smaller values"],
        Risk = "None.",
        Change = "An even response time.",
        Thresholds = [Time, Calls],
        Look = static (node, limits) =>
        {
            var slow = new List<(string Command, double Ms)>();
            foreach (var (name, value) in node.Info.Starting(Prefix))
            {
                string command = name[Prefix.Length..];
                double ms = NodeSample.Part(value, "p99") / 1000;
                // Commands of operators are slow by nature, and few.
                if (ms >= limits[Time] && NodeSample.Part(node.Info[$"cmdstat_{command}"], "calls") >= limits[Calls] && CommandTable.Pinned.Find(command.Replace('|', ' ').ToUpperInvariant()) is not null)
                {
                    slow.Add((command.Replace('|', ' ').ToUpperInvariant(), ms));
                }
            }
            return slow.Count == 0 ? null : node.Sees(Severity.Warning, slow.Max(s => s.Ms) / 1000,
                [.. slow.OrderByDescending(s => s.Ms).Take(5).Select(s => Evidence.Milliseconds($"{s.Command} p99", s.Ms))]);
        },
    };
}
