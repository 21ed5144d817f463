using McpRedis.Redis;

namespace McpRedis.Diagnostics.Latency;

// LATENCY HISTORY command: up to 160 pairs of unix time and milliseconds, oldest first; of each second the worst.
//
//   1) 1) (integer) 1795312952
//      2) (integer) 50

/// <summary>What the server kept of one event.</summary>
/// <param name="Points">Oldest first.</param>
internal sealed record LatencySeries(IReadOnlyList<LatencyPoint> Points)
{
    public long? MinMs => Points.Count == 0 ? null : Points.Min(point => point.Ms);

    public long? MaxMs => Points.Count == 0 ? null : Points.Max(point => point.Ms);

    public double? AverageMs => Points.Count == 0 ? null : Math.Round(Points.Average(point => point.Ms), 1);

    public static LatencySeries Of(RespValue history) =>
        new([.. history.ItemArray.Where(pair => pair.Count >= 2).Select(pair => new LatencyPoint(pair[0].Integer, pair[1].Integer))]);
}

/// <param name="AtUnixSeconds">The second.</param>
/// <param name="Ms">The longest in it.</param>
internal sealed record LatencyPoint(long AtUnixSeconds, long Ms);
