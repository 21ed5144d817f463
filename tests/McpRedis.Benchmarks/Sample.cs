namespace McpRedis.Benchmarks;

/// <summary>Readings of one quantity, one a round.</summary>
internal sealed class Sample
{
    private readonly List<double> _readings = [];

    public void Add(double reading) => _readings.Add(reading);

    public double Median => Quantile(_readings, 0.5);

    public double Min => _readings.Min();

    public double Max => _readings.Max();

    public static double Quantile(IEnumerable<double> readings, double share)
    {
        double[] sorted = [.. readings.Order()];
        double at = share * (sorted.Length - 1);
        int below = (int)at;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
