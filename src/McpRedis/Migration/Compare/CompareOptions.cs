using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>How much is looked at.</summary>
internal enum CompareMode
{
    /// <summary>Every key, both ways.</summary>
    Full,

    /// <summary>Keys chosen by chance, of both sides.</summary>
    Sample,
}

/// <summary>
/// What is compared and how hard it works. Memory is bounded by these: for each side <see cref="HeldHashes"/> × 8 bytes while names are gathered and half of
/// it more while that grows; for each master <see cref="BatchBytes"/> twice on both sides; <see cref="HeldKeys"/> names with what was found of them.
/// </summary>
internal sealed record CompareOptions
{
    /// <summary>Which keys, and under which names they are on the target.</summary>
    public required KeySelection Selection { get; init; }

    public CompareMode Mode { get; init; } = CompareMode.Full;

    /// <summary>Keys chosen of each side for a sample. Default 10 000: without a difference, fewer than 0.03 % differ.</summary>
    public int SampleKeys { get; init; } = 10_000;

    /// <summary>How far expiries may be apart. Default 1 s.</summary>
    public long TtlToleranceMs { get; init; } = TtlComparer.DefaultToleranceMs;

    /// <summary>In what values may differ, because the plan said so.</summary>
    public ValueAspect Announced { get; init; }

    /// <summary>How often what differs is looked at again. Default 3; 0 where nobody writes.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long ahead of each such look. Default 500 ms.</summary>
    public TimeSpan RoundDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes of memory, by the servers' own word, of the values asked for at once. Default 4 MiB.</summary>
    public long BatchBytes { get; init; } = 4 << 20;

    /// <summary>Values above this are never asked for whole. Default 4 MiB.</summary>
    public long BigBytes { get; init; } = 4 << 20;

    /// <summary>Bytes of a big value that are asked for at once, nearly. Default 1 MiB.</summary>
    public int ChunkBytes { get; init; } = 1 << 20;

    /// <summary>Hashes of names held in memory for each side; what is beyond goes to a temporary file. Default 2 Mi: 16 MiB.</summary>
    public int HeldHashes { get; init; } = 2 << 20;

    /// <summary>Keys that differ and are held by name, for another look and for a repair. What is beyond is counted alone. Default 10 000.</summary>
    public int HeldKeys { get; init; } = 10_000;

    /// <summary>Keys named of each category. Default 10.</summary>
    public int Examples { get; init; } = 10;

    /// <summary>Makes an empty stream for hashes that do not fit in memory.</summary>
    public Func<Stream> Spill { get; init; } = SpillFile.Create;

    /// <summary>How long a server that owes an answer may say nothing. Default 30 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
