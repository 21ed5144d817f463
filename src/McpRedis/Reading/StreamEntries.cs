using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Reading;

/// <summary>
/// An entry as a reply shows it: whole or not at all, only its values are cut. One that no page could hold is shown
/// as far as it goes. The server sends id and fields: <c>["1526919030474-55", ["name", "Ada", "born", "1815"]]</c>.
/// </summary>
internal static class StreamEntries
{
    /// <param name="entry">As the server sends it.</param>
    /// <param name="budget">What the reply may hold.</param>
    /// <param name="alone">Nothing stands before it, so it must be shown in some way.</param>
    /// <returns>Null, and nothing taken, when it does not fit.</returns>
    public static StreamEntry? Show(RespValue entry, OutputBudget budget, bool alone)
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

    /// <summary>As many as fit, in their order.</summary>
    public static IReadOnlyList<StreamEntry> ShowAll(IEnumerable<RespValue> entries, OutputBudget budget)
    {
        var shown = new List<StreamEntry>();
        foreach (var entry in entries)
        {
            if (Show(entry, budget, alone: shown.Count == 0) is not { } one)
            {
                break;
            }
            shown.Add(one);
        }
        return shown;
    }
}
