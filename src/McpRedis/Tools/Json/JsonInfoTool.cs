using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Json;

[RedisTool("redis_json_info", "Describe JSON", Toolset.Json, Risk.Read, "JSON.TYPE", "JSON.OBJKEYS", "JSON.ARRLEN", "JSON.STRLEN")]
internal sealed class JsonInfoTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Type, length and field names of what a path finds.</summary>
    /// <param name="key">Key.</param>
    /// <param name="path">JSONPath; default $.</param>
    /// <returns>One item for each place found.</returns>
    /// <exception cref="Fault">key_not_found: no such key; wrong_type: the key is no JSON.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/json.type/"/>
    public async Task<JsonFacts> RunAsync(byte[] key, string path = "$", CancellationToken cancellationToken = default)
    {
        var type = await redis.ExecuteAsync(RedisCommand.Of("JSON.TYPE").Key(key).Arg(path), cancellationToken);
        if (type.IsNull || (type is { Kind: RespKind.Array, Count: 1 } && type[0].IsNull))
        {
            throw new Fault(ErrorCode.KeyNotFound, "The key does not exist.", "Find keys with redis_key_scan.");
        }
        string[] types = JsonPlaces.Types(type);
        // They answer null where the place is of another type.
        var answers = await redis.ExecuteManyAsync(
            [Ask("JSON.OBJKEYS"), Ask("JSON.ARRLEN"), Ask("JSON.STRLEN")], atomic: false, cancellationToken);
        var shownKey = budget.Echo(key);
        var items = new List<JsonPlace>();
        for (int i = 0; i < types.Length; i++)
        {
            if (Place(types[i], Nth(answers[0], i, types.Length > 1 || path.StartsWith('$')), Nth(answers[1], i, true), Nth(answers[2], i, true)) is not { } place)
            {
                break;
            }
            items.Add(place);
        }
        bool cut = items.Count < types.Length || items.Any(item => item.Fields?.Count < item.Length);
        return new(shownKey, items, types.Length, cut, cut ? budget.CutBy : null);

        RedisCommand Ask(string name) => RedisCommand.Of(name).Key(key).Arg(path).Large();
    }

    private JsonPlace? Place(string type, RespValue names, RespValue elements, RespValue characters)
    {
        if (!budget.TryTake(96))
        {
            return null;
        }
        RedisText[]? fields = type != "object" ? null : [.. names.ItemArray.Select(name => budget.TryTakeValue(name.Bytes, name.Bytes.Length)).TakeWhile(name => name is not null).Select(name => name!)];
        return new(type, type switch { "object" => names.Count, "array" => Number(elements), "string" => Number(characters), _ => null }, fields);
    }

    private static RespValue Nth(RespValue reply, int index, bool many) =>
        reply.IsError ? RespValue.Null : many && reply.IsAggregate ? (index < reply.Count ? reply[index] : RespValue.Null) : reply;

    private static long? Number(RespValue value) => value.IsNull || value.IsAggregate ? null : value.Integer;
}

/// <param name="Key">Key.</param>
/// <param name="Items">Places found, in order.</param>
/// <param name="Total">How many places there are.</param>
/// <param name="Truncated">True when places or field names were left out.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record JsonFacts(RedisText Key, IReadOnlyList<JsonPlace> Items, long Total, bool Truncated, string? TruncatedBy);

/// <param name="Type">object, array, string, integer, number, boolean or null.</param>
/// <param name="Length">Fields, elements or characters; null for other types.</param>
/// <param name="Fields">Names of an object's fields.</param>
internal sealed record JsonPlace(string Type, long? Length, IReadOnlyList<RedisText>? Fields);
