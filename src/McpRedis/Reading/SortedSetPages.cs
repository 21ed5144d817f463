using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>A sorted set by ZRANGE over ranks. Cursors are ranks: members added or removed in between shift them.</summary>
internal static class SortedSetPages
{
    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken)
    {
        var members = new List<ScoredMember>();
        long rank = place.At?.Index ?? 0;
        bool full = false;
        while (!full && members.Count < place.Limit && rank < place.Length)
        {
            int step = Math.Min(place.Step, place.Limit - members.Count);
            var command = RedisCommand.Of("ZRANGE").Key(place.Key).Arg(rank).Arg(rank + step - 1).Arg("WITHSCORES").Large();
            var pairs = Pairs(await redis.ExecuteAsync(command, cancellationToken));
            if (pairs.Count == 0)
            {
                return new(Scores: members);
            }
            foreach (var (member, score) in pairs)
            {
                if (place.Budget.TryTakeValue(member.Bytes, member.Bytes.Length, 56) is not { } shown)
                {
                    full = true;
                    break;
                }
                members.Add(new(shown, score.Double));
                rank++;
            }
        }
        return new(Scores: members, Cursor: rank < place.Length ? new PageCursor("zset", $"{rank}").ToString() : null);
    }

    // RESP2 answers member, score, member, score; RESP3 answers pairs.
    private static List<(RespValue Member, RespValue Score)> Pairs(RespValue reply)
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
