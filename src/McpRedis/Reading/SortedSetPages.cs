using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>
/// A sorted set, or a range of it, from an offset on. The cursor is the offset with the member before it; where another
/// member is there by then, <see cref="SortedSetPlace"/> looks for the place anew. The length of the place is that of the range.
/// </summary>
internal static class SortedSetPages
{
    public static Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken) =>
        ReadAsync(place, reverse: false, async (rank, count) => Pairs(await redis.ExecuteAsync(
            RedisCommand.Of("ZRANGE").Key(place.Key).Arg(rank).Arg(rank + count - 1).Arg("WITHSCORES").Large(), cancellationToken)));

    /// <param name="place">Place.</param>
    /// <param name="reverse">Scores fall.</param>
    /// <param name="read">So many members from an offset; one that is gone meanwhile has no score.</param>
    public static async Task<ContentPage> ReadAsync(ReadPlace place, bool reverse, Func<long, int, Task<List<(RespValue Member, RespValue Score)>>> read)
    {
        var members = new List<ScoredMember>();
        long offset = await SortedSetPlace.FindAsync(place, reverse, read);
        var last = place.At?.Last;
        bool full = false;
        while (!full && members.Count < place.Limit && offset < place.Length)
        {
            var pairs = await read(offset, (int)Math.Min(Math.Min(place.Step, place.Limit - members.Count), place.Length - offset));
            if (pairs.Count == 0)
            {
                return new(Scores: members);
            }
            foreach (var (member, score) in pairs)
            {
                if (!score.IsNull)
                {
                    if (place.Budget.TryTakeValue(member.Bytes, member.Bytes.Length, 72) is not { } shown)
                    {
                        full = true;
                        break;
                    }
                    members.Add(new(shown, score.Double));
                    last = new(ScanStep.HashOf(member.Bytes.Span), score.Double);
                }
                offset++;
            }
        }
        return new(Scores: members, Offset: offset - members.Count, Cursor: offset < place.Length ? new PageCursor("zset", $"{offset}", Last: last).ToString() : null);
    }

    /// <summary>RESP2 answers member, score, member, score; RESP3 answers pairs.</summary>
    public static List<(RespValue Member, RespValue Score)> Pairs(RespValue reply)
    {
        var pairs = new List<(RespValue, RespValue)>();
        if (reply.Count > 0 && reply[0].IsAggregate)
        {
            pairs.AddRange(reply.ItemArray.Select(p => (p[0], p[1])));
            return pairs;
        }
        for (int i = 0; i + 1 < reply.Count; i += 2)
        {
            pairs.Add((reply[i], reply[i + 1]));
        }
        return pairs;
    }
}
