using McpRedis.Analysis.Counting;

namespace McpRedis.Analysis;

/// <summary>What an analysis found. The numbers are those of <see cref="Tally"/>; <see cref="Coverage"/> makes of them what they say of all keys.</summary>
internal sealed record AnalysisReport
{
    public required AnalysisTally Tally { get; init; }

    public required Coverage Coverage { get; init; }

    /// <summary>Where the sizes are from: <c>memory</c> (MEMORY USAGE), or <c>payload</c>, bytes in a file, which are mostly fewer.</summary>
    public required string SizesAre { get; init; }

    /// <summary>Time it took, all runs together.</summary>
    public required TimeSpan Took { get; init; }

    /// <summary>Databases of servers that were walked.</summary>
    public int Parts { get; init; } = 1;

    /// <summary>Of these, read from a replica.</summary>
    public int FromReplicas { get; init; }

    /// <summary>By how much a PING took longer at the end; null where it was not felt.</summary>
    public double? AddedMs { get; init; }

    /// <summary>What was left out or is to be known of the numbers, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What could take less memory, the most first.</summary>
    public IReadOnlyList<Saving> Savings { get; init; } = [];
}
