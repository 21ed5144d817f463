namespace McpRedis.Migration.Copying;

/// <summary>A command that must go out once more.</summary>
/// <param name="Command">As it was encoded.</param>
/// <param name="Batch">The step it belongs to.</param>
/// <param name="Ask">Address of the node to ask this once (ASK); null for the owner of the slot.</param>
/// <param name="IsUncertain">It may have been executed: then a name that is taken is taken by ourselves.</param>
internal sealed record Resend(byte[] Command, CopyBatch Batch, string? Ask, bool IsUncertain);
