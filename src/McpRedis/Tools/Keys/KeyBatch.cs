using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Keys;

/// <summary>
/// One command for each of many keys, in batches. One key a command, so that a cluster sends each where it belongs; a
/// batch is short enough to be let finish, so that between two of them a call can be stopped and knows what it did.
/// </summary>
internal static class KeyBatch
{
    private const int KeysPerBatch = 500;

    /// <summary>Changes keys, and tells how far it is.</summary>
    /// <param name="done">What happens to a key, as a word: <c>deleted</c>.</param>
    /// <param name="command">Command for a key; it answers 1 when it changed something.</param>
    /// <returns>How many were changed.</returns>
    /// <exception cref="Fault">It came to an end before the end; the message says how far it was.</exception>
    public static async Task<long> ChangeAsync(
        IRedisGateway redis, IReadOnlyList<byte[]> keys, string done, Func<byte[], RedisCommand> command, CallProgress progress, CancellationToken cancellationToken)
    {
        if (keys.Count == 1)
        {
            return (await redis.ExecuteAsync(command(keys[0]), cancellationToken)).Integer;
        }
        long changed = 0;
        for (int at = 0; at < keys.Count; at += KeysPerBatch)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                throw new Fault(ErrorCode.Cancelled, $"The call was stopped after {Count(at)} of {Count(keys.Count)} keys; {Count(changed)} were {done}.", "Call again for the rest.")
                {
                    Extent = $"{at}/{keys.Count}",
                };
            }
            changed += await BatchAsync(redis, [.. keys.Skip(at).Take(KeysPerBatch)], keys.Count, at, changed, done, command);
            long reached = Math.Min(at + KeysPerBatch, keys.Count);
            progress.Report(reached, keys.Count, $"{done} {Count(reached)} of {Count(keys.Count)} keys");
        }
        return changed;
    }

    /// <summary>Reads something of each key.</summary>
    public static async Task EachAsync(
        IRedisGateway redis, IReadOnlyList<byte[]> keys, Func<byte[], RedisCommand> command, Action<byte[], RespValue> see, CancellationToken cancellationToken)
    {
        foreach (byte[][] batch in keys.Chunk(KeysPerBatch))
        {
            var replies = await redis.ExecuteManyAsync([.. batch.Select(command)], atomic: false, cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                see(batch[i], replies[i].IsError ? throw RedisFaults.FromReply(replies[i].Text, command(batch[i]).FullName) : replies[i]);
            }
        }
    }

    private static async Task<long> BatchAsync(
        IRedisGateway redis, byte[][] batch, int total, int before, long changedBefore, string done, Func<byte[], RedisCommand> command)
    {
        RespValue[] replies;
        try
        {
            // Not to be cancelled in the middle: what was sent would happen and could not be told.
            replies = await redis.ExecuteManyAsync([.. batch.Select(command)], atomic: false, CancellationToken.None);
        }
        catch (Fault fault) when (before > 0)
        {
            throw new Fault(fault.Code, $"{fault.Message} Before that {Count(changedBefore)} of {Count(total)} keys were {done}.", fault.Hint, inner: fault) { Extent = $"{before}/{total}" };
        }
        long changed = replies.Sum(r => r.IsError ? 0 : r.Integer);
        int failed = replies.Count(r => r.IsError);
        if (failed > 0)
        {
            var fault = RedisFaults.FromReply(replies.First(r => r.IsError).Text, command(batch[0]).FullName);
            string rest = before + batch.Length < total ? $"; {Count(total - before - batch.Length)} were not tried" : "";
            throw new Fault(fault.Code, $"{Count(failed)} of {Count(total)} keys failed ({fault.Message}); {Count(changedBefore + changed)} were {done}{rest}.", fault.Hint) { Extent = $"{before + batch.Length - failed}/{total}" };
        }
        return changed;
    }

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture).Replace(',', ' ');
}

/// <param name="Matched">Keys named, or found on this page of the pattern.</param>
/// <param name="Changed">Keys that were changed; the others did not exist.</param>
/// <param name="Cursor">Pass it to go on with the pattern; null when all is done.</param>
internal sealed record KeysChanged(long Matched, long Changed, string? Cursor);
