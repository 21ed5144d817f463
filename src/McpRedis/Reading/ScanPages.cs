using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>
/// A hash or a set by HSCAN or SSCAN. A compact encoding answers all of itself whatever COUNT says, so a step can
/// hold more than a page: the cursor then names the step and how much of it was shown, and the next page asks for
/// the same step again. As with SCAN, what is changed between two pages may come twice or not at all. With a pattern a
/// page can end before it is full: only so many elements are looked at in one call.
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
        int count = place.At?.Count ?? (pattern is null ? place.Step : Math.Min(place.Step * WideStep, PageCursor.LargestCount)), skip = place.At?.Skip ?? 0;
        for (long visited = count; ; visited += count)
        {
            var command = RedisCommand.Of(hash ? "HSCAN" : "SSCAN").Key(place.Key).Arg(position).Arg("COUNT").Arg(count).Large();
            var reply = await redis.ExecuteAsync(pattern is null ? command : command.Arg("MATCH").Arg(pattern), cancellationToken);
            var items = reply[1].ItemArray;
            int width = hash ? 2 : 1;
            for (int i = skip * width; i + width <= items.Length; i += width)
            {
                int shown = fields.Count + members.Count;
                if (shown >= place.Limit || !(hash ? AddField(fields, items[i], items[i + 1], place.Budget) : AddMember(members, items[i], place.Budget)))
                {
                    return Page(new PageCursor(type, position, i / width, count));
                }
            }
            (position, skip) = (reply[0].Text, 0);
            if (position == "0")
            {
                return Page(null);
            }
            if (fields.Count + members.Count >= place.Limit || (pattern is not null && visited >= MostVisited))
            {
                return Page(new PageCursor(type, position, 0, count));
            }
        }

        ContentPage Page(PageCursor? cursor) => hash
            ? new(Fields: fields, Cursor: cursor?.ToString())
            : new(Members: members, Cursor: cursor?.ToString());
    }

    private static bool AddField(List<HashField> fields, RespValue field, RespValue value, OutputBudget budget)
    {
        if (budget.TryTakePair(field.Bytes, value.Bytes) is not { } pair)
        {
            return false;
        }
        fields.Add(new(pair.First, pair.Second));
        return true;
    }

    private static bool AddMember(List<RedisText> members, RespValue member, OutputBudget budget)
    {
        if (budget.TryTakeValue(member.Bytes, member.Bytes.Length) is not { } shown)
        {
            return false;
        }
        members.Add(shown);
        return true;
    }
}
