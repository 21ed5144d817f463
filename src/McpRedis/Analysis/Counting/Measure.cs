namespace McpRedis.Analysis.Counting;

/// <summary>A sum that remembers how much its parts differ.</summary>
internal struct Measure
{
    private double _squares;

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public double Largest { get; private set; }

    public readonly double Variance => Count < 2 ? 0 : Math.Max(0, (_squares - (Sum * Sum / Count)) / (Count - 1));

    public void Add(double value)
    {
        Count++;
        Sum += value;
        _squares += value * value;
        Largest = Math.Max(Largest, value);
    }
}
