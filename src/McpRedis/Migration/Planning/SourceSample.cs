namespace McpRedis.Migration.Planning;

/// <summary>A few hundred keys of the source, looked at and timed.</summary>
/// <param name="values">Looks into the payloads.</param>
internal sealed class SourceSample(ValueSurvey values)
{
    /// <summary>Keys kept to look for on the target.</summary>
    public const int MostNames = 100;

    /// <summary>Names seen.</summary>
    public long Seen { get; set; }

    /// <summary>Of these, names the selection takes.</summary>
    public long Named { get; set; }

    /// <summary>Of these, keys whose type, expiry and size were looked at.</summary>
    public long Inspected { get; set; }

    /// <summary>Of these, keys the selection takes.</summary>
    public long Taken { get; set; }

    /// <summary>Of these, keys with an expiry.</summary>
    public long Expiring { get; set; }

    /// <summary>Bytes of memory of what was taken; 0 where the server does not tell.</summary>
    public long MemoryBytes { get; set; }

    /// <summary>Of the largest key taken.</summary>
    public long LargestBytes { get; set; }

    /// <summary>Keys whose payload was read, and the bytes of the payloads.</summary>
    public long Dumped { get; set; }

    public long PayloadBytes { get; set; }

    /// <summary>Keys taken by the word of TYPE.</summary>
    public Dictionary<string, long> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>What would become of the payloads on the target.</summary>
    public ValueSurvey Values { get; } = values;

    /// <summary>Time that reading the payloads took.</summary>
    public TimeSpan ReadTime { get; set; }

    /// <summary>Some of the keys taken, by database.</summary>
    public List<(int Database, byte[] Key)> Names { get; } = [];

    /// <summary>Share of keys the selection takes, 0 to 1; null when nothing was seen.</summary>
    public double? Share => Seen == 0 ? null : (double)Named / Seen * (Inspected == 0 ? 1 : (double)Taken / Inspected);

    /// <summary>Average bytes of a payload; null when none was read.</summary>
    public double? AveragePayload => Dumped == 0 ? null : (double)PayloadBytes / Dumped;

    /// <summary>Keys a second at which payloads were read, over the ordinary client; null when none was.</summary>
    public double? KeysPerSecond => Dumped == 0 || ReadTime <= TimeSpan.Zero ? null : Dumped / ReadTime.TotalSeconds;

    /// <summary>How many of <paramref name="keys"/> a count of the sample stands for.</summary>
    public static long Scale(long count, long keys, long of) => of == 0 ? 0 : (long)Math.Ceiling((double)count / of * keys);
}
