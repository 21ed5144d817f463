namespace McpRedis.Rdb.Canonical;

/// <summary>What comparing two values gave.</summary>
internal sealed record ValueComparison
{
    public static ValueComparison Equal { get; } = new();

    /// <summary>In what they differ.</summary>
    public ValueAspect Aspects { get; init; }

    /// <summary>Elements that the target lacks, has alone, has otherwise; only where the comparison was asked to describe.</summary>
    public long Missing { get; init; }

    public long Extra { get; init; }

    public long Differing { get; init; }

    /// <summary>Some of them.</summary>
    public IReadOnlyList<ElementDifference> Examples { get; init; } = [];

    public bool IsEqual => Aspects == ValueAspect.None;

    /// <summary>As if what was announced were no difference.</summary>
    public ValueComparison Without(ValueAspect announced) =>
        this with { Aspects = Aspects & ~announced, Examples = [.. Examples.Where(example => (example.Aspect & announced) == 0)] };
}
