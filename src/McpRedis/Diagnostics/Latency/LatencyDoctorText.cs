using System.Globalization;
using System.Text.RegularExpressions;

namespace McpRedis.Diagnostics.Latency;

// LATENCY DOCTOR of Redis 7.0 (Valkey begins "Latency spikes are observed in this Valkey instance." and "Here is some advice for you:"):
//
//   Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you Dave?
//
//   1. command: 1 latency spikes (average 50ms, mean deviation 0ms, period 1.00 sec). Worst all time event 50ms.
//
//   I have a few advices for you:
//
//   - Check your Slow Log to understand what are the commands you are running which are too slow to execute. Please check https://… for more information.
//
// With nothing to tell: "Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit. I honestly think you ought
// to sit down calmly, …"; with the monitor off: "I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. …".

/// <summary>The report of LATENCY DOCTOR as figures and advice.</summary>
/// <param name="Events">What it says of each event.</param>
/// <param name="Advice">Its advice, a sentence or two each.</param>
internal sealed partial record LatencyDoctorText(IReadOnlyList<DoctorEvent> Events, IReadOnlyList<string> Advice)
{
    // Longer than any advice a server gives.
    private const int LongestAdvice = 600;

    public static LatencyDoctorText Parse(string text)
    {
        var events = new List<DoctorEvent>();
        var advice = new List<string>();
        foreach (var range in text.AsSpan().Split('\n'))
        {
            string line = text.AsSpan()[range].Trim().ToString();
            if (EventLine().Match(line) is { Success: true } match)
            {
                events.Add(new(match.Groups["event"].Value, Whole(match, "spikes"), Whole(match, "average"), Whole(match, "deviation"), Real(match, "period"), Whole(match, "worst")));
            }
            else if (line.StartsWith("- ", StringComparison.Ordinal))
            {
                advice.Add(line.Length > LongestAdvice ? line[2..LongestAdvice] : line[2..]);
            }
        }
        return new(events, advice);
    }

    private static long Whole(Match match, string group) => long.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static double Real(Match match, string group) => double.TryParse(match.Groups[group].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : 0;

    [GeneratedRegex(@"^\d+\. (?<event>[\w.-]+): (?<spikes>\d+) latency spikes \(average (?<average>\d+)ms, mean deviation (?<deviation>\d+)ms, period (?<period>[\d.]+) sec\)\. Worst all time event (?<worst>\d+)ms", RegexOptions.CultureInvariant)]
    private static partial Regex EventLine();
}

/// <param name="Event">Name.</param>
/// <param name="Spikes">Seconds in which there was one, of those kept.</param>
/// <param name="AverageMs">Mean of the spikes.</param>
/// <param name="MeanDeviationMs">How far they lie from the mean.</param>
/// <param name="PeriodSeconds">Mean time between two.</param>
/// <param name="WorstMs">Longest since the server's start or the last reset.</param>
internal sealed record DoctorEvent(string Event, long Spikes, long AverageMs, long MeanDeviationMs, double PeriodSeconds, long WorstMs);
