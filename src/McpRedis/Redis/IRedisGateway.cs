using McpRedis.Redis.Subscriptions;

namespace McpRedis.Redis;

/// <summary>
/// The waist: every byte to a server passes here. An instance is bound to one call: its connection, its database,
/// its fence (which commands the calling tool declared, what the access level allows) and its key scope.
/// Failures are <see cref="Faults.Fault"/>s; an error reply never comes back as a value.
/// </summary>
internal interface IRedisGateway
{
    /// <summary>Name of the connection, e.g. <c>default</c>.</summary>
    string Connection { get; }

    /// <summary>Number of the logical database the call works on.</summary>
    int Database { get; }

    /// <summary>Throws as running the command would when it cannot be kept within the key scope; for a tool that asks its user before it runs anything.</summary>
    /// <exception cref="Faults.Fault">key_out_of_scope.</exception>
    void RequireInScope(RedisCommand command);

    /// <summary>Runs one command. Reads may be retried once within the deadline; writes never, unless they were not sent.</summary>
    ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken);

    /// <summary>
    /// Runs commands as one pipeline. With <paramref name="atomic"/> as MULTI/EXEC: all or nothing. Without it, an
    /// error reply takes its command's place in the result as a value of kind <see cref="RespKind.Error"/> and does not hide the others.
    /// </summary>
    Task<RespValue[]> ExecuteManyAsync(IReadOnlyList<RedisCommand> commands, bool atomic, CancellationToken cancellationToken);

    /// <summary>Runs commands as one pipeline, each with an outcome of its own: a connection lost on the way is told of every command it leaves unanswered. Never repeats anything.</summary>
    Task<IReadOnlyList<CommandOutcome>> ExecuteEachAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken);

    /// <summary>MULTI/EXEC under conditions: their keys are watched, so nothing runs when one does not hold or one of the keys is changed meanwhile. On a cluster all keys must share a slot.</summary>
    Task<TransactionOutcome> TransactAsync(IReadOnlyList<RedisCommand> commands, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken);

    /// <summary>One bounded step of a SCAN over the whole keyspace of the connection: every master of a cluster, once.</summary>
    Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken);

    /// <summary>Runs a keyless command on every node (one node when standalone). A node that fails is named, never dropped.</summary>
    Task<IReadOnlyList<NodeReply>> ForEachNodeAsync(RedisCommand command, CancellationToken cancellationToken);

    /// <summary>Listens to channels over a connection of its own, until disposed. Returns when the server has confirmed every one of them.</summary>
    /// <exception cref="Faults.Fault">not_permitted: the user may not reach one of them; then none is listened to.</exception>
    Task<RedisSubscription> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken);

    /// <summary>As <see cref="ForEachNodeAsync"/>, on the masters that hold keys: what changes them is refused by replicas.</summary>
    Task<IReadOnlyList<NodeReply>> ForEachMasterAsync(RedisCommand command, CancellationToken cancellationToken);

    /// <summary>Runs a command on every sentinel the connection names; none for a connection without sentinels. One that fails is named, never dropped.</summary>
    Task<IReadOnlyList<NodeReply>> ForEachSentinelAsync(RedisCommand command, CancellationToken cancellationToken);

    /// <summary>What the server is and can do; probed once per connection and again after a reconnect.</summary>
    ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken);
}
