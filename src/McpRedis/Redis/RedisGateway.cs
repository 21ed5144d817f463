using McpRedis.Faults;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Redis.Subscriptions;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// The waist, bound to one call. What is not declared, not allowed at the access level or outside the key scope
/// stops here, before a socket hears of it.
/// </summary>
internal sealed class RedisGateway(
    RedisConnection connection,
    int database,
    CommandFence fence,
    CommandTrace trace,
    Action<IReadOnlyList<RedisCommand>>? beforeChange,
    Func<RedisCommand, bool>? isAdmitted) : IRedisGateway
{
    public string Connection => connection.Options.Name;

    public int Database => database;

    public void RequireInScope(RedisCommand command) => connection.Scope?.Check(command);

    public ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        Admit(command);
        return new(RunAsync(command, cancellationToken));
    }

    public async Task<RespValue[]> ExecuteManyAsync(IReadOnlyList<RedisCommand> commands, bool atomic, CancellationToken cancellationToken)
    {
        Admit([.. commands]);
        if (commands.Count == 0)
        {
            return [];
        }
        var link = commands.Any(c => c.IsLarge) ? connection.LargeLink : connection.Link;
        var replies = atomic
            ? await AtomicAsync(link, [], commands, target => Pipelines.RunAtomicAsync(target, commands, cancellationToken), cancellationToken)
            : await OnceMoreAsync(link, commands.All(c => ReadTier.Contains(c.FullName)), target => Pipelines.RunAsync(target, commands, cancellationToken), cancellationToken);
        return connection.Shown is null ? replies : [.. replies.Select((reply, i) => Scoped(commands[i], reply))];
    }

    public async Task<IReadOnlyList<CommandOutcome>> ExecuteEachAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        Admit([.. commands]);
        var target = await DatabaseAsync(commands.Any(c => c.IsLarge) ? connection.LargeLink : connection.Link, cancellationToken);
        var outcomes = await Pipelines.RunEachAsync(target, commands, cancellationToken);
        return connection.Shown is null ? outcomes : [.. outcomes.Select((o, i) => o with { Reply = Scoped(commands[i], o.Reply) })];
    }

    public async Task<TransactionOutcome> TransactAsync(IReadOnlyList<RedisCommand> commands, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken)
    {
        Admit([.. conditions.Select(c => c.Reads), .. commands]);
        var outcome = await AtomicAsync(connection.LargeLink, conditions, commands, target => Transactions.RunAsync(target, commands, conditions, cancellationToken), cancellationToken);
        return connection.Shown is null ? outcome : outcome with { Replies = [.. outcome.Replies.Select((r, i) => Scoped(commands[i], r))] };
    }

    public async Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken)
    {
        Admit(RedisCommand.Of("SCAN"));
        var multiplexer = (await DatabaseAsync(connection.LargeLink, cancellationToken)).Multiplexer;
        return await new KeyScanner(multiplexer, database, connection.Scope).ScanAsync(request, cancellationToken);
    }

    public Task<IReadOnlyList<NodeReply>> ForEachNodeAsync(RedisCommand command, CancellationToken cancellationToken) =>
        OnNodesAsync(command, mastersOnly: false, cancellationToken);

    public Task<IReadOnlyList<NodeReply>> ForEachMasterAsync(RedisCommand command, CancellationToken cancellationToken) =>
        OnNodesAsync(command, mastersOnly: true, cancellationToken);

    private async Task<IReadOnlyList<NodeReply>> OnNodesAsync(RedisCommand command, bool mastersOnly, CancellationToken cancellationToken)
    {
        Admit(command);
        var multiplexer = await LinkFor(command).GetAsync(cancellationToken);
        var replies = await Nodes.RunAsync(multiplexer, command, mastersOnly, !ReadTier.Contains(command.FullName), cancellationToken);
        return connection.Shown is null ? replies : [.. replies.Select(r => r with { Reply = Scoped(command, r.Reply) })];
    }

    public Task<IReadOnlyList<NodeReply>> ForEachSentinelAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        Admit(command);
        return SentinelNodes.RunAsync(connection, new(fence, connection.Access, connection.Scope, connection.Shown, trace), command, cancellationToken);
    }

    public Task<RedisSubscription> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken) =>
        RedisSubscription.OpenAsync(connection, request, topic => Admit(RedisCommand.Of(topic.Command).Arg(topic.Name)), cancellationToken);

    public ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken) => connection.GetProfileAsync(cancellationToken);

    private void Admit(params ReadOnlySpan<RedisCommand> commands)
    {
        List<RedisCommand>? changes = null;
        foreach (var command in commands)
        {
            // What was admitted by itself was asked about, too.
            bool admitted = isAdmitted?.Invoke(command) == true;
            if (admitted)
            {
                fence.CheckAdmitted(command);
            }
            else
            {
                fence.Check(command);
            }
            connection.Scope?.Check(command);
            if (!admitted && !ReadTier.Contains(command.FullName))
            {
                (changes ??= new(commands.Length)).Add(command);
            }
        }
        if (changes is not null)
        {
            beforeChange?.Invoke(changes);
        }
        foreach (var command in commands)
        {
            trace.Add(command);
        }
    }

    private async Task<RespValue> RunAsync(RedisCommand command, CancellationToken cancellationToken)
    {
        bool isWrite = !ReadTier.Contains(command.FullName);
        var reply = await OnceMoreAsync(LinkFor(command), !isWrite, target => GatewayCall.RunAsync(target, command, isWrite, cancellationToken), cancellationToken);
        return Scoped(command, reply);
    }

    // SCAN and RANDOMKEY answer with keys nobody named, INFO with counts of keys. Where there is a scope, something is not shown.
    private RespValue Scoped(RedisCommand command, RespValue reply)
    {
        var shown = connection.Shown?.Filter(command, reply) ?? reply;
        return connection.Scope?.Filter(command, shown) ?? shown;
    }

    private RedisLink LinkFor(RedisCommand command) => command.IsLarge ? connection.LargeLink : connection.Link;

    // A connection that broke under reads is tried once more: they change nothing. That there is no connection at all
    // is final: the link has waited for one already.
    private async Task<T> OnceMoreAsync<T>(RedisLink link, bool readsOnly, Func<IDatabase, Task<T>> run, CancellationToken cancellationToken)
    {
        var target = await DatabaseAsync(link, cancellationToken);
        int generation = link.Generation;
        try
        {
            return await run(target);
        }
        catch (Fault fault) when (readsOnly && fault.Code == ErrorCode.RedisUnavailable)
        {
            if (!await link.IsRestoredAsync(generation, cancellationToken))
            {
                throw;
            }
        }
        return await run(await DatabaseAsync(link, cancellationToken));
    }

    private async Task<T> AtomicAsync<T>(RedisLink link, IReadOnlyList<KeyCondition> conditions, IReadOnlyList<RedisCommand> commands, Func<IDatabase, Task<T>> run, CancellationToken cancellationToken)
    {
        var target = await DatabaseAsync(link, cancellationToken);
        await link.TransactionRights.RequireAsync(target, link.Generation, commands, cancellationToken);
        if (conditions.Count > 0)
        {
            await TransactionRights.RequireWatchAsync(target, conditions, cancellationToken);
        }
        try
        {
            return await run(target);
        }
        catch (Fault fault) when (fault.Code == ErrorCode.OutcomeUnknown)
        {
            link.TransactionRights.Forget();
            throw;
        }
    }

    private async ValueTask<IDatabase> DatabaseAsync(RedisLink link, CancellationToken cancellationToken)
    {
        var multiplexer = link.Ready ?? await link.GetAsync(cancellationToken);
        if (database != 0 && multiplexer.GetServers().Any(s => s.ServerType == ServerType.Cluster))
        {
            throw Fault.Argument("database", "a cluster has database 0 only.");
        }
        await link.RequireDatabaseAsync(multiplexer, database, cancellationToken);
        return multiplexer.GetDatabase(database);
    }
}
