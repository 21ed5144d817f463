using System.Net;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <inheritdoc cref="IBulkGateway"/>
internal sealed class BulkGateway(RedisConnection connection, CommandGate gate) : IBulkGateway
{
    // The nodes that the connection names may be gone by the time others took over from them.
    private volatile IReadOnlyList<EndPoint> _known = [];

    public string Connection => connection.Options.Name;

    public int Database => connection.Options.Database;

    public KeyScope? Scope => gate.Scope;

    public BulkCommand Prepare(string fullName) => gate.Prepare(fullName);

    public BulkScan Scan(RespPipe pipe, byte[]? pattern) => new(pipe, gate, pattern);

    public async Task<NodeMap> ResolveAsync(CancellationToken cancellationToken)
    {
        var map = await new NodeResolver(connection.Options, gate, connection.Time) { Known = _known }.ResolveAsync(cancellationToken);
        _known = map.IsCluster ? [.. map.Masters.Select(master => master.EndPoint)] : [];
        return map;
    }

    public Task<RespPipe> OpenAsync(MasterNode node, RespPipeOptions options, CancellationToken cancellationToken)
    {
        if (options.Database is { } database && connection.Options.Databases is { } open && !open.Contains(database))
        {
            throw Fault.Argument("database", $"{database} is not open on connection '{Connection}'; open are {string.Join(", ", open)}.");
        }
        return RespPipe.OpenAsync(connection.Options, node.EndPoint, gate, options, connection.Time, cancellationToken);
    }
}
