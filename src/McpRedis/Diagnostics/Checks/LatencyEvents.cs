using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics.Checks;

internal static class LatencyEvents
{
    private static readonly Threshold Time = new("latencyEventMs", 100, "milliseconds", "the last or the longest occurrence");
    private static readonly Threshold Age = new("latencyEventAgeSeconds", 86400, "seconds", "age of the last occurrence");

    public static Check Check { get; } = new("RF040", CheckFamily.Latency, "The latency monitor has seen long pauses")
    {
        What = "LATENCY LATEST: kinds of delay with the last and the longest.",
        Why = "It names the cause: fork, aof-write, aof-fsync-always, expire-cycle, eviction-cycle, fast-command, command and others.",
        WhenNot = "A pause that was planned.",
        Fix = ["fork: RF015", "aof-*: a faster disk, RF017", "expire-cycle: RF042; eviction-cycle: RF048", "command, fast-command: RF038, RF039", "LATENCY DOCTOR explains each"],
        Risk = "LATENCY RESET forgets the evidence.",
        Change = "Shorter pauses.",
        Thresholds = [Time, Age],
        Needs = [Question.LatencyLatest],
        Look = static (node, limits) =>
        {
            double now = node.NowSeconds ?? 0;
            var events = node.Latency.Where(e => Math.Max(e.LastMs, e.MaxMs) >= limits[Time] && (now <= 0 || now - e.LastAtUnixSeconds <= limits[Age])).OrderByDescending(e => e.MaxMs).Take(5).ToList();
            return events.Count == 0 ? null : node.Sees(Severity.Warning, events[0].MaxMs / 5000.0,
                [.. events.Select(e => $"{Evidence.Name(e.Name)} {Evidence.Milliseconds("last", e.LastMs)}, {Evidence.Milliseconds("longest", e.MaxMs)}{(now > 0 ? ", " + Evidence.Seconds("ago", now - e.LastAtUnixSeconds) : "")}")]);
        },
    };
}
