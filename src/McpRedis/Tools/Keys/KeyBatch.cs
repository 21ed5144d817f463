using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Keys;

/// <summary>
/// One command for each of many keys: the ones named, or a bounded page of the ones that match. One key a command,
/// so that a cluster sends each where it belongs.
/// </summary>
internal static class KeyBatch
{
    private const int KeysPerPage = 500;
    private const int MaxVisited = 50_000;

    /// <param name="command">Command for a key; it answers 1 when it changed something.</param>
    public static async Task<KeysChanged> RunAsync(
        IRedisGateway redis, byte[][]? keys, byte[]? pattern, string? cursor, Func<byte[], RedisCommand> command, CancellationToken cancellationToken)
    {
        if (keys is not null)
        {
            return new(keys.Length, await RunAsync(redis, keys, command, cancellationToken), null);
        }
        var page = await redis.ScanAsync(new KeyScanRequest(pattern, null, cursor, KeysPerPage, long.MaxValue, null, MaxVisited), cancellationToken);
        return new(page.Keys.Count, await RunAsync(redis, page.Keys, command, cancellationToken), page.Cursor);
    }

    private static async Task<long> RunAsync(IRedisGateway redis, IReadOnlyList<byte[]> keys, Func<byte[], RedisCommand> command, CancellationToken cancellationToken)
    {
        if (keys.Count == 1)
        {
            return (await redis.ExecuteAsync(command(keys[0]), cancellationToken)).Integer;
        }
        var replies = await redis.ExecuteManyAsync([.. keys.Select(command)], atomic: false, cancellationToken);
        long changed = 0, failed = 0;
        foreach (var reply in replies)
        {
            changed += reply.IsError ? 0 : reply.Integer;
            failed += reply.IsError ? 1 : 0;
        }
        if (failed > 0)
        {
            var fault = RedisFaults.FromReply(replies.First(r => r.IsError).Text, command(keys[0]).FullName);
            throw new Fault(fault.Code, $"{failed} of {keys.Count} keys failed ({fault.Message}); {changed} were changed.", fault.Hint);
        }
        return changed;
    }
}

/// <param name="Matched">Keys named, or found on this page of the pattern.</param>
/// <param name="Changed">Keys that were changed; the others did not exist.</param>
/// <param name="Cursor">Pass it to go on with the pattern; null when all is done.</param>
internal sealed record KeysChanged(long Matched, long Changed, string? Cursor);
