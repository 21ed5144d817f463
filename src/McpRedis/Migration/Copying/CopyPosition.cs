namespace McpRedis.Migration.Copying;

/// <summary>How far the reader of one database of one server is: everything before it is settled on the target.</summary>
/// <param name="Node">Id of the server in its cluster; empty where there is none.</param>
/// <param name="Database">Database of the source.</param>
/// <param name="RunId">The process whose cursor it is; null where it does not tell, and then the cursor is worth nothing.</param>
/// <param name="Cursor">Where SCAN goes on.</param>
/// <param name="IsDone">All of the database is settled.</param>
internal sealed record CopyPosition(string Node, int Database, string? RunId, ulong Cursor, bool IsDone);
