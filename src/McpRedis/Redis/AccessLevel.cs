namespace McpRedis.Redis;

/// <summary>How far calls may go. Set by the operator; a connection or a request can lower it, never raise it.</summary>
internal enum AccessLevel
{
    /// <summary>Nothing that is not provably a read.</summary>
    Read,
    /// <summary>Reads and changes of data, not of the server.</summary>
    Write,
    /// <summary>Everything a tool declares.</summary>
    Full,
}
