using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Json;

[RedisTool("redis_json_update", "Change JSON in place", Toolset.Json, Risk.Write,
    "JSON.NUMINCRBY", "JSON.STRAPPEND", "JSON.ARRAPPEND", "JSON.ARRINSERT", "JSON.ARRPOP", "JSON.TOGGLE", "JSON.CLEAR", "JSON.MERGE")]
internal sealed class JsonUpdateTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Change what a path finds in a JSON document, in one step.</summary>
    /// <param name="key">Key.</param>
    /// <param name="path">JSONPath.</param>
    /// <param name="action">append is for arrays, extend for strings; pop removes an element.</param>
    /// <param name="values">JSON text: elements, the string to extend with, or the object to merge.</param>
    /// <param name="by">Of increment.</param>
    /// <param name="index">Of insert and pop; default the end.</param>
    /// <returns>For each place the new number, length or state, or the element popped; null where the place is of another type. Of clear how many were cleared, of merge OK.</returns>
    /// <exception cref="Fault">key_not_found: no such key; wrong_type: the key is no JSON.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/json.arrappend/"/>
    public async Task<JsonUpdated> RunAsync(
        byte[] key, string path, JsonAction action, [Items(1, 100)] byte[][]? values = null, double? by = null, int? index = null, CancellationToken cancellationToken = default)
    {
        Check(action, values, by, index);
        byte[][] checkedValues = [.. (values ?? []).Select((value, i) => JsonText.Check($"values[{i}]", value))];
        var command = Command(key, path, action, checkedValues, by, index);
        var reply = await redis.ExecuteAsync(command, cancellationToken);
        var shownKey = budget.Echo(key);
        // One item for each place, or the item alone for an old path; JSON.NUMINCRBY answers [4.5,null] as text in RESP2.
        RespValue[] results = reply.Kind == RespKind.Array ? reply.ItemArray : action == JsonAction.Increment ? JsonText.Items(reply) : [reply];
        RedisText?[] shown = [.. results.TakeWhile(result => budget.TryTake(TextCut.JsonSize(budget.Cut(result.Bytes).Bytes.Span) + 32)).Select(result => result.IsNull ? null : budget.Cut(result.Bytes))];
        return new(shownKey, shown, shown.Length < results.Length, shown.Length < results.Length ? budget.CutBy : null);
    }

    private static void Check(JsonAction action, byte[][]? values, double? by, int? index)
    {
        bool takesValues = action is JsonAction.Append or JsonAction.Insert or JsonAction.Extend or JsonAction.Merge;
        if (values is not null != takesValues || (action is JsonAction.Extend or JsonAction.Merge && values!.Length != 1))
        {
            throw Fault.Argument("values", takesValues ? "this action needs values; extend and merge exactly one." : "this action takes none.");
        }
        if (by is not null != (action == JsonAction.Increment))
        {
            throw Fault.Argument("by", "goes with increment, which needs it.");
        }
        if (index is not null && action is not (JsonAction.Insert or JsonAction.Pop))
        {
            throw Fault.Argument("index", "goes with insert and pop only.");
        }
    }

    private static RedisCommand Command(byte[] key, string path, JsonAction action, byte[][] values, double? by, int? index)
    {
        if (action == JsonAction.Insert && index is null)
        {
            action = JsonAction.Append;
        }
        string name = action switch
        {
            JsonAction.Increment => "JSON.NUMINCRBY",
            JsonAction.Extend => "JSON.STRAPPEND",
            JsonAction.Append => "JSON.ARRAPPEND",
            JsonAction.Insert => "JSON.ARRINSERT",
            JsonAction.Pop => "JSON.ARRPOP",
            JsonAction.Toggle => "JSON.TOGGLE",
            JsonAction.Clear => "JSON.CLEAR",
            _ => "JSON.MERGE",
        };
        var command = RedisCommand.Of(name).Key(key).Arg(path);
        if (by is { } number)
        {
            command.Arg(number.ToString("R", CultureInfo.InvariantCulture));
        }
        if (index is { } at)
        {
            command.Arg(at);
        }
        return command.Args(values.Select(value => (ReadOnlyMemory<byte>)value)).Large();
    }
}

/// <summary>What is done at a path.</summary>
internal enum JsonAction
{
    Increment,
    Append,
    Insert,
    Pop,
    Extend,
    Merge,
    Toggle,
    Clear,
}

/// <param name="Key">Key.</param>
/// <param name="Results">One for each place, as JSON text or number.</param>
/// <param name="Truncated">True when results were left out of the reply; all places were changed.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record JsonUpdated(RedisText Key, IReadOnlyList<RedisText?> Results, bool Truncated, string? TruncatedBy);
