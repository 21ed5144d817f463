using McpRedis.Redis;

namespace McpRedis.Reading;

/// <summary>A stream by XRANGE or XREVRANGE. Cursors are the last id shown, so entries added meanwhile are seen in their turn.</summary>
internal static class StreamPages
{
    /// <summary>The whole stream, oldest first.</summary>
    public static Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, CancellationToken cancellationToken) =>
        ReadAsync(redis, place, new StreamSpan("-", "+", Reverse: false), cancellationToken);

    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, StreamSpan span, CancellationToken cancellationToken)
    {
        var entries = new List<StreamEntry>();
        string? after = place.At?.Position;
        while (entries.Count < place.Limit)
        {
            int step = Math.Min(place.Step, place.Limit - entries.Count);
            var reply = await redis.ExecuteAsync(span.Command(place.Key, after, step), cancellationToken);
            foreach (var entry in reply.ItemArray)
            {
                if (StreamEntries.Show(entry, place.Budget, alone: entries.Count == 0) is not { } shown)
                {
                    return new(Entries: entries, Cursor: CursorAfter(entries, place));
                }
                entries.Add(shown);
                after = shown.Id;
            }
            if (reply.Count < step)
            {
                return new(Entries: entries);
            }
        }
        // The page is full; whether there is more only the stream knows.
        var next = await redis.ExecuteAsync(span.Command(place.Key, after, 1), cancellationToken);
        return new(Entries: entries, Cursor: next.Count > 0 ? CursorAfter(entries, place) : null);
    }

    private static string? CursorAfter(List<StreamEntry> entries, ReadPlace place) =>
        entries.Count > 0 ? new PageCursor("stream", entries[^1].Id).ToString() : place.At?.ToString();
}

/// <summary>A part of a stream and the direction it is read in.</summary>
/// <param name="Start">Smallest id; <c>-</c> for the oldest, a <c>(</c> before it leaves the id itself out.</param>
/// <param name="End">Largest id; <c>+</c> for the newest.</param>
/// <param name="Reverse">Newest first.</param>
internal sealed record StreamSpan(string Start, string End, bool Reverse)
{
    /// <param name="key">Key of the stream.</param>
    /// <param name="after">The last id shown; null at the start.</param>
    /// <param name="count">Entries wanted.</param>
    public RedisCommand Command(byte[] key, string? after, int count)
    {
        string? next = after is null ? null : "(" + after;
        var command = Reverse
            ? RedisCommand.Of("XREVRANGE").Key(key).Arg(next ?? End).Arg(Start)
            : RedisCommand.Of("XRANGE").Key(key).Arg(next ?? Start).Arg(End);
        return command.Arg("COUNT").Arg(count).Large();
    }
}
