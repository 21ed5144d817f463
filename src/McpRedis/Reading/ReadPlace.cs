using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>Where a page of a value begins and how much of it there may be.</summary>
/// <param name="Key">Key.</param>
/// <param name="At">Where the previous page ended; null at the start.</param>
/// <param name="Limit">Most items on the page.</param>
/// <param name="Length">Length of the whole value.</param>
/// <param name="AverageSize">Bytes an item takes on average; 0 when unknown.</param>
/// <param name="Budget">What the reply may hold.</param>
internal sealed record ReadPlace(byte[] Key, PageCursor? At, int Limit, long Length, long AverageSize, OutputBudget Budget)
{
    /// <summary>How many items to ask for in one step: about what the budget can show, and never megabytes of values that would be cut anyway.</summary>
    public int Step => (int)Math.Clamp(AverageSize == 0 ? Limit : (4L * Budget.MaxBytes / AverageSize) + 1, 1, Limit);
}

/// <summary>What a page holds; the one list that belongs to the type.</summary>
/// <param name="Value">Of a string.</param>
/// <param name="Fields">Of a hash.</param>
/// <param name="Elements">Of a list.</param>
/// <param name="Members">Of a set.</param>
/// <param name="Scores">Of a sorted set.</param>
/// <param name="Entries">Of a stream.</param>
/// <param name="Cursor">Where it goes on; null at the end.</param>
/// <param name="Offset">Of the first of the scores.</param>
internal sealed record ContentPage(
    RedisText? Value = null,
    IReadOnlyList<HashField>? Fields = null,
    IReadOnlyList<RedisText>? Elements = null,
    IReadOnlyList<RedisText>? Members = null,
    IReadOnlyList<ScoredMember>? Scores = null,
    IReadOnlyList<StreamEntry>? Entries = null,
    string? Cursor = null,
    long Offset = 0)
{
    private int Count => (Fields?.Count ?? 0) + (Elements?.Count ?? 0) + (Members?.Count ?? 0) + (Scores?.Count ?? 0) + (Entries?.Count ?? 0);

    // Of a string the cut is the page.
    private bool AnyCut =>
        Fields?.Any(f => f.Field.Truncated || f.Value.Truncated) == true
        || Elements?.Any(e => e.Truncated) == true
        || Members?.Any(m => m.Truncated) == true
        || Scores?.Any(s => s.Member.Truncated) == true
        || Entries?.Any(e => e.Truncated || e.Fields.Any(f => f.Field.Truncated || f.Value.Truncated)) == true;

    /// <summary>True while there is more, on another page or of a value on this one.</summary>
    public bool Truncated => Cursor is not null || AnyCut;

    /// <summary>What ended the page: limit, items, bytes, or visited, when as much was looked at as one call may; value when it is whole but for values that were cut; null when nothing is missing.</summary>
    public string? TruncatedBy(OutputBudget budget, int limit) =>
        Cursor is null ? (AnyCut ? "value" : null)
        : budget.CutBy ?? (Value is not null ? "bytes" : Count >= limit ? "limit" : "visited");
}
