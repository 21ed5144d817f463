namespace McpRedis.Analysis.Counting;

/// <summary>One kind of saving while it is being counted.</summary>
internal struct SavingTally
{
    public long Keys { get; private set; }

    public double LowBytes { get; private set; }

    public double HighBytes { get; private set; }

    /// <summary>Elements of the largest value.</summary>
    public long Longest { get; private set; }

    public void Add(long length, double lowBytes, double highBytes)
    {
        Keys++;
        LowBytes += lowBytes;
        HighBytes += Math.Max(highBytes, lowBytes);
        Longest = Math.Max(Longest, length);
    }
}
