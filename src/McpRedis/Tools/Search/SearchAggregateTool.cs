using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Search;

[RedisTool("redis_search_aggregate", "Aggregate documents", Toolset.Search, Risk.Read, "FT.AGGREGATE")]
internal sealed class SearchAggregateTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Group the documents of an index and reduce each group.</summary>
    /// <param name="index">Index.</param>
    /// <param name="query">As in redis_search_query.</param>
    /// <param name="groupBy">Fields.</param>
    /// <param name="reduce">Values to compute; count takes no field.</param>
    /// <param name="sortBy">Field or name of a reducer.</param>
    /// <param name="reverse">Descending.</param>
    /// <param name="cursor">From the previous page.</param>
    /// <param name="limit">Groups; default 20.</param>
    /// <returns>Groups with their fields and values.</returns>
    /// <exception cref="Fault">key_not_found: no such index; invalid_argument: the query or a field.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ft.aggregate/"/>
    public async Task<SearchPage> RunAsync(
        string index,
        string query,
        [Items(1, 10)] string[] groupBy,
        [Items(1, 10)] Reducer[]? reduce = null,
        string? sortBy = null,
        bool reverse = false,
        string? cursor = null,
        [Limits(1, 500)] int limit = 20,
        CancellationToken cancellationToken = default)
    {
        long offset = PageCursor.Parse(cursor, "list")?.Index ?? 0;
        var command = RedisCommand.Of("FT.AGGREGATE").Arg(index).Arg(query).Arg("GROUPBY").Arg(groupBy.Length);
        foreach (string field in groupBy)
        {
            command.Arg(At(field));
        }
        foreach (var (reducer, i) in (reduce ?? []).Select((reducer, i) => (reducer, i)))
        {
            if (reducer.Field is null != (reducer.Function == ReduceFunction.Count))
            {
                throw Fault.Argument($"reduce[{i}].field", "count takes none, the others one.");
            }
            command.Arg("REDUCE").Arg(Name(reducer.Function)).Arg(reducer.Field is null ? 0 : 1);
            if (reducer.Field is { } field)
            {
                command.Arg(At(field));
            }
            command.Arg("AS").Arg(reducer.Name);
        }
        if (sortBy is not null)
        {
            command.Arg("SORTBY").Arg(2).Arg(At(sortBy)).Arg(reverse ? "DESC" : "ASC");
        }
        command.Arg("LIMIT").Arg(offset).Arg(limit + 1);   // the total of an aggregation is not always one; one more tells
        var (_, rows) = SearchReplies.Read(await SearchReplies.RunAsync(redis, command, cancellationToken), ids: false);
        bool more = rows.Count > limit;
        var page = SearchPage.Of(offset + rows.Count, [.. rows.Take(limit)], offset, limit, budget);
        return page with { Total = offset + rows.Count, Truncated = more || page.Truncated };
    }

    private static string At(string field) => field.StartsWith('@') ? field : "@" + field;

    private static string Name(ReduceFunction function) => function switch
    {
        ReduceFunction.CountDistinct => "COUNT_DISTINCT",
        ReduceFunction.ToList => "TOLIST",
        ReduceFunction.FirstValue => "FIRST_VALUE",
        _ => function.ToString().ToUpperInvariant(),
    };
}

internal sealed record Reducer(ReduceFunction Function, string Name, string? Field = null);

/// <summary>What is computed over the documents of a group.</summary>
internal enum ReduceFunction
{
    Count,
    CountDistinct,
    Sum,
    Min,
    Max,
    Avg,
    StdDev,
    ToList,
    FirstValue,
}
