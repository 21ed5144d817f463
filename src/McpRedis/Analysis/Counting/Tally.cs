namespace McpRedis.Analysis.Counting;

/// <summary>Keys of a kind and what they take.</summary>
internal struct Tally
{
    public long Keys { get; private set; }

    public Measure Bytes;

    public void Add(in KeyFact key)
    {
        Keys++;
        if (key.SizeBytes >= 0)
        {
            Bytes.Add(key.SizeBytes);
        }
    }
}
