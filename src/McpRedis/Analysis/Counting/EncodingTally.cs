namespace McpRedis.Analysis.Counting;

/// <summary>How values are encoded, and what that costs. Counted twice: of small keys, of which a share is asked, and of large ones, which all are.</summary>
internal sealed class EncodingTally(EncodingLimits limits)
{
    /// <summary>From this size on every key is asked: nearly all that could be packed and is not lies above, and there it matters.</summary>
    public const long LargeBytes = 1024;

    private readonly List<EncodingCount> _found = [];

    /// <summary>Keys, asked or not.</summary>
    public long Keys { get; private set; }

    /// <summary>Keys whose encoding was told.</summary>
    public long Told { get; private set; }

    public IReadOnlyList<EncodingCount> Found => _found;

    public SavingRules Savings { get; } = new(limits);

    public void Add(in KeyFact key)
    {
        Keys++;
        if (key.Encoding == WordTable.Unknown)
        {
            return;
        }
        Told++;
        CountOf(key.Type, key.Encoding).All.Add(key);
        Savings.Add(key);
    }

    private EncodingCount CountOf(byte type, byte encoding)
    {
        foreach (var known in _found)
        {
            if (known.Type == type && known.Encoding == encoding)
            {
                return known;
            }
        }
        var count = new EncodingCount(type, encoding);
        _found.Add(count);
        return count;
    }
}
