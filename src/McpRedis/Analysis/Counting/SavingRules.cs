namespace McpRedis.Analysis.Counting;

/// <summary>
/// Values whose encoding costs more than another one would. What an element takes beyond its bytes, measured with MEMORY USAGE on the same values in both
/// encodings (200 to 1000 elements of 4 to 40 bytes): a hash table 39 to 52 bytes a field more than a listpack on Redis 7.0 and less on newer
/// ones, a skip list 77 to 89, the table of a set 33 to 45. The lower bounds leave room for newer servers, whose tables are smaller. A value is never said to
/// become smaller than half of what it takes now, but for skip lists, of which a packed one is a seventh.
/// </summary>
internal sealed class SavingRules(EncodingLimits limits)
{
    // Packed values are searched from their beginning: beyond this, what is saved in memory is paid for in time.
    private const int Reach = 4;

    // The largest string that is kept in one piece with its head.
    private const int EmbeddedBytes = 44;

    // Head of the object and of the string, entry of the table, and what an allocator rounds up.
    private const int StringBytes = 96;

    private readonly SavingTally[] _tallies = new SavingTally[Enum.GetValues<SavingKind>().Length];

    public ref readonly SavingTally this[SavingKind kind] => ref _tallies[(int)kind];

    /// <summary>A key whose encoding was told.</summary>
    public void Add(in KeyFact key)
    {
        if (key.Length <= 0)
        {
            return;
        }
        switch (key.Type, key.Encoding)
        {
            case (Words.Hash, Words.HashTable): Packable(SavingKind.HashAboveLimit, key, limits.HashEntries, 16, 52); break;
            case (Words.Set, Words.HashTable) when limits.HasSetListpack: Packable(SavingKind.SetAboveLimit, key, limits.SetEntries, 12, 45); break;
            case (Words.SortedSet, Words.Skiplist): Packable(SavingKind.SortedSetAboveLimit, key, limits.SortedSetEntries, 50, 90); break;
            case (Words.String, Words.Raw) when key.SizeBytes > 0: Roomy(key); break;
        }
    }

    private void Packable(SavingKind above, in KeyFact key, long limit, int lowBytes, int highBytes)
    {
        if (key.Length > limit * Reach || limit == 0)
        {
            return;
        }
        // The kind within the limit stands right after the one above it.
        var kind = key.Length > limit ? above : above + 1;
        double most = key.SizeBytes > 0 ? key.SizeBytes * (key.Type == Words.SortedSet ? 0.86 : 0.75) : double.MaxValue;
        // Within the limit it may be one long value that forbids it: then nothing is saved as things are set.
        double low = key.Length > limit ? Math.Min((double)key.Length * lowBytes, most) : 0;
        _tallies[(int)kind].Add(key.Length, low, Math.Min((double)key.Length * highBytes, most));
    }

    private void Roomy(in KeyFact key)
    {
        double room = key.SizeBytes - key.Length - key.Name.Length - StringBytes;
        if (key.Length <= EmbeddedBytes || room > key.Length / 4.0)
        {
            _tallies[(int)SavingKind.StringWithRoom].Add(key.Length, Math.Max(0, room), Math.Max(16, room + (StringBytes / 2)));
        }
    }
}
