namespace McpRedis.Migration.Tail;

/// <summary>A place in a master's stream of changes: everything up to it is on the target. What a run is taken up from again.</summary>
/// <param name="ReplicationId">Whose stream.</param>
/// <param name="Offset">Bytes of it that are done with; the next one is one further.</param>
/// <param name="Database">The database that what follows belongs to, on the source.</param>
internal sealed record TailPosition(string ReplicationId, long Offset, int Database);
