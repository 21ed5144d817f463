using McpRedis.Faults;

namespace McpRedis.Pipeline;

/// <summary>What a call came to.</summary>
/// <param name="Json">The reply or the error, as UTF-8 JSON.</param>
/// <param name="Code">Why it failed; null when it did not.</param>
/// <param name="Note">Second text block of replies that hold stored data; null for none.</param>
internal sealed record CallOutcome(ReadOnlyMemory<byte> Json, ErrorCode? Code, string? Note)
{
    public bool IsError => Code is not null;
}
