using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.SortedSets;

[RedisTool("redis_zset_increment", "Increment a score", Toolset.SortedSets, Risk.Write, "ZINCRBY")]
internal sealed class ZsetIncrementTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Add to a member's score; a missing member counts as 0.</summary>
    /// <param name="key">Key.</param>
    /// <param name="member">Member.</param>
    /// <param name="by">Number to add; default 1.</param>
    /// <returns>The score after.</returns>
    /// <exception cref="Fault">invalid_argument: inf and -inf would meet, which is no number; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/zincrby/"/>
    public async Task<ScoreIncremented> RunAsync(byte[] key, byte[] member, [OrInfinite] double by = 1, CancellationToken cancellationToken = default)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("ZINCRBY").Key(key).Arg(ScoreText.Of(by)).Arg(member), cancellationToken);
        return new(budget.Echo(key), budget.Cut(member), reply.Double);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Member">Member.</param>
/// <param name="Score">Score after; inf and -inf are text.</param>
internal sealed record ScoreIncremented(RedisText Key, RedisText Member, double Score);
