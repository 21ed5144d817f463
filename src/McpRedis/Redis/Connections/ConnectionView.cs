namespace McpRedis.Redis.Connections;

/// <summary>What may be shown of a connection in a reply. Where it leads to is the operator's knowledge alone.</summary>
/// <param name="Name">As in the <c>connection</c> parameter.</param>
/// <param name="Kind"><c>server</c>, <c>unix_socket</c>, <c>sentinel</c> or <c>cluster</c>.</param>
/// <param name="Tls">Encrypted.</param>
/// <param name="Database">Used when a call names none.</param>
/// <param name="Access">Highest access here; null when only the program's own counts.</param>
/// <param name="KeyPrefix">Only keys that begin so are reachable; null for all.</param>
/// <param name="Databases">Databases a call may name; null for all.</param>
/// <param name="Embedded">A private server this program started.</param>
internal sealed record ConnectionView(
    string Name,
    string Kind,
    bool Tls,
    int Database,
    string? Access,
    string? KeyPrefix,
    IReadOnlyList<int>? Databases,
    bool Embedded);
