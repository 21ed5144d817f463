namespace McpRedis.Migration.Selection;

/// <summary>What is to be taken and where it goes, as somebody asked for it; <see cref="KeySelection.Of"/> checks it.</summary>
internal sealed record SelectionRequest
{
    /// <summary>Globs; a key must match one of these. Empty for all keys.</summary>
    public IReadOnlyList<byte[]> Patterns { get; init; } = [];

    /// <summary>Globs of keys that stay behind.</summary>
    public IReadOnlyList<byte[]> Exclude { get; init; } = [];

    /// <summary>Words of TYPE, or <c>module</c>; empty for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Databases taken and where each goes; empty for all under their own numbers.</summary>
    public IReadOnlyList<DatabaseMove> Databases { get; init; } = [];

    public IReadOnlyList<PrefixRename> Renames { get; init; } = [];

    public KeyLimits Limits { get; init; }

    public CollisionPolicy Collision { get; init; } = CollisionPolicy.Fail;
}
