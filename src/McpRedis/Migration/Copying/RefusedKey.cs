namespace McpRedis.Migration.Copying;

/// <summary>A key whose payload the target does not take.</summary>
/// <param name="Name">On the target.</param>
/// <param name="Reason">In the target's own words.</param>
/// <param name="Batch">The step it belongs to, still waiting for it.</param>
internal sealed record RefusedKey(byte[] Name, string Reason, CopyBatch Batch);
