using McpRedis.Faults;

namespace McpRedis.Redis;

/// <summary>
/// Holds the pinned table against the server at hand, once per connection: a command it flags as more dangerous than
/// the table does is no read there. What only the server knows needs no distrust, since nothing unknown is allowed at read access.
/// </summary>
internal static class CommandTrust
{
    /// <returns>Full names for <see cref="CommandFence"/> not to trust; empty if all agree, and also if the server may not be asked: then the table alone decides.</returns>
    public static async Task<IReadOnlySet<string>> DistrustedAsync(
        Func<RedisCommand, CancellationToken, ValueTask<RespValue>> execute, CancellationToken cancellationToken)
    {
        try
        {
            var drifts = CommandTable.Pinned.CompareWith(await execute(RedisCommand.Of("COMMAND").Large(), cancellationToken));
            return Names(drifts);
        }
        catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer or ErrorCode.ServerError)
        {
            return Names([]);
        }
    }

    private static HashSet<string> Names(IReadOnlyList<CommandDrift> drifts) =>
        drifts.Where(drift => drift.Kind != DriftKind.Unknown).Select(drift => drift.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
