namespace McpRedis.Benchmarks;

/// <summary>Readings of one quantity, one a round.</summary>
internal sealed class Sample
{
    private readonly List<double> _readings = [];

    public void Add(double reading) => _readings.Add(reading);

    public bool IsEmpty => _readings.Count == 0;

    public double Last => _readings[^1];

    public double Median => Quantile(_readings, 0.5);

    public double Min => _readings.Min();

    public double Max => _readings.Max();

    /// <summary>
    /// How this compares with another, as the median over the rounds of the ratio within a round: both readings of a round were taken
    /// within a second or so, under nearly the same load.
    /// </summary>
    public double RatioTo(Sample other) => Quantile(_readings.Zip(other._readings, (mine, theirs) => mine / theirs), 0.5);

    public static double Quantile(IEnumerable<double> readings, double share)
    {
        double[] sorted = [.. readings.Order()];
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
