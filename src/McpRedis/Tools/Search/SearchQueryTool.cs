using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Search;

[RedisTool("redis_search_query", "Search documents", Toolset.Search, Risk.Read, "FT.SEARCH")]
internal sealed class SearchQueryTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Search the documents of an index.</summary>
    /// <param name="index">Index.</param>
    /// <param name="query">Like @title:ada @year:[1990 2000], or *.</param>
    /// <param name="fields">Fields to show; default all.</param>
    /// <param name="sortBy">Sortable field.</param>
    /// <param name="reverse">Descending.</param>
    /// <param name="parameters">Values for $name in the query.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Documents; default 20.</param>
    /// <returns>Documents with their fields, best first unless sorted.</returns>
    /// <exception cref="Fault">key_not_found: no such index; invalid_argument: the query.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ft.search/"/>
    public async Task<SearchPage> RunAsync(
        string index,
        string query,
        [Items(1, 50)] string[]? fields = null,
        string? sortBy = null,
        bool reverse = false,
        [Items(1, 20)] QueryParameter[]? parameters = null,
        string? cursor = null,
        [Limits(1, 500)] int limit = 20,
        CancellationToken cancellationToken = default)
    {
        long offset = PageCursor.Parse(cursor, "list")?.Index ?? 0;
        var command = RedisCommand.Of("FT.SEARCH").Arg(index).Arg(query);
        if (fields is not null)
        {
            command.Arg("RETURN").Arg(fields.Length);
            foreach (string field in fields)
            {
                command.Arg(field);
            }
        }
        if (sortBy is not null)
        {
            command.Arg("SORTBY").Arg(sortBy).Arg(reverse ? "DESC" : "ASC");
        }
        command.Arg("LIMIT").Arg(offset).Arg(limit);
        if (parameters is not null)
        {
            command.Arg("PARAMS").Arg(parameters.Length * 2);
            foreach (var parameter in parameters)
            {
                command.Arg(parameter.Name).Arg(parameter.Value);
            }
            command.Arg("DIALECT").Arg(2);   // parameters came with it
        }
        var (total, rows) = SearchReplies.Read(await SearchReplies.RunAsync(redis, command, cancellationToken), ids: true);
        return SearchPage.Of(total, rows, offset, limit, budget);
    }
}

internal sealed record QueryParameter(string Name, byte[] Value);

/// <param name="Total">Documents or groups found.</param>
/// <param name="Items">Those of this page.</param>
/// <param name="Cursor">Pass it to read on; null at the end.</param>
/// <param name="Truncated">True while there is more.</param>
/// <param name="TruncatedBy">Which limit ended the page: limit, items or bytes; null at the end.</param>
internal sealed record SearchPage(long Total, IReadOnlyList<SearchItem> Items, string? Cursor, bool Truncated, string? TruncatedBy)
{
    public static SearchPage Of(long total, List<SearchRow> rows, long offset, int limit, OutputBudget budget)
    {
        var items = new List<SearchItem>();
        foreach (var row in rows)
        {
            if (SearchItem.Of(row, budget, alone: items.Count == 0) is not { } item)
            {
                break;
            }
            items.Add(item);
        }
        long next = offset + items.Count;
        bool more = items.Count > 0 && (items.Count < rows.Count || (rows.Count == limit && next < total));
        return new(total, items, more ? new PageCursor("list", $"{next}").ToString() : null, more, more ? budget.CutBy ?? "limit" : null);
    }
}

/// <param name="Key">Key of the document; null for a group.</param>
/// <param name="Fields">Fields in the order the server sent them.</param>
/// <param name="Truncated">True when fields were left out.</param>
internal sealed record SearchItem(RedisText? Key, IReadOnlyList<HashField> Fields, bool Truncated)
{
    // Shown whole or on the next page; one that no page could hold is shown as far as it goes.
    public static SearchItem? Of(SearchRow row, OutputBudget budget, bool alone)
    {
        var key = row.Id.IsEmpty ? null : budget.ShortKey(row.Id);
        var values = row.Fields.ItemArray;
        var fields = new List<HashField>();
        int size = 96 + (key is null ? 0 : TextCut.JsonSize(key.Bytes.Span));
        for (int i = 0; i + 1 < values.Length; i += 2)
        {
            RedisText field = budget.Cut(values[i].Bytes), value = budget.Cut(Text(values[i + 1]));
            int pair = TextCut.JsonSize(field.Bytes.Span) + TextCut.JsonSize(value.Bytes.Span) + 112;
            if (size + pair > budget.BytesLeft && alone && fields.Count > 0)
            {
                break;
            }
            size += pair;
            fields.Add(new(field, value));
        }
        return budget.TryTake(alone ? Math.Min(size, budget.BytesLeft) : size) ? new(key, fields, fields.Count < values.Length / 2) : null;
    }

    // TOLIST gives a list where other fields are text.
    private static ReadOnlyMemory<byte> Text(RespValue value) => value.IsAggregate
        ? System.Text.Encoding.UTF8.GetBytes(string.Join(", ", value.ItemArray.Select(item => item.Text)))
        : value.Bytes;
}
