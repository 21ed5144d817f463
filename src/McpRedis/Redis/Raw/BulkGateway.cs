using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <inheritdoc cref="IBulkGateway"/>
internal sealed class BulkGateway(RedisConnection connection, CommandGate gate) : IBulkGateway
{
    public string Connection => connection.Options.Name;

    public int Database => connection.Options.Database;

    public KeyScope? Scope => gate.Scope;

    public BulkCommand Prepare(string fullName) => gate.Prepare(fullName);

    public BulkScan Scan(RespPipe pipe, byte[]? pattern) => new(pipe, gate, pattern);

    public Task<NodeMap> ResolveAsync(CancellationToken cancellationToken) => new NodeResolver(connection.Options, gate, connection.Time).ResolveAsync(cancellationToken);

    public Task<RespPipe> OpenAsync(MasterNode node, RespPipeOptions options, CancellationToken cancellationToken)
    {
        if (options.Database is { } database && connection.Options.Databases is { } open && !open.Contains(database))
        {
            throw Fault.Argument("database", $"{database} is not open on connection '{Connection}'; open are {string.Join(", ", open)}.");
        }
        return RespPipe.OpenAsync(connection.Options, node.EndPoint, gate, options, connection.Time, cancellationToken);
    }
}
