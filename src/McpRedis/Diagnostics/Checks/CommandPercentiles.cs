using McpRedis.Diagnostics.Latency;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Checks;

internal static class CommandPercentiles
{
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
            foreach (var counted in CommandLatencies.Read(node.Info))
            {
                string command = counted.Command.Replace('|', ' ').ToUpperInvariant();
                double ms = counted.PercentilesUs.GetValueOrDefault("p99") / 1000;
                // Commands of operators are slow by nature, and few.
                if (ms >= limits[Time] && (counted.Calls ?? 0) >= limits[Calls] && CommandTable.Pinned.Find(command) is not null)
                {
                    slow.Add((command, ms));
                }
            }
            return slow.Count == 0 ? null : node.Sees(Severity.Warning, slow.Max(s => s.Ms) / 1000,
                [.. slow.OrderByDescending(s => s.Ms).Take(5).Select(s => Evidence.Milliseconds($"{s.Command} p99", s.Ms))]);
        },
    };
}
