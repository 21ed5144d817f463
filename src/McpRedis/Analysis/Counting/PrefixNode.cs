namespace McpRedis.Analysis.Counting;

/// <summary>A prefix in the tree, and what was folded into it of those below.</summary>
internal struct PrefixNode
{
    public int Parent;

    /// <summary>The next one with the same hash; 0 for none.</summary>
    public int Next;

    public uint Hash;
    public int NameAt;
    public byte NameLength;
    public byte Delimiter;
    public byte Depth;

    public Tally All;

    /// <summary>Keys that go by themselves.</summary>
    public long Expiring;

    /// <summary>Keys whose expiry was told.</summary>
    public long ExpiryKnown;

    /// <summary>Small strings that stay: as fields of hashes they would take less.</summary>
    public long SmallStrings;

    /// <summary>Prefixes right below that were too small to be kept, how often one was dropped, and what they had.</summary>
    public int Folded;
    public long FoldedKeys;
    public double FoldedBytes;

    /// <summary>The largest of them: what one that is met again may have had before.</summary>
    public long LargestFoldedKeys;
    public double LargestFoldedBytes;

    /// <summary>Keys and bytes it may have had before it was dropped and met again, at most.</summary>
    public long MissedKeys;
    public double MissedBytes;
}
