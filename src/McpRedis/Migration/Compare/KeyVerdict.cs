using McpRedis.Rdb.Canonical;

namespace McpRedis.Migration.Compare;

/// <summary>A key that differs, and how.</summary>
internal sealed record KeyVerdict(KeyName Name, CompareCategory Category)
{
    /// <summary>In what the values differ, without what was announced.</summary>
    public ValueAspect Aspects { get; init; }

    /// <summary>The same as words.</summary>
    public IReadOnlyList<string> DiffersIn => AspectWords.Of(Aspects);

    public TtlDifference Ttl { get; init; }

    /// <summary>Elements that the target lacks, has alone, has otherwise.</summary>
    public long MissingElements { get; init; }

    public long ExtraElements { get; init; }

    public long DifferingElements { get; init; }

    public IReadOnlyList<ElementDifference> Examples { get; init; } = [];

    /// <summary>Why it could not be read.</summary>
    public string? Reason { get; init; }
}
