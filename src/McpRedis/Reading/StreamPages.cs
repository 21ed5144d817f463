using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>A stream by XRANGE, oldest first. Cursors are the last id shown, so entries added meanwhile are seen in their turn.</summary>
internal static class StreamPages
{
    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken)
    {
        var entries = new List<StreamEntry>();
        string from = place.At is null ? "-" : "(" + place.At.Position;
        while (entries.Count < place.Limit)
        {
            int step = Math.Min(place.Step, place.Limit - entries.Count);
            var reply = await redis.ExecuteAsync(RedisCommand.Of("XRANGE").Key(place.Key).Arg(from).Arg("+").Arg("COUNT").Arg(step).Large(), cancellationToken);
            foreach (var entry in reply.ItemArray)
            {
                if (Show(entry, place.Budget, alone: entries.Count == 0) is not { } shown)
                {
                    return new(Entries: entries, Cursor: CursorAfter(entries, place));
                }
                entries.Add(shown);
                from = "(" + shown.Id;
            }
            if (reply.Count < step)
            {
                return new(Entries: entries);
            }
        }
        // The page is full; whether there is more only the stream knows.
        var next = await redis.ExecuteAsync(RedisCommand.Of("XRANGE").Key(place.Key).Arg(from).Arg("+").Arg("COUNT").Arg(1).Large(), cancellationToken);
        return new(Entries: entries, Cursor: next.Count > 0 ? CursorAfter(entries, place) : null);
    }

    private static string? CursorAfter(List<StreamEntry> entries, ReadPlace place) =>
        entries.Count > 0 ? new PageCursor("stream", entries[^1].Id).ToString() : place.At?.ToString();

    // An entry is shown whole or on the next page; only its values are cut. One that no page could hold is shown as far as it goes.
    private static StreamEntry? Show(RespValue entry, OutputBudget budget, bool alone)
    {
        var fields = new List<HashField>();
        var pairs = entry[1].ItemArray;
        int size = 64;
        for (int i = 0; i + 1 < pairs.Length; i += 2)
        {
            RedisText field = budget.Cut(pairs[i].Bytes), value = budget.Cut(pairs[i + 1].Bytes);
            int pair = TextCut.JsonSize(field.Bytes.Span) + TextCut.JsonSize(value.Bytes.Span) + 112;
            if (size + pair > budget.BytesLeft && alone && fields.Count > 0)
            {
                break;
            }
            size += pair;
            fields.Add(new(field, value));
        }
        return budget.TryTake(alone ? Math.Min(size, budget.BytesLeft) : size) ? new(entry[0].Text, fields, fields.Count < pairs.Length / 2) : null;
    }
}
