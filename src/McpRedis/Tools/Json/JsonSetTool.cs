using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Json;

[RedisTool("redis_json_set", "Set JSON", Toolset.Json, Risk.Write, "JSON.SET", "TYPE")]
internal sealed class JsonSetTool(IRedisGateway redis, OutputBudget budget)
{
    /// <summary>Set JSON documents or what a path finds in them; several all or nothing.</summary>
    /// <param name="items">value is JSON text; path default $.</param>
    /// <param name="condition">Set only what exists, or does not.</param>
    /// <returns>One item for each, in order.</returns>
    /// <exception cref="Fault">wrong_type: a key holds another type; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/json.set/"/>
    public async Task<JsonSet> RunAsync([Items(1, 100)] JsonChange[] items, JsonCondition condition = JsonCondition.Always, CancellationToken cancellationToken = default)
    {
        var commands = items.Select((item, i) => Command(item, i, condition)).ToArray();
        RespValue[] replies;
        if (commands.Length == 1)
        {
            replies = [await redis.ExecuteAsync(commands[0], cancellationToken)];
        }
        else
        {
            await RefuseOtherTypesAsync(items, cancellationToken);
            replies = await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        }
        bool[] applied = [.. replies.Select(reply => !reply.IsNull)];
        bool[] shown = [.. applied.TakeWhile(_ => budget.TryTake(6))];
        return new(applied.Count(done => done), shown, shown.Length < applied.Length, budget.CutBy);
    }

    // A transaction does not undo what one of its commands refuses, so what it could find is looked for first.
    private async Task RefuseOtherTypesAsync(JsonChange[] items, CancellationToken cancellationToken)
    {
        var types = await redis.ExecuteManyAsync([.. items.Select(item => RedisCommand.Of("TYPE").Key(item.Key))], atomic: false, cancellationToken);
        for (int i = 0; i < items.Length; i++)
        {
            if (types[i].IsError)
            {
                throw RedisFaults.FromReply(types[i].Text, "TYPE");
            }
            if (types[i].Text is "string" or "hash" or "list" or "set" or "zset" or "stream")
            {
                throw new Fault(ErrorCode.WrongType, $"items[{i}].key holds a {types[i].Text}. Nothing was set.", "Choose another key.");
            }
            if (types[i].Text == "none" && items[i].Path is not (null or "$" or ".") && items.Take(i).All(earlier => !earlier.Key.AsSpan().SequenceEqual(items[i].Key)))
            {
                throw Fault.Argument($"items[{i}].path", "the document does not exist; a new one is set at $. Nothing was set.");
            }
        }
    }

    private static RedisCommand Command(JsonChange item, int index, JsonCondition condition)
    {
        var command = RedisCommand.Of("JSON.SET").Key(item.Key).Arg(item.Path ?? "$").Arg(JsonText.Check($"items[{index}].value", item.Value));
        return condition switch
        {
            JsonCondition.IfExists => command.Arg("XX"),
            JsonCondition.IfAbsent => command.Arg("NX"),
            _ => command,
        };
    }
}

internal sealed record JsonChange(byte[] Key, byte[] Value, string? Path = null);

/// <summary>When something is set.</summary>
internal enum JsonCondition
{
    Always,
    IfExists,
    IfAbsent,
}

/// <param name="Applied">Items that were set; the others did not meet the condition, or their path found no place.</param>
/// <param name="Items">True for each that was set, in order, as far as the reply holds them.</param>
/// <param name="Truncated">True when some were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record JsonSet(long Applied, IReadOnlyList<bool> Items, bool Truncated, string? TruncatedBy);
