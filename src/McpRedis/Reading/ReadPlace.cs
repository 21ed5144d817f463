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
internal sealed record ContentPage(
    RedisText? Value = null,
    IReadOnlyList<HashField>? Fields = null,
    IReadOnlyList<RedisText>? Elements = null,
    IReadOnlyList<RedisText>? Members = null,
    IReadOnlyList<ScoredMember>? Scores = null,
    IReadOnlyList<StreamEntry>? Entries = null,
    string? Cursor = null);
