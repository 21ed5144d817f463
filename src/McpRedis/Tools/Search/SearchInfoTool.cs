using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Search;

[RedisTool("redis_search_info", "Describe indexes", Toolset.Search, Risk.Read, "FT._LIST", "FT.INFO")]
internal sealed class SearchInfoTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>List search indexes, or describe one.</summary>
    /// <param name="index">Index.</param>
    /// <returns>Names of the indexes; with index its fields, prefixes and number of documents.</returns>
    /// <exception cref="Fault">key_not_found: no such index.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/ft.info/"/>
    public async Task<SearchFacts> RunAsync(string? index = null, CancellationToken cancellationToken = default)
    {
        if (index is null)
        {
            var names = await SearchReplies.RunAsync(redis, RedisCommand.Of("FT._LIST"), cancellationToken);
            RedisText[] shown = [.. names.ItemArray.Select(name => budget.TryTakeValue(name.Bytes, name.Bytes.Length)).TakeWhile(name => name is not null).Select(name => name!)];
            return new(shown, null, null, [], [], shown.Length < names.Count, shown.Length < names.Count ? budget.CutBy : null);
        }
        // index_name, index_definition [key_type, HASH, prefixes [user:], …], attributes [[identifier, …, attribute, …, type, TEXT, …]], num_docs …
        var info = await SearchReplies.RunAsync(redis, RedisCommand.Of("FT.INFO").Arg(index), cancellationToken);
        var definition = Greeting.Field(info, "index_definition");
        var attributes = Greeting.Field(info, "attributes") is { IsNull: false } newer ? newer : Greeting.Field(info, "fields");
        var prefixes = Greeting.Field(definition, "prefixes");
        RedisText[] shownPrefixes = [.. prefixes.ItemArray.Select(p => budget.TryTakeValue(p.Bytes, p.Bytes.Length)).TakeWhile(p => p is not null).Select(p => p!)];
        var fields = new List<SearchField>();
        foreach (var attribute in attributes.ItemArray)
        {
            if (Field(attribute) is not { } field)
            {
                break;
            }
            fields.Add(field);
        }
        bool cut = fields.Count < attributes.Count || shownPrefixes.Length < prefixes.Count;
        string type = Greeting.Field(definition, "key_type").Text;
        return new([], (long)Greeting.Field(info, "num_docs").Double, type.Length == 0 ? null : type.ToLowerInvariant(), shownPrefixes, fields, cut, cut ? budget.CutBy : null);
    }

    // RediSearch 1 says [title, type, TEXT, …], later ones [identifier, title, attribute, title, type, TEXT, …].
    private SearchField? Field(RespValue attribute)
    {
        bool older = Greeting.Field(attribute, "identifier").IsNull;
        var path = older && attribute.Count > 0 ? attribute[0] : Greeting.Field(attribute, "identifier");
        var name = older ? path : Greeting.Field(attribute, "attribute");
        string type = older && attribute.Count > 2 ? attribute[2].Text : Greeting.Field(attribute, "type").Text;
        bool sortable = attribute.ItemArray.Any(word => word.Text == "SORTABLE") || attribute.ItemArray.Any(flags => flags.ItemArray.Any(word => word.Text == "SORTABLE"));
        return budget.TryTakePair(name.Bytes, path.Bytes) is { } shown ? new(shown.First, shown.Second, type.ToLowerInvariant(), sortable) : null;
    }
}

/// <param name="Indexes">Names of all indexes; empty when one is described.</param>
/// <param name="Total">Documents in the index.</param>
/// <param name="Type">What its documents are: hash or json.</param>
/// <param name="Prefixes">Prefixes of their keys.</param>
/// <param name="Fields">Fields of the index.</param>
/// <param name="Truncated">True when something was left out.</param>
/// <param name="TruncatedBy">Limit that left it out: bytes or items.</param>
internal sealed record SearchFacts(
    IReadOnlyList<RedisText> Indexes, long? Total, string? Type, IReadOnlyList<RedisText> Prefixes, IReadOnlyList<SearchField> Fields, bool Truncated, string? TruncatedBy);

/// <param name="Name">Name in queries.</param>
/// <param name="Path">Field of the hash, or path in the JSON.</param>
/// <param name="Type">text, tag, numeric, geo, vector …</param>
/// <param name="Sortable">Results can be sorted by it.</param>
internal sealed record SearchField(RedisText Name, RedisText Path, string Type, bool Sortable);
