using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Search;

// FT.SEARCH in RESP2: [total, "doc:1", ["title", "Ada"], "doc:2", [...]], in RESP3 a map:
//   total_results 2  results [ {id "doc:1"  extra_attributes {title "Ada"}  values []}, … ]  warning []
// FT.AGGREGATE the same without ids: [total, ["year", "1990", "n", "3"], …]

/// <summary>A row of a search: a document or a group.</summary>
internal sealed record SearchRow(ReadOnlyMemory<byte> Id, RespValue Fields);

/// <summary>Runs search commands, whose errors have no codes and name the index first, and reads both forms of their replies.</summary>
internal static class SearchReplies
{
    /// <exception cref="Fault">Whatever went wrong; key_not_found: no such index.</exception>
    public static async Task<RespValue> RunAsync(IRedisGateway redis, RedisCommand command, CancellationToken cancellationToken)
    {
        var reply = (await redis.ExecuteManyAsync([command.Large()], atomic: false, cancellationToken))[0];
        return reply.IsError ? throw FaultOf(reply.Text, command.FullName) : reply;
    }

    public static (long Total, List<SearchRow> Rows) Read(RespValue reply, bool ids)
    {
        var rows = new List<SearchRow>();
        if (Greeting.Field(reply, "results") is { IsNull: false } results)
        {
            rows.AddRange(results.ItemArray.Select(row => new SearchRow(Greeting.Field(row, "id").Bytes, Greeting.Field(row, "extra_attributes"))));
            return (Greeting.Field(reply, "total_results") is { IsNull: false } total ? total.Integer : rows.Count, rows);
        }
        int step = ids ? 2 : 1;
        for (int i = 1; i + step - 1 < reply.Count; i += step)
        {
            rows.Add(new(ids ? reply[i].Bytes : default, reply[i + step - 1]));
        }
        return (reply.Count == 0 ? 0 : reply[0].Integer, rows);
    }

    private static Fault FaultOf(string text, string command)
    {
        if (Says("no such index") || Says("unknown index name"))
        {
            return new(ErrorCode.KeyNotFound, "The search index does not exist.", "redis_search_info without index lists them.");
        }
        if (Says("syntax error") || Says("unknown argument") || Says("property `") || Says("unknown field") || Says("not loaded") || Says("bad arguments") || Says("invalid query") || Says("no such parameter") || Says("unknown property"))
        {
            return new(ErrorCode.InvalidArgument, $"{command} does not understand the query or one of its fields.", "redis_search_info tells the fields of the index; a query is like: @title:ada @year:[1990 2000].");
        }
        return RedisFaults.FromReply(text, command);

        bool Says(string words) => text.Contains(words, StringComparison.OrdinalIgnoreCase) && !text.StartsWith("ERR unknown command", StringComparison.OrdinalIgnoreCase);
    }
}
