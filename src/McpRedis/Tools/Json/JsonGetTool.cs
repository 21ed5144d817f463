using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Json;

[RedisTool("redis_json_get", "Read JSON", Toolset.Json, Risk.Read, "JSON.GET", "MEMORY USAGE")]
internal sealed class JsonGetTool(IRedisGateway redis, OutputBudget budget)
{
    // A document cannot be asked for its length; what it takes in memory is the nearest there is.
    private const long MostMemory = 8 * 1024 * 1024;

    /// <summary>Read JSON documents, or what a path finds in them.</summary>
    /// <param name="keys">Keys.</param>
    /// <param name="path">JSONPath; default $, all.</param>
    /// <returns>JSON text for each key, in order; a path that begins with $ finds a list. Null when the key is missing. Long text is cut: ask for a deeper path.</returns>
    /// <exception cref="Fault">wrong_type: the only key asked for is no JSON; budget_exceeded: a whole document of more than 8 MiB.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/json.get/"/>
    public async Task<JsonTexts> RunAsync([Items(1, 100)] byte[][] keys, string path = "$", CancellationToken cancellationToken = default)
    {
        var items = new List<JsonItem>();
        foreach (byte[] key in keys)
        {
            if (await ReadAsync(key, path, keys.Length == 1, cancellationToken) is not { } item)
            {
                break;
            }
            items.Add(item);
        }
        int unread = keys.Length - items.Count;
        return new(items, unread, unread > 0 || items.Any(item => item.Json is { Truncated: true }), unread > 0 ? budget.CutBy : null);
    }

    private async Task<JsonItem?> ReadAsync(byte[] key, string path, bool alone, CancellationToken cancellationToken)
    {
        if (path is "$" or ".")
        {
            await RefuseLargeAsync(key, cancellationToken);
        }
        // One command for each key, so that a cluster sends each where it belongs.
        var reply = (await redis.ExecuteManyAsync([RedisCommand.Of("JSON.GET").Key(key).Arg(path).Large()], atomic: false, cancellationToken))[0];
        var fault = reply.IsError ? RedisFaults.FromReply(reply.Text, "JSON.GET") : null;
        if (fault is not null && (alone || fault.Code != ErrorCode.WrongType))
        {
            throw fault;
        }
        var shownKey = budget.ShortKey(key);
        var shown = fault is not null || reply.IsNull ? null : budget.Cut(reply.Bytes);
        return budget.TryTake(TextCut.JsonSize(shownKey.Bytes.Span) + (shown is null ? 0 : TextCut.JsonSize(shown.Bytes.Span)) + 112) ? new(shownKey, shown, fault?.Code.Wire()) : null;
    }

    private async Task RefuseLargeAsync(byte[] key, CancellationToken cancellationToken)
    {
        // It may be forbidden or unknown: then the document is read as it is.
        var memory = (await redis.ExecuteManyAsync([RedisCommand.Of("MEMORY USAGE").Key(key)], atomic: false, cancellationToken))[0];
        if (!memory.IsError && !memory.IsNull && memory.Integer > MostMemory)
        {
            throw new Fault(ErrorCode.BudgetExceeded, "A document takes more than 8 MiB.", "Ask for a part of it with path; redis_json_info tells what is there.");
        }
    }
}

/// <param name="Items">In the order of the keys.</param>
/// <param name="Unread">Keys at the end that the budget left out.</param>
/// <param name="Truncated">True when a text was cut or keys were left out.</param>
/// <param name="TruncatedBy">Limit that left keys out: bytes or items.</param>
internal sealed record JsonTexts(IReadOnlyList<JsonItem> Items, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Key">Key.</param>
/// <param name="Json">JSON text; null when the key is missing.</param>
/// <param name="Error">wrong_type when the key is no JSON; null otherwise.</param>
internal sealed record JsonItem(RedisText Key, RedisText? Json, string? Error);
