using McpRedis.Faults;
using McpRedis.Guard;

namespace McpRedis.Pipeline;

/// <summary>What a call came to.</summary>
/// <param name="Json">The reply or the error, as UTF-8 JSON.</param>
/// <param name="Code">Why it failed; null when it did not.</param>
/// <param name="Note">Second text block of replies that hold stored data; null for none.</param>
internal sealed record CallOutcome(ReadOnlyMemory<byte> Json, ErrorCode? Code, string? Note)
{
    public bool IsError => Code is not null;

    /// <summary>How far a call came that failed on the way, <c>12000/50000</c>; null otherwise.</summary>
    public string? Extent { get; init; }

    /// <summary>The call waits for its user's answer; whoever can ask them does, and runs it again.</summary>
    public ConfirmationNeeded? Needed { get; init; }
}
