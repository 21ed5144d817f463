using System.Text;
using McpRedis.Catalogue;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Tools.Connections;

[RedisTool("redis_connection_list", "List connections", Toolset.Connections, Risk.Read, Offline = true)]
internal sealed class ConnectionListTool(ConnectionRegistry connections)
{
    /// <summary>List the Redis connections and what may be done on each.</summary>
    /// <returns>Connections in the order they were configured; no addresses and no secrets.</returns>
    public Task<ConnectionList> RunAsync() => Task.FromResult(new ConnectionList([.. connections.All.Select(Summary)]));

    private static ConnectionSummary Summary(RedisConnection connection) => new(
        connection.Options.Name,
        connection.Options.Kind,
        connection.Access,
        connection.Options.Database,
        connection.Options.Databases,
        connection.Scope is { } scope ? [.. scope.Prefixes.Select(Encoding.UTF8.GetString)] : null,
        connection.Options.Tls,
        connection.Options.Embedded,
        connection.Link.Ready is not null);
}

/// <param name="Items">One for each connection.</param>
internal sealed record ConnectionList(IReadOnlyList<ConnectionSummary> Items);

/// <param name="Name">Name to pass as connection.</param>
/// <param name="Kind">How it is reached; a cluster can also hide behind server.</param>
/// <param name="Access">Highest access: read, write or full.</param>
/// <param name="Database">Database used when a call names none.</param>
/// <param name="Databases">Databases a call may name; null for any.</param>
/// <param name="KeyPrefixes">Only keys that begin with one of these are reachable; null for all.</param>
/// <param name="Tls">Whether the link is encrypted.</param>
/// <param name="Embedded">True for a private server this program started; its data goes when it ends.</param>
/// <param name="Connected">True while a link is open; links open at the first call.</param>
internal sealed record ConnectionSummary(
    string Name,
    ConnectionKind Kind,
    AccessLevel Access,
    int Database,
    IReadOnlyList<int>? Databases,
    IReadOnlyList<string>? KeyPrefixes,
    bool Tls,
    bool Embedded,
    bool Connected);
