using McpRedis.Redis.Connections;
using McpRedis.Redis.Subscriptions;

namespace McpRedis.Redis;

/// <summary>A gateway whose trips are told to whoever collects telemetry. What a subscription hears is not one: it lasts.</summary>
internal sealed class ObservedGateway(IRedisGateway gateway, ConnectionOptions connection) : IRedisGateway
{
    public string Connection => gateway.Connection;

    public int Database => gateway.Database;

    /// <summary>The gateway itself where nobody listens.</summary>
    public static IRedisGateway Around(IRedisGateway gateway, ConnectionOptions connection) => TelemetrySwitch.IsOn ? new ObservedGateway(gateway, connection) : gateway;

    public void RequireInScope(RedisCommand command) => gateway.RequireInScope(command);

    public ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken) =>
        new(ObserveAsync(command.FullName, 1, () => gateway.ExecuteAsync(command, cancellationToken).AsTask()));

    public Task<RespValue[]> ExecuteManyAsync(IReadOnlyList<RedisCommand> commands, bool atomic, CancellationToken cancellationToken) =>
        ObserveAsync(Name(commands, atomic), commands.Count, () => gateway.ExecuteManyAsync(commands, atomic, cancellationToken));

    public Task<IReadOnlyList<CommandOutcome>> ExecuteEachAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken) =>
        ObserveAsync(Name(commands, atomic: false), commands.Count, () => gateway.ExecuteEachAsync(commands, cancellationToken));

    public Task<TransactionOutcome> TransactAsync(IReadOnlyList<RedisCommand> commands, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken) =>
        ObserveAsync(Name(commands, atomic: true), commands.Count, () => gateway.TransactAsync(commands, conditions, cancellationToken));

    public Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken) => ObserveAsync("SCAN", 1, () => gateway.ScanAsync(request, cancellationToken));

    public Task<IReadOnlyList<NodeReply>> ForEachNodeAsync(RedisCommand command, CancellationToken cancellationToken) =>
        ObserveAsync(command.FullName, 1, () => gateway.ForEachNodeAsync(command, cancellationToken));

    public Task<IReadOnlyList<NodeReply>> ForEachMasterAsync(RedisCommand command, CancellationToken cancellationToken) =>
        ObserveAsync(command.FullName, 1, () => gateway.ForEachMasterAsync(command, cancellationToken));

    public Task<IReadOnlyList<NodeReply>> ForEachSentinelAsync(RedisCommand command, CancellationToken cancellationToken) =>
        ObserveAsync(command.FullName, 1, () => gateway.ForEachSentinelAsync(command, cancellationToken));

    public Task<RedisSubscription> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken) => gateway.SubscribeAsync(request, cancellationToken);

    public ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken) => gateway.GetProfileAsync(cancellationToken);

    private Task<T> ObserveAsync<T>(string operation, int commands, Func<Task<T>> run) => CommandTelemetry.ObserveAsync(connection, Database, operation, commands, run);

    // As the conventions want it: the transaction or pipeline, and the command where all are the same.
    private static string Name(IReadOnlyList<RedisCommand> commands, bool atomic)
    {
        string kind = atomic ? "MULTI" : "PIPELINE";
        return commands.Count > 0 && commands.All(c => c.FullName == commands[0].FullName) ? $"{kind} {commands[0].FullName}" : kind;
    }
}
