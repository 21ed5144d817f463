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
    /// <param name="limit">Most on a page; default 100.</param>
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
        at ??= new(combination.First(sizes), new PageCursor("set", "0", 0, step));
        if (!countOnly)
        {
            return await PageAsync(combination, at, cursor is null, limit, sizes, cancellationToken);
        }
        long count = operation == SetOperation.Intersection
            ? await IntersectionSizeAsync(keys, sizes, cancellationToken)
            : await CountAsync(combination, at, operation == SetOperation.Union ? sizes.Sum() : sizes[0], cancellationToken);
        return new(sizes, count, null, null, false, null);
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
        var (scanned, (_, position, skip, count)) = at;
        var members = new List<RedisText>();
        for (long visited = 0; ;)
        {
            var step = await combination.StepAsync(scanned, position, count, skip, cancellationToken);
            for (int i = skip; i < step.Members.Length; i++)
            {
                if (step.Kept[i])
                {
                    if (members.Count >= limit || budget.TryTakeValue(step.Members[i].Bytes, step.Members[i].Bytes.Length) is not { } shown)
                    {
                        return Page(i);
                    }
                    members.Add(shown);
                }
            }
            visited += Math.Max(1, step.Members.Length - skip);
            (position, skip) = (step.Position, 0);
            if (position == "0")
            {
                if (combination.After(scanned) is not { } next)
                {
                    return new(sizes, whole ? members.Count : null, members, null, false, null);
                }
                scanned = next;
            }
            if (members.Count >= limit || visited >= MostVisited)
            {
                return Page(0);
            }
        }

        CombinedSet Page(int shown) =>
            new(sizes, null, members, new CombinationCursor(scanned, new("set", position, shown, count)).ToString(), true, budget.CutBy ?? "limit");
    }

    private async Task<long> IntersectionSizeAsync(byte[][] keys, long[] sizes, CancellationToken cancellationToken)
    {
        if (sizes.Min() > MostLookedUp / (keys.Length - 1))
        {
            throw TooMany();
        }
        return (await redis.ExecuteAsync(RedisCommand.Of("SINTERCARD").Arg(keys.Length).Keys(keys.Select(k => (ReadOnlyMemory<byte>)k)).Large(), cancellationToken)).Integer;
    }

    // No command counts the others without building them.
    private static async Task<long> CountAsync(SetCombination combination, CombinationCursor at, long most, CancellationToken cancellationToken)
    {
        if (most > MostVisited)
        {
            throw TooMany();
        }
        var (scanned, (_, position, _, count)) = at;
        long total = 0;
        while (true)
        {
            var step = await combination.StepAsync(scanned, position, count, 0, cancellationToken);
            total += step.Kept.Count(kept => kept);
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
/// <param name="Truncated">True while there is more.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; null at the end.</param>
internal sealed record CombinedSet(IReadOnlyList<long> Sizes, long? Total, IReadOnlyList<RedisText>? Members, string? Cursor, bool Truncated, string? TruncatedBy);
