using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Sets;

[RedisTool("redis_set_combine", "Combine sets", Toolset.Sets, Risk.Read, "SCARD", "MEMORY USAGE", "SSCAN", "SMISMEMBER", "SINTERCARD")]
internal sealed class SetCombineTool(IRedisGateway redis, OutputBudget budget)
{
    // What one call looks at, found or not; and what SINTERCARD, in which others wait, may look up.
    private const long MostVisited = 50_000;
    private const long MostLookedUp = 2_000_000;

    /// <summary>Intersection, union or difference of sets, in pages, or its size.</summary>
    /// <param name="operation">difference: in the first only.</param>
    /// <param name="keys">Sets.</param>
    /// <param name="countOnly">Only count.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Per page; default 100.</param>
    /// <returns>Members in no order; a missing key is an empty set. A page can be empty while cursor is set: go on.</returns>
    /// <exception cref="Fault">wrong_type: a key is not a set; budget_exceeded: too many to count.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/sinter/"/>
    public async Task<CombinedSet> RunAsync(
        SetOperation operation,
        [Items(2, 20)] byte[][] keys,
        bool countOnly = false,
        string? cursor = null,
        [Limits(1, 500)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        if (countOnly && cursor is not null)
        {
            throw Fault.Argument("cursor", "goes without countOnly.");
        }
        var at = CombinationCursor.Parse(cursor, keys.Length);
        var (sizes, step) = await SizesAsync(keys, cancellationToken);
        var combination = new SetCombination(redis, operation, keys);
        at ??= new(combination.First(sizes), new PageCursor("set", "0", null, step));
        if (!countOnly)
        {
            return await PageAsync(combination, at, cursor is null, limit, sizes, cancellationToken);
        }
        return new(sizes, await CountAsync(combination, at, operation, keys, sizes, cancellationToken), null, null, false, null);
    }

    private async Task<(long[] Sizes, int Step)> SizesAsync(byte[][] keys, CancellationToken cancellationToken)
    {
        var facts = await redis.ExecuteManyAsync(
            [.. keys.Select(k => RedisCommand.Of("SCARD").Key(k)), .. keys.Select(k => RedisCommand.Of("MEMORY USAGE").Key(k))], atomic: false, cancellationToken);
        if (facts.Take(keys.Length).FirstOrDefault(f => f.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "SCARD");
        }
        long[] sizes = [.. facts.Take(keys.Length).Select(f => f.Integer)];
        // Few members are asked for at once where they are large; sizes nobody tells count as small.
        long average = sizes.Select((size, i) => size == 0 || facts[keys.Length + i] is not { IsError: false, IsNull: false } memory ? 0 : memory.Integer / size).Max();
        return (sizes, average == 0 ? PageCursor.LargestCount : (int)Math.Clamp(8L * budget.MaxBytes / average, 1, PageCursor.LargestCount));
    }

    private async Task<CombinedSet> PageAsync(SetCombination combination, CombinationCursor at, bool whole, int limit, long[] sizes, CancellationToken cancellationToken)
    {
        var (scanned, (_, position, mark, count, _, _)) = at;
        var members = new List<RedisText>();
        for (long visited = 0; ;)
        {
            var step = await combination.StepAsync(scanned, position, count, mark, cancellationToken);
            var done = mark?.Next == step.Position ? mark : null;
            foreach (var member in step.Members)
            {
                if (member.Kept)
                {
                    if (members.Count >= limit || budget.TryTakeValue(member.Bytes, member.Bytes.Length) is not { } shown)
                    {
                        return Page(done);
                    }
                    members.Add(shown);
                }
                done = new(step.Position, member.Entry.Hash);
            }
            visited += Math.Max(1, step.Visited);
            (position, mark) = (step.Position, null);
            if (position == "0")
            {
                if (combination.After(scanned) is not { } next)
                {
                    bool cut = members.Any(m => m.Truncated);
                    return new(sizes, whole ? members.Count : null, members, null, cut, cut ? "value" : null);
                }
                scanned = next;
            }
            if (members.Count >= limit || visited >= MostVisited)
            {
                return Page(null);
            }
        }

        CombinedSet Page(StepMark? done) =>
            new(sizes, null, members, new CombinationCursor(scanned, new("set", position, done, count)).ToString(), true,
                budget.CutBy ?? (members.Count >= limit ? "limit" : "visited"));
    }

    private async Task<long> CountAsync(SetCombination combination, CombinationCursor at, SetOperation operation, byte[][] keys, long[] sizes, CancellationToken cancellationToken)
    {
        if (operation == SetOperation.Intersection)
        {
            try
            {
                return await IntersectionSizeAsync(keys, sizes, cancellationToken);
            }
            catch (Fault fault) when (fault.Code == ErrorCode.CrossSlot)
            {
                // Sets on different nodes are counted as the other operations are.
            }
        }
        long most = operation switch
        {
            SetOperation.Union => sizes.Sum(),
            SetOperation.Intersection => sizes.Min(),
            _ => sizes[0],
        };
        return await CountAsync(combination, at, most, cancellationToken);
    }

    private async Task<long> IntersectionSizeAsync(byte[][] keys, long[] sizes, CancellationToken cancellationToken)
    {
        if (sizes.Min() > MostLookedUp / (keys.Length - 1))
        {
            throw TooMany();
        }
        return (await redis.ExecuteAsync(RedisCommand.Of("SINTERCARD").Arg(keys.Length).Keys(keys).Large(), cancellationToken)).Integer;
    }

    // No command counts the others without building them.
    private static async Task<long> CountAsync(SetCombination combination, CombinationCursor at, long most, CancellationToken cancellationToken)
    {
        if (most > MostVisited)
        {
            throw TooMany();
        }
        var (scanned, (_, position, _, count, _, _)) = at;
        long total = 0;
        while (true)
        {
            var step = await combination.StepAsync(scanned, position, count, null, cancellationToken);
            total += step.Members.Count(member => member.Kept);
            position = step.Position;
            if (position == "0")
            {
                if (combination.After(scanned) is not { } next)
                {
                    return total;
                }
                scanned = next;
            }
        }
    }

    private static Fault TooMany() => new(ErrorCode.BudgetExceeded, "The sets are too large to be counted in one call.", "Store the result with redis_set_store, which tells its size, or read it page by page.");
}

/// <param name="Sizes">Members of each key, in order; 0 when it does not exist.</param>
/// <param name="Total">Members of the result, where that is known: counted, or all on this page.</param>
/// <param name="Members">Members of the result; null when they were only counted.</param>
/// <param name="Cursor">Pass it, with the same keys, to read on; null at the end.</param>
/// <param name="Truncated">True while there is more, or when a member is cut.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items, bytes, or visited (members looked at in one call); value when only members were cut; null when nothing is missing.</param>
internal sealed record CombinedSet(IReadOnlyList<long> Sizes, long? Total, IReadOnlyList<RedisText>? Members, string? Cursor, bool Truncated, string? TruncatedBy);
