using McpRedis.Reading;
using McpRedis.Redis;

namespace McpRedis.Tools.Sets;

/// <summary>
/// A combination of sets that is never asked for as a whole: one set is scanned in steps, and the others are asked
/// which of a step's members they hold. So a page of a result of any size costs a bounded amount, no other client
/// waits, and on a cluster the sets may lie on different nodes. A union scans each set in turn and leaves out what an
/// earlier one holds. As with SSCAN, what is added or removed between two steps may be in the result or not.
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
    /// <param name="mark">What of the step was dealt with before; null for nothing.</param>
    public async Task<CombinationStep> StepAsync(int scanned, string position, int count, StepMark? mark, CancellationToken cancellationToken)
    {
        var reply = await redis.ExecuteAsync(RedisCommand.Of("SSCAN").Key(keys[scanned]).Arg(position).Arg("COUNT").Arg(count).Large(), cancellationToken);
        string next = reply[0].Text;
        var members = reply[1].ItemArray;
        var rest = ScanStep.Rest(members, 1, next, mark);
        var asked = rest.Select(entry => members[entry.At].Bytes).ToArray();
        RedisCommand[] questions = asked.Length == 0 ? [] : [.. Others(scanned).Select(i => RedisCommand.Of("SMISMEMBER").Key(keys[i]).Args(asked).Large())];
        var answers = await redis.ExecuteManyAsync(questions, atomic: false, cancellationToken);
        if (answers.FirstOrDefault(a => a.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "SMISMEMBER");
        }
        long wanted = operation == SetOperation.Intersection ? 1 : 0;
        return new(next, members.Length, [.. rest.Select((entry, i) => new CombinationMember(asked[i], entry, answers.All(a => a[i].Integer == wanted)))]);
    }

    private IEnumerable<int> Others(int scanned) => operation == SetOperation.Union
        ? Enumerable.Range(0, scanned)
        : Enumerable.Range(0, keys.Length).Where(i => i != scanned);
}

/// <param name="Position">Cursor of the next step; 0 at the end of the scanned set.</param>
/// <param name="Visited">Members the step looked at.</param>
/// <param name="Members">Members of the step still to be dealt with, in the order for that.</param>
internal sealed record CombinationStep(string Position, int Visited, IReadOnlyList<CombinationMember> Members);

/// <param name="Bytes">Member.</param>
/// <param name="Entry">Its place in the step.</param>
/// <param name="Kept">Whether it belongs to the result.</param>
internal readonly record struct CombinationMember(ReadOnlyMemory<byte> Bytes, ScanStep.Entry Entry, bool Kept);
