namespace McpRedis.Analysis.Counting;

/// <summary>A number that is known within bounds; where all was looked at the three are the same.</summary>
/// <param name="Low">Lower bound.</param>
/// <param name="Value">Best guess.</param>
/// <param name="High">Upper bound.</param>
internal readonly record struct Bounds(double Low, double Value, double High)
{
    public bool IsExact => Low == High;

    public static Bounds Exactly(double value) => new(value, value, value);

    public static Bounds operator +(Bounds a, Bounds b) => new(a.Low + b.Low, a.Value + b.Value, a.High + b.High);
}
