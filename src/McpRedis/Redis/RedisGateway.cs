using McpRedis.Faults;
using McpRedis.Redis.Connections;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// The waist, bound to one call. What is not declared, not allowed at the access level or outside the key scope
/// stops here, before a socket hears of it.
/// </summary>
internal sealed class RedisGateway(RedisConnection connection, int database, CommandFence fence, CommandTrace trace) : IRedisGateway
{
    public string Connection => connection.Options.Name;

    public int Database => database;

    public ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        Admit(command);
        return new(RunAsync(command, cancellationToken));
    }

    public async Task<RespValue[]> ExecuteManyAsync(IReadOnlyList<RedisCommand> commands, bool atomic, CancellationToken cancellationToken)
    {
        foreach (var command in commands)
        {
            Admit(command);
        }
        if (commands.Count == 0)
        {
            return [];
        }
        var link = commands.Any(c => c.IsLarge) ? connection.LargeLink : connection.Link;
        var target = await DatabaseAsync(link, cancellationToken);
        return atomic
            ? await Pipelines.RunAtomicAsync(target, commands, cancellationToken)
            : await Pipelines.RunAsync(target, commands, cancellationToken);
    }

    public async Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken)
    {
        Admit(RedisCommand.Of("SCAN"));
        var multiplexer = await connection.LargeLink.GetAsync(cancellationToken);
        return await new KeyScanner(multiplexer, database, connection.Scope).ScanAsync(request, cancellationToken);
    }

    public async Task<IReadOnlyList<NodeReply>> ForEachNodeAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        Admit(command);
        var multiplexer = await connection.Link.GetAsync(cancellationToken);
        return await Nodes.RunAsync(multiplexer, command, !ReadTier.Contains(command.FullName), cancellationToken);
    }

    public ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken) => connection.GetProfileAsync(cancellationToken);

    private void Admit(RedisCommand command)
    {
        fence.Check(command);
        connection.Scope?.Check(command);
        trace.Add(command);
    }

    private async Task<RespValue> RunAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        bool isWrite = !ReadTier.Contains(command.FullName);
        var link = command.IsLarge ? connection.LargeLink : connection.Link;
        var target = await DatabaseAsync(link, cancellationToken);
        try
        {
            return await GatewayCall.RunAsync(target, command, isWrite, cancellationToken);
        }
        catch (Fault fault) when (!isWrite && fault.Code == ErrorCode.RedisUnavailable)
        {
            // The connection broke under a read: it changes nothing, so once more, on the restored connection.
            return await GatewayCall.RunAsync(await DatabaseAsync(link, cancellationToken), command, isWrite, cancellationToken);
        }
    }

    private async ValueTask<IDatabase> DatabaseAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var multiplexer = link.Ready ?? await link.GetAsync(cancellationToken);
        if (database != 0 && multiplexer.GetServers().Any(s => s.ServerType == ServerType.Cluster))
        {
            throw Fault.Argument("database", "a cluster has database 0 only.");
        }
        return multiplexer.GetDatabase(database);
    }
}
