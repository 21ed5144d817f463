using McpRedis.Redis;
using McpRedis.Redis.Subscriptions;

namespace McpRedis.Tests.Migration.Probe;

/// <summary>A gateway that counts how often somebody waits for the server.</summary>
internal sealed class TripCount(IRedisGateway gateway) : IRedisGateway
{
    public int Trips { get; private set; }

    public string Connection => gateway.Connection;

    public int Database => gateway.Database;

    public void RequireInScope(RedisCommand command) => gateway.RequireInScope(command);

    public ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken) => Counted(gateway).ExecuteAsync(command, cancellationToken);

    public Task<RespValue[]> ExecuteManyAsync(IReadOnlyList<RedisCommand> commands, bool atomic, CancellationToken cancellationToken) => Counted(gateway).ExecuteManyAsync(commands, atomic, cancellationToken);

    public Task<IReadOnlyList<CommandOutcome>> ExecuteEachAsync(IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken) => Counted(gateway).ExecuteEachAsync(commands, cancellationToken);

    public Task<TransactionOutcome> TransactAsync(IReadOnlyList<RedisCommand> commands, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken) => Counted(gateway).TransactAsync(commands, conditions, cancellationToken);

    public Task<KeyScanPage> ScanAsync(KeyScanRequest request, CancellationToken cancellationToken) => Counted(gateway).ScanAsync(request, cancellationToken);

    public Task<IReadOnlyList<NodeReply>> ForEachNodeAsync(RedisCommand command, CancellationToken cancellationToken) => Counted(gateway).ForEachNodeAsync(command, cancellationToken);

    public Task<RedisSubscription> SubscribeAsync(SubscribeRequest request, CancellationToken cancellationToken) => Counted(gateway).SubscribeAsync(request, cancellationToken);

    public Task<IReadOnlyList<NodeReply>> ForEachMasterAsync(RedisCommand command, CancellationToken cancellationToken) => Counted(gateway).ForEachMasterAsync(command, cancellationToken);

    public Task<IReadOnlyList<NodeReply>> ForEachSentinelAsync(RedisCommand command, CancellationToken cancellationToken) => Counted(gateway).ForEachSentinelAsync(command, cancellationToken);

    public ValueTask<ServerProfile> GetProfileAsync(CancellationToken cancellationToken) => gateway.GetProfileAsync(cancellationToken);

    private IRedisGateway Counted(IRedisGateway inner)
    {
        Trips++;
        return inner;
    }
}
