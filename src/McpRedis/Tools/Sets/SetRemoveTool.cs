using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Sets;

[RedisTool("redis_set_remove", "Remove from a set", Toolset.Sets, Risk.Write, "SREM", "SRANDMEMBER", "SCARD", "PTTL", "MEMORY USAGE")]
internal sealed class SetRemoveTool(IRedisGateway redis, OutputBudget budget)
{
    // {"text":""},
    private const int Around = 32;

    /// <summary>Remove members of a set, named or taken out at random.</summary>
    /// <param name="key">Key.</param>
    /// <param name="members">Members.</param>
    /// <param name="random">Take out and return so many.</param>
    /// <returns>How many were removed. Of random ones only as many are taken out as the reply shows, whole.</returns>
    /// <exception cref="Fault">budget_exceeded: not even one random member fits; nothing was removed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/srem/"/>
    public async Task<SetRemoved> RunAsync(
        byte[] key, [Items(1, 1000)] byte[][]? members = null, [Limits(1, 500)] int? random = null, CancellationToken cancellationToken = default)
    {
        if ((members is null) == (random is null))
        {
            throw Fault.Argument("members", "give members or random, one of the two.");
        }
        var shownKey = budget.Echo(key);
        if (random is { } count)
        {
            return await TakeAsync(shownKey, key, count, cancellationToken);
        }
        var replies = await CollectionChange.RunAsync(redis, key, "set", [RedisCommand.Of("SREM").Key(key).Args(members!)], null, cancellationToken);
        long removed = replies[0].Integer;
        long? total = CollectionChange.LengthOf(replies[1]);
        return new(shownKey, removed, null, total, removed > 0 && total == 0, false);
    }

    // SPOP would answer with members of any size after they are gone. So members are chosen first and those that can
    // be shown are removed by name; one that somebody else takes in between answers 0 and is not ours.
    private async Task<SetRemoved> TakeAsync(RedisText shownKey, byte[] key, int count, CancellationToken cancellationToken)
    {
        var facts = await CollectionFacts.ReadAsync(redis, key, "SCARD", cancellationToken);
        var place = new ReadPlace(key, null, count, facts.Length, facts.AverageSize, budget);
        var chosen = (await redis.ExecuteAsync(RedisCommand.Of("SRANDMEMBER").Key(key).Arg(place.Step).Large(), cancellationToken)).ItemArray
            .TakeWhile(m => budget.TryTake(TextCut.JsonSize(m.Bytes.Span) + Around)).ToArray();
        if (chosen.Length == 0)
        {
            throw new Fault(ErrorCode.BudgetExceeded, "The member chosen is larger than a reply; nothing was removed.", "The operator can raise --output-budget; where redis_command_run is on, SPOP takes one of any size out.");
        }
        var replies = await CollectionChange.RunAsync(redis, key, "set", [.. chosen.Select(m => RedisCommand.Of("SREM").Key(key).Arg(m.Bytes))], null, cancellationToken);
        // One of them can be refused by a server whose state turns meanwhile: what was taken out before it is told.
        var taken = chosen.Where((_, i) => !replies[i].IsError && replies[i].Integer == 1).Select(m => RedisText.Of(m.Bytes)).ToList();
        long? total = CollectionChange.LengthOf(replies[chosen.Length]);
        return new(shownKey, taken.Count, taken, total, taken.Count > 0 && total == 0, taken.Count < count && total != 0);
    }
}

/// <param name="Key">Key.</param>
/// <param name="Removed">Members removed; the others were not in the set.</param>
/// <param name="Members">The ones taken out at random, whole; else null.</param>
/// <param name="Total">Members left; null when they may not be counted.</param>
/// <param name="KeyRemoved">True when the last member went, and the key with it.</param>
/// <param name="Truncated">True when fewer random members were taken out than asked for and there are more: call again.</param>
internal sealed record SetRemoved(RedisText Key, long Removed, IReadOnlyList<RedisText>? Members, long? Total, bool KeyRemoved, bool Truncated);
