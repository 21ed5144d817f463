namespace McpRedis.Analysis.Counting;

/// <summary>
/// Everything that is counted of keys, in memory that does not grow with their number: some tables, the largest keys, a tree with a bounded number of
/// nodes. For one caller at a time. A key that SCAN gives twice is counted twice, which happens where the server's table grows or shrinks meanwhile.
/// </summary>
internal sealed class AnalysisTally(AnalysisScale scale, EncodingLimits limits)
{
    private readonly TypeTally?[] _types = new TypeTally?[WordTable.Most];
    private readonly List<DatabaseTally> _databases = [];
    private Tally _all;
    private Tally _expiring;
    private Tally _staying;
    private Tally _forgotten;

    public AnalysisScale Scale => scale;

    public Words Words { get; } = new();

    public ref readonly Tally All => ref _all;

    /// <summary>Keys that go by themselves, and keys that stay; where expiry was told.</summary>
    public ref readonly Tally Expiring => ref _expiring;

    /// <inheritdoc cref="Expiring"/>
    public ref readonly Tally Staying => ref _staying;

    /// <summary>In the order they were met.</summary>
    public IReadOnlyList<DatabaseTally> Databases => _databases;

    /// <summary>Encodings of keys below <see cref="EncodingTally.LargeBytes"/>, and of those whose size is not known.</summary>
    public EncodingTally Small { get; } = new(limits);

    /// <summary>Encodings of the others.</summary>
    public EncodingTally Large { get; } = new(limits);

    public EncodingLimits Limits => limits;

    public TimeBuckets Expiry { get; } = TimeBuckets.ForExpiry();

    public TimeBuckets Idleness { get; } = TimeBuckets.ForIdleness();

    /// <summary>Keys that nobody used for a month and that stay.</summary>
    public ref readonly Tally Forgotten => ref _forgotten;

    /// <summary>By the counter of an LFU policy.</summary>
    public TopKeys ByFrequency { get; } = new(scale.Top);

    public PrefixTree Prefixes { get; } = new(scale.Prefixes, scale.Delimiters);

    /// <summary>Bytes of all names.</summary>
    public Measure Names;

    public IEnumerable<TypeTally> Types => _types.OfType<TypeTally>();

    public void Add(in KeyFact key)
    {
        _all.Add(key);
        Names.Add(key.Name.Length);
        (_types[key.Type] ??= new(key.Type, scale.Top)).Add(key);
        (key.SizeBytes >= EncodingTally.LargeBytes ? Large : Small).Add(key);
        AddDatabase(key);
        AddTimes(key);
        if (key.Frequency > 0)
        {
            ByFrequency.Offer(key.Frequency, key);
        }
        Prefixes.Add(key);
    }

    private void AddDatabase(in KeyFact key)
    {
        // Mostly the one that was the last: there are few.
        int at = _databases.Count - 1;
        while (at >= 0 && _databases[at].Database != key.Database)
        {
            at--;
        }
        if (at < 0)
        {
            at = _databases.Count;
            _databases.Add(new(key.Database));
        }
        _databases[at].All.Add(key);
    }

    private void AddTimes(in KeyFact key)
    {
        if (key.TtlMs >= 0)
        {
            _expiring.Add(key);
            Expiry.Add(key.TtlMs / 1000.0, key);
        }
        else if (key.TtlMs == KeyFact.Never)
        {
            _staying.Add(key);
        }
        if (key.IdleSeconds < 0)
        {
            return;
        }
        Idleness.Add(key.IdleSeconds, key);
        if (key.IdleSeconds >= 30 * 86_400 && key.TtlMs == KeyFact.Never)
        {
            _forgotten.Add(key);
        }
    }
}
