namespace McpRedis.Hosting;

/// <summary>What <c>mcp-redis migrate</c> was asked for. Texts are as typed; the tools it calls check them.</summary>
internal sealed record MigrateRequest
{
    /// <summary>Connection to copy from; null with <see cref="Resume"/>.</summary>
    public string? From { get; init; }

    /// <summary>Connection to copy to.</summary>
    public required string To { get; init; }

    /// <summary>Show the plan and end.</summary>
    public bool PlanOnly { get; init; }

    /// <summary>Id of a plan to go on with; null for a new one.</summary>
    public string? Resume { get; init; }

    /// <summary>Nobody is asked.</summary>
    public bool Yes { get; init; }

    public IReadOnlyList<string> Patterns { get; init; } = [];

    public IReadOnlyList<string> Exclude { get; init; } = [];

    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary><c>0</c>, <c>0:2</c> or <c>0:2:prefix</c>.</summary>
    public IReadOnlyList<string> Databases { get; init; } = [];

    /// <summary><c>from=to</c>.</summary>
    public IReadOnlyList<string> Renames { get; init; } = [];

    public string? Collision { get; init; }

    /// <summary>The way to go; null for the best.</summary>
    public string? Path { get; init; }

    /// <summary>All that the target holds may be lost.</summary>
    public bool ReplaceTarget { get; init; }

    /// <summary>Idle times go along.</summary>
    public bool KeepIdle { get; init; }

    /// <summary>Changes are carried over until a cut-over.</summary>
    public bool Live { get; init; }

    /// <summary>Cut over as soon as the target has all.</summary>
    public bool CutOver { get; init; }

    /// <summary>Compare when it is over.</summary>
    public bool Compare { get; init; }

    /// <summary>Mend what a comparison finds, and compare again.</summary>
    public bool Repair { get; init; }

    public long? MinTtlMs { get; init; }

    public long? MaxTtlMs { get; init; }

    public long? MaxSizeBytes { get; init; }

    public long? KeysPerSecond { get; init; }

    public long? BytesPerSecond { get; init; }

    public int? MaxTargetLatencyMs { get; init; }
}
