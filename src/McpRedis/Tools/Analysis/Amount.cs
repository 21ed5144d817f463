using McpRedis.Analysis.Counting;

namespace McpRedis.Tools.Analysis;

/// <param name="Value">Best guess.</param>
/// <param name="Low">Lower bound at 95 %; null where the value is exact.</param>
/// <param name="High">Upper bound.</param>
internal sealed record Amount(long Value, long? Low, long? High)
{
    public static Amount Of(Bounds bounds) => bounds.IsExact
        ? new((long)bounds.Value, null, null)
        : new((long)bounds.Value, (long)Math.Floor(bounds.Low), (long)Math.Ceiling(bounds.High));

    public static Amount operator +(Amount a, Amount b) => a.Low is null && b.Low is null
        ? new(a.Value + b.Value, null, null)
        : new(a.Value + b.Value, (a.Low ?? a.Value) + (b.Low ?? b.Value), (a.High ?? a.Value) + (b.High ?? b.Value));
}
