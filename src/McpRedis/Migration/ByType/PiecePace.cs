namespace McpRedis.Migration.ByType;

/// <summary>How many elements a piece has: as many as make a quarter of a megabyte, by what the last ones weighed, and a thousand at most.</summary>
internal sealed class PiecePace
{
    public const int Most = 1000;

    /// <summary>What a piece should weigh.</summary>
    public const int Bytes = 256 << 10;

    private const int First = 10;

    private readonly int _most;

    private PiecePace(int first, int most) => (Count, _most) = (first, most);

    public int Count { get; private set; }

    /// <param name="valueBytes">What the whole takes up; null where the server does not tell.</param>
    /// <param name="isCareful">One at a time.</param>
    public static PiecePace Of(long? valueBytes, bool isCareful) => isCareful ? new(1, 1) : new(valueBytes <= Bytes ? Most : First, Most);

    public void Took(int elements, long bytes)
    {
        if (elements > 0)
        {
            Count = (int)Math.Clamp(Bytes * (long)elements / Math.Max(bytes, 1), 1, Math.Min(_most, Count * 4));
        }
    }
}
