using System.Globalization;
using System.Text;

namespace McpRedis.Benchmarks.Migration;

/// <summary>The part of docs/performance.md about migrations during which clients write.</summary>
internal static class LivePage
{
    public const string Marker = "./dev bench live";

    private const int LeastPerSecond = 5_000;

    public static bool IsMet(LiveFigures run) => run is { Lost: 0, IsSame: true, PerSecond: >= LeastPerSecond };

    public static string Table(IReadOnlyList<LiveFigures> runs, string engine)
    {
        var page = new StringBuilder(string.Create(CultureInfo.InvariantCulture,
            $"Promise: with at least {LeastPerSecond:N0} acknowledged writes a second during the copy, every one of them is on the target after the cut-over.\n\n"));
        page.Append("| way | keys before | writes | seconds until the cut-over | writes a second | writers held, s | lost writes | both the same | |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n");
        foreach (var run in runs)
        {
            page.Append(CultureInfo.InvariantCulture,
                $"| `{run.Way}` | {run.Keys:N0} | {run.Written:N0} | {run.Seconds:0.0} | {run.PerSecond:N0} | {run.HeldSeconds:0.00} | {run.Lost} | {(run.IsSame ? "yes" : "**no**")} | {(IsMet(run) ? "met" : "**not met**")} |\n");
        }
        return page.Append(CultureInfo.InvariantCulture, $"\nServers: {engine}, on loopback, without persistence.\n").ToString();
    }
}
