namespace McpRedis.Analysis.Counting;

/// <summary>Keys of one type.</summary>
/// <param name="type">By <see cref="Words.Types"/>.</param>
/// <param name="topCount">Largest keys that are kept.</param>
internal sealed class TypeTally(byte type, int topCount)
{
    public byte Type => type;

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
