using McpRedis.Redis;

namespace McpRedis.Diagnostics.Latency;

// LATENCY HISTOGRAM debug get, flat: command, then a list (a map in RESP3) of calls and histogram_usec; bounds rise, counts are of all calls up to the bound.
//
//   1) "debug"  2) 1) "calls"  2) (integer) 2  3) "histogram_usec"  4) 1) (integer) 33816  2) (integer) 1  3) (integer) 67633  4) (integer) 2

/// <summary>How the calls of a command are spread over times.</summary>
/// <param name="Command">Name.</param>
/// <param name="Calls">All of them.</param>
/// <param name="Steps">Rising.</param>
internal sealed record LatencyHistogram(string Command, long Calls, IReadOnlyList<HistogramStep> Steps)
{
    public static IReadOnlyList<LatencyHistogram> Read(RespValue reply) => [.. reply.ItemArray.Chunk(2).Where(pair => pair.Length == 2).Select(pair => Of(pair[0].Text, pair[1]))];

    private static LatencyHistogram Of(string command, RespValue value)
    {
        var parts = value.ItemArray.Chunk(2).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0].Text, pair => pair[1]);
        var steps = new List<HistogramStep>();
        long before = 0;
        foreach (var step in parts.GetValueOrDefault("histogram_usec").ItemArray.Chunk(2).Where(pair => pair.Length == 2))
        {
            steps.Add(new(step[0].Integer, step[1].Integer - before));
            before = step[1].Integer;
        }
        return new(command, parts.TryGetValue("calls", out var calls) ? calls.Integer : before, steps);
    }
}

/// <param name="UpToUs">Upper bound, microseconds.</param>
/// <param name="Calls">Calls above the step before and up to this one.</param>
internal sealed record HistogramStep(long UpToUs, long Calls);
