namespace McpRedis.Analysis.Counting;

/// <summary>Keys of one type.</summary>
internal sealed class TypeTally(int topCount)
{
    public Tally All;

    public Measure Lengths;

    /// <summary>The largest in memory.</summary>
    public TopKeys BySize { get; } = new(topCount);

    /// <summary>Those with the most elements; of strings, bytes.</summary>
    public TopKeys ByLength { get; } = new(topCount);

    public void Add(in KeyFact key)
    {
        All.Add(key);
        if (key.Length >= 0)
        {
            Lengths.Add(key.Length);
            ByLength.Offer(key.Length, key);
        }
        if (key.SizeBytes >= 0)
        {
            BySize.Offer(key.SizeBytes, key);
        }
    }
}
