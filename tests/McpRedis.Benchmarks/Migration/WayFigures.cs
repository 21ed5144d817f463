namespace McpRedis.Benchmarks.Migration;

/// <summary>What was measured of one way with one set, a reading each round.</summary>
/// <param name="set">The set.</param>
/// <param name="way">The way.</param>
/// <param name="migrate">Keys a second of MIGRATE in the same rounds.</param>
/// <param name="replicate">Keys a second of REPLICAOF in the same rounds.</param>
internal sealed class WayFigures(DataSet set, Way way, Sample migrate, Sample replicate)
{
    public DataSet Set => set;

    public Way Way => way;

    /// <summary>Keys a second.</summary>
    public Sample Rate { get; } = new();

    /// <summary>How many times as fast as MIGRATE … KEYS; NaN when it was not measured in every round.</summary>
    public double TimesMigrate => way != Way.Compare && !Rate.IsEmpty && !migrate.IsEmpty ? Rate.RatioTo(migrate) : double.NaN;

    /// <summary>How many times as fast as REPLICAOF.</summary>
    public double TimesReplicate => way != Way.Compare && !Rate.IsEmpty && !replicate.IsEmpty ? Rate.RatioTo(replicate) : double.NaN;

    /// <summary>Keys a second of the target's loading alone, where a file is served to it.</summary>
    public Sample LoadRate { get; } = new();

    /// <summary>How many times as fast as REPLICAOF it loads.</summary>
    public double LoadTimesReplicate => LoadRate.IsEmpty || replicate.IsEmpty ? double.NaN : LoadRate.RatioTo(replicate);

    /// <summary>Our CPU seconds for a million keys: of the work, and of the whole command.</summary>
    public Sample Cpu { get; } = new();

    public Sample CommandCpu { get; } = new();

    public Sample CommandSeconds { get; } = new();

    public Sample SourceCpu { get; } = new();

    public Sample TargetCpu { get; } = new();

    public Sample PeakMegabytes { get; } = new();

    /// <summary>Why a reading is missing; null when none is.</summary>
    public string? Failure { get; set; }

    public void Add(Reading reading, int keys, double sourceCpu, double targetCpu, double? loadSeconds)
    {
        double perMillion = 1e6 / keys;
        Rate.Add(keys / reading.Seconds);
        if (loadSeconds is { } seconds)
        {
            LoadRate.Add(keys / seconds);
        }
        Cpu.Add(reading.CpuSeconds * perMillion);
        CommandCpu.Add(reading.CommandCpuSeconds * perMillion);
        CommandSeconds.Add(reading.CommandSeconds);
        SourceCpu.Add(sourceCpu * perMillion);
        TargetCpu.Add(targetCpu * perMillion);
        PeakMegabytes.Add(reading.PeakBytes / 1e6);
    }
}
