using System.Globalization;

namespace McpRedis.Diagnostics.Monitoring;

/// <summary>What to know of samples before another is taken.</summary>
internal static class MonitorWarnings
{
    private const int BusyPerSecond = 1000;

    public static List<string> Of(IReadOnlyList<MonitorSample> samples)
    {
        var warnings = new List<string>();
        double share = 0;
        foreach (var sample in samples)
        {
            // A share of next to nothing is no load.
            share = sample.Cost.CommandsPerSecondDuring >= BusyPerSecond ? Math.Max(share, sample.Cost.OutputPercent) : share;
        }
        if (share >= 10)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"While it ran up to {share} % of what a server sent was MONITOR's output. Do not repeat it often."));
        }
        if (samples.Any(sample => sample.EndedBy == MonitorEnd.Latency))
        {
            warnings.Add("Stopped early: a server answered late. Something holds it up, MONITOR or another command; redis_slowlog_get tells which.");
        }
        if (samples.Any(sample => sample.EndedBy == MonitorEnd.Buffer))
        {
            warnings.Add("Stopped early: a server's output buffers grew. Ask for less time.");
        }
        if (samples.Any(sample => sample.EndedBy == MonitorEnd.Lost))
        {
            warnings.Add("A connection was lost before the sample ended.");
        }
        return warnings;
    }
}
