using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>
/// A hash or a set by HSCAN or SSCAN. A compact encoding answers all of itself whatever COUNT says, so a step can
/// hold more than a page: the cursor then names the step and what of it was shown, and the next page asks for
/// the same step again. What is there from the first page to the last is shown, whatever is added and removed between
/// them; some of it may come twice. With a pattern a page can end before it is full: only so many elements are looked
/// at in one call.
/// </summary>
internal static class ScanPages
{
    private const int MostVisited = 50_000;
    private const int WideStep = 10;   // few of the elements a pattern looks at are sent

    public static async Task<ContentPage> ReadAsync(IRedisGateway redis, ReadPlace place, string type, CancellationToken cancellationToken, byte[]? pattern = null)
    {
        bool hash = type == "hash";
        var fields = new List<HashField>();
        var members = new List<RedisText>();
        string position = place.At?.Position ?? "0";
        var mark = place.At?.Shown;
        int count = place.At?.Count ?? (pattern is null ? place.Step : Math.Min(place.Step * WideStep, PageCursor.LargestCount));
        for (long visited = count; ; visited += count)
        {
            var command = RedisCommand.Of(hash ? "HSCAN" : "SSCAN").Key(place.Key).Arg(position).Arg("COUNT").Arg(count).Large();
            var reply = await redis.ExecuteAsync(pattern is null ? command : command.Arg("MATCH").Arg(pattern), cancellationToken);
            string next = reply[0].Text;
            var items = reply[1].ItemArray;
            var rest = ScanStep.Rest(items, hash ? 2 : 1, next, mark);
            int room = place.Limit - fields.Count - members.Count;
            int taken = hash ? Take(rest, room, fields, at => Field(items, at, place.Budget)) : Take(rest, room, members, at => Member(items, at, place.Budget));
            if (taken < rest.Count)
            {
                var shown = taken > 0 ? new StepMark(next, rest[taken - 1].Hash) : mark?.Next == next ? mark : null;
                return Page(new PageCursor(type, position, shown, count));
            }
            (position, mark) = (next, null);
            if (position == "0")
            {
                return Page(null);
            }
            if (fields.Count + members.Count >= place.Limit || (pattern is not null && visited >= MostVisited))
            {
                return Page(new PageCursor(type, position, null, count));
            }
        }

        ContentPage Page(PageCursor? cursor) => hash
            ? new(Fields: fields, Cursor: cursor?.ToString())
            : new(Members: members, Cursor: cursor?.ToString());
    }

    // Chosen by hash, shown as the server has them: a small hash reads in the order it was written in.
    private static int Take<T>(IReadOnlyList<ScanStep.Entry> rest, int room, List<T> shown, Func<int, T?> take)
        where T : class
    {
        var taken = new List<(int At, T Item)>();
        while (taken.Count < Math.Min(rest.Count, room) && take(rest[taken.Count].At) is { } item)
        {
            taken.Add((rest[taken.Count].At, item));
        }
        shown.AddRange(taken.OrderBy(t => t.At).Select(t => t.Item));
        return taken.Count;
    }

    private static HashField? Field(RespValue[] items, int at, OutputBudget budget) =>
        budget.TryTakePair(items[at].Bytes, items[at + 1].Bytes) is { } pair ? new(pair.First, pair.Second) : null;

    private static RedisText? Member(RespValue[] items, int at, OutputBudget budget) => budget.TryTakeValue(items[at].Bytes, items[at].Bytes.Length);
}
