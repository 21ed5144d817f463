using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics;

/// <summary>
/// One thing that can be wrong: what it needs to be known, how it is decided, and what is to be said about it. Deciding
/// is a pure function of two samples and the thresholds. What a server does not tell is declared here, so that a check
/// without its facts is named as not checked and never mistaken for one that found nothing.
/// </summary>
/// <param name="Id">RF and three digits; never used for something else.</param>
/// <param name="Family">What it is about.</param>
/// <param name="Title">The fault in one line.</param>
internal sealed record Check(string Id, CheckFamily Family, string Title)
{
    /// <summary>What is compared with what.</summary>
    public required string What { get; init; }

    /// <summary>What happens to whoever leaves it so.</summary>
    public required string Why { get; init; }

    /// <summary>When it is right as it is.</summary>
    public required string WhenNot { get; init; }

    /// <summary>Commands or settings that mend it, the first choice first.</summary>
    public required IReadOnlyList<string> Fix { get; init; }

    /// <summary>What the fix can break.</summary>
    public required string Risk { get; init; }

    /// <summary>What is different after it.</summary>
    public required string Change { get; init; }

    public IReadOnlyList<Threshold> Thresholds { get; init; } = [];

    /// <summary>Questions beside INFO that must be answered.</summary>
    public IReadOnlyList<Question> Needs { get; init; } = [];

    /// <summary>Fields of INFO that must be there.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>Settings that must be readable.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>Nodes it is about; default every one that is not a sentinel.</summary>
    public Func<NodeSample, bool> Applies { get; init; } = static node => !node.IsSentinel;

    /// <summary>Looks at one node; null when all is well.</summary>
    public Func<NodeSample, Limits, Sighting?>? Look { get; init; }

    /// <summary>Looks at the nodes it applies to together, for what only shows between them.</summary>
    public Func<IReadOnlyList<NodeSample>, Limits, IEnumerable<Sighting>>? LookAcross { get; init; }

    /// <summary>Address of its page as a resource.</summary>
    public string Page => FindingPage.UriOf(Id);
}
