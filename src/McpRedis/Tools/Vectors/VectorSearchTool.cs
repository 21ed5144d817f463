using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_search", "Find similar", Toolset.Vectors, Risk.Read, "VSIM", "VGETATTR")]
internal sealed class VectorSearchTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Members most similar to a member or a vector.</summary>
    /// <param name="key">Vector set.</param>
    /// <param name="member">Member.</param>
    /// <param name="vector">Or a vector.</param>
    /// <param name="filter">On attributes, like .year > 1980.</param>
    /// <param name="details">Show attributes.</param>
    /// <param name="limit">Members; default 10.</param>
    /// <returns>Most similar first; score 1 is the same direction, 0 the opposite.</returns>
    /// <exception cref="Fault">key_not_found: the member is not in the set; invalid_argument: the vector's dimension, or the filter.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/vsim/"/>
    public async Task<VectorHits> RunAsync(
        byte[] key, byte[]? member = null, [Items(1, 32768)] double[]? vector = null, string? filter = null, bool details = false, [Limits(1, 500)] int limit = 10, CancellationToken cancellationToken = default)
    {
        if (member is null == vector is null)
        {
            throw Fault.Argument("member", "give member or vector, one of the two.");
        }
        var command = RedisCommand.Of("VSIM").Key(key);
        if (member is not null)
        {
            command.Arg("ELE").Arg(member);
        }
        else
        {
            VectorText.AddTo(command, vector!);
        }
        command.Arg("WITHSCORES").Arg("COUNT").Arg(limit).Large();
        if (filter is not null)
        {
            command.Arg("FILTER").Arg(filter);
        }
        var pairs = Pairs(await redis.ExecuteAsync(command, cancellationToken));
        var attributes = details && pairs.Count > 0
            ? await redis.ExecuteManyAsync([.. pairs.Select(pair => RedisCommand.Of("VGETATTR").Key(key).Arg(pair.Member.Bytes))], atomic: false, cancellationToken)
            : [];
        var shownKey = budget.Echo(key);
        var items = new List<VectorHit>();
        for (int i = 0; i < pairs.Count; i++)
        {
            var shown = budget.ShortKey(pairs[i].Member.Bytes);
            var of = i < attributes.Length && !attributes[i].IsNull && !attributes[i].IsError ? budget.Cut(attributes[i].Bytes) : null;
            if (!budget.TryTake(TextCut.JsonSize(shown.Bytes.Span) + (of is null ? 0 : TextCut.JsonSize(of.Bytes.Span)) + 112))
            {
                break;
            }
            items.Add(new(shown, pairs[i].Score, of));
        }
        return new(shownKey, items, items.Count < pairs.Count, items.Count < pairs.Count ? budget.CutBy : null);
    }

    // RESP2 alternates member and score; RESP3 answers a map, which alternates them too.
    private static List<(RespValue Member, double Score)> Pairs(RespValue reply)
    {
        var pairs = new List<(RespValue, double)>();
        for (int i = 0; i + 1 < reply.Count; i += 2)
        {
            pairs.Add((reply[i], reply[i + 1].Double));
        }
        return pairs;
    }
}

/// <param name="Key">Vector set.</param>
/// <param name="Items">Most similar first.</param>
/// <param name="Truncated">True when found members were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record VectorHits(RedisText Key, IReadOnlyList<VectorHit> Items, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member.</param>
/// <param name="Score">Similarity from 0 to 1.</param>
/// <param name="Attributes">JSON, with details; null without.</param>
internal sealed record VectorHit(RedisText Member, double Score, RedisText? Attributes);
