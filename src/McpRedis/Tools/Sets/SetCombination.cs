using McpRedis.Redis;

namespace McpRedis.Tools.Sets;

/// <summary>
/// A combination of sets that is never asked for as a whole: one set is scanned in steps, and the others are asked
/// which of a step's members they hold. So a page of a result of any size costs a bounded amount, no other client
/// waits, and on a cluster the sets may lie on different nodes. A union scans each set in turn and leaves out what an
/// earlier one holds. As with SSCAN, what is changed between two steps may come twice or not at all.
/// </summary>
internal sealed class SetCombination(IRedisGateway redis, SetOperation operation, byte[][] keys)
{
    /// <summary>Which set to begin with, given the sizes of all.</summary>
    public int First(IReadOnlyList<long> sizes) => operation == SetOperation.Intersection
        ? Enumerable.Range(0, keys.Length).MinBy(i => sizes[i])
        : 0;

    /// <summary>Which set to go on with after this one; null at the end.</summary>
    public int? After(int scanned) => operation == SetOperation.Union && scanned + 1 < keys.Length ? scanned + 1 : null;

    /// <param name="scanned">Set that is scanned.</param>
    /// <param name="position">Cursor of SSCAN.</param>
    /// <param name="count">COUNT of SSCAN.</param>
    /// <param name="skip">Members at the start of the step that were dealt with before.</param>
    public async Task<CombinationStep> StepAsync(int scanned, string position, int count, int skip, CancellationToken cancellationToken)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("SSCAN").Key(keys[scanned]).Arg(position).Arg("COUNT").Arg(count).Large(), cancellationToken);
        var members = reply[1].ItemArray;
        var asked = members.Skip(skip).Select(m => m.Bytes).ToArray();
        RedisCommand[] questions = asked.Length == 0 ? [] : [.. Others(scanned).Select(i => RedisCommand.Of("SMISMEMBER").Key(keys[i]).Args(asked).Large())];
        var answers = await redis.ExecuteManyAsync(questions, atomic: false, cancellationToken);
        if (answers.FirstOrDefault(a => a.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "SMISMEMBER");
        }
        long wanted = operation == SetOperation.Intersection ? 1 : 0;
        var kept = new bool[members.Length];
        for (int i = skip; i < members.Length; i++)
        {
            kept[i] = answers.All(a => a[i - skip].Integer == wanted);
        }
        return new(reply[0].Text, members, kept);
    }

    private IEnumerable<int> Others(int scanned) => operation == SetOperation.Union
        ? Enumerable.Range(0, scanned)
        : Enumerable.Range(0, keys.Length).Where(i => i != scanned);
}

/// <param name="Position">Cursor of the next step; 0 at the end of the scanned set.</param>
/// <param name="Members">Members of the step.</param>
/// <param name="Kept">Which of them belong to the result.</param>
internal sealed record CombinationStep(string Position, RespValue[] Members, bool[] Kept);
