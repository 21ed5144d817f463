using System.Security.Cryptography;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Lists;

[RedisTool("redis_list_trim", "Trim a list", Toolset.Lists, Risk.Destructive, "LLEN", "LRANGE", "LTRIM")]
internal sealed class ListTrimTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Keep a range of a list and remove the rest.</summary>
    /// <param name="key">Key.</param>
    /// <param name="start">First index kept; negative from the tail.</param>
    /// <param name="end">Last index kept.</param>
    /// <returns>How many elements were removed and are left. When none would go nothing is asked.</returns>
    /// <exception cref="McpRedis.Faults.Fault">confirmation_required: elements would go; nothing was removed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ltrim/"/>
    public async Task<ElementsRemoved> RunAsync(byte[] key, long start, long end, CancellationToken cancellationToken = default)
    {
        long length = (await redis.ExecuteAsync(RedisCommand.Of("LLEN").Key(key), cancellationToken)).Integer;
        var kept = ListRange.Of(start, end, length);
        long removed = length - kept.Count;
        if (removed == 0)
        {
            return new(budget.Echo(key), 0, length, false);
        }
        guard.Require(Risk.Destructive, new Effect(removed == length
            ? $"removes all {length} elements of a list, and with them the key"
            : $"removes {removed} of the {length} elements of a list")
        {
            Keys = 1,
            Sample = [key],
            Fingerprint = await EndsAsync(key, cancellationToken),
        });
        // So many from each end, whatever was pushed there meanwhile: what goes is what was asked about.
        var trim = kept.Count == 0
            ? RedisCommand.Of("LTRIM").Key(key).Arg(length).Arg(-1)
            : RedisCommand.Of("LTRIM").Key(key).Arg(kept.First).Arg(kept.Last - length);
        await redis.ExecuteAsync(trim, cancellationToken);
        return new(budget.Echo(key), removed, kept.Count, kept.Count == 0);
    }

    // A list of the same length is another one when its ends moved on.
    private async Task<byte[]> EndsAsync(byte[] key, CancellationToken cancellationToken)
    {
        var head = await redis.ExecuteAsync(RedisCommand.Of("LRANGE").Key(key).Arg(0).Arg(0).Large(), cancellationToken);
        var tail = await redis.ExecuteAsync(RedisCommand.Of("LRANGE").Key(key).Arg(-1).Arg(-1).Large(), cancellationToken);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var end in (RespValue[])[.. head.ItemArray, .. tail.ItemArray])
        {
            digest.AppendData(SHA256.HashData(end.Bytes.Span));
        }
        return digest.GetHashAndReset();
    }
}
