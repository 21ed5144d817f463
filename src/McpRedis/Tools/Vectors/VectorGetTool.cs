using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Vectors;

[RedisTool("redis_vector_get", "Read vectors", Toolset.Vectors, Risk.Read, "VEMB", "VGETATTR", "VLINKS", "VRANDMEMBER")]
internal sealed class VectorGetTool(IRedisGateway redis, OutputBudget budget)
{
    // {"text":"…","sizeBytes":…} and a number of a vector, at their longest.
    private const int LinkBytes = 64;
    private const int NumberBytes = 24;

    /// <summary>Read members of a vector set: attributes, vectors, neighbours.</summary>
    /// <param name="key">Vector set.</param>
    /// <param name="members">Members.</param>
    /// <param name="random">Or so many of any.</param>
    /// <param name="vectors">Show vectors.</param>
    /// <param name="links">Show neighbours in the graph.</param>
    /// <returns>One item for each member; exists is false for one that is missing.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/vemb/"/>
    public async Task<VectorItems> RunAsync(
        byte[] key, [Items(1, 100)] byte[][]? members = null, [Limits(1, 100)] int? random = null, bool vectors = false, bool links = false, CancellationToken cancellationToken = default)
    {
        if (members is null == random is null)
        {
            throw Fault.Argument("members", "give members or random, one of the two.");
        }
        byte[][] names = members ?? [.. (await redis.ExecuteAsync(RedisCommand.Of("VRANDMEMBER").Key(key).Arg(random!.Value), cancellationToken)).ItemArray.Select(name => name.Bytes.ToArray())];
        var shownKey = budget.Echo(key);
        var items = new List<VectorItem>();
        foreach (byte[] name in names)
        {
            if (await ReadAsync(key, name, vectors, links, cancellationToken) is not { } item)
            {
                break;
            }
            items.Add(item);
        }
        return new(shownKey, items, names.Length - items.Count, items.Count < names.Length, items.Count < names.Length ? budget.CutBy : null);
    }

    private async Task<VectorItem?> ReadAsync(byte[] key, byte[] name, bool vectors, bool links, CancellationToken cancellationToken)
    {
        var vector = await redis.ExecuteAsync(RedisCommand.Of("VEMB").Key(key).Arg(name).Large(), cancellationToken);
        var shown = budget.ShortKey(name);
        int size = TextCut.JsonSize(shown.Bytes.Span) + 128;
        if (vector.IsNull || vector.Count == 0)
        {
            return budget.TryTake(size) ? new(shown, false, 0, null, null, null) : null;
        }
        var attributes = await redis.ExecuteAsync(RedisCommand.Of("VGETATTR").Key(key).Arg(name), cancellationToken);
        // One list for each layer of the graph.
        var layers = links ? await redis.ExecuteAsync(RedisCommand.Of("VLINKS").Key(key).Arg(name), cancellationToken) : RespValue.Null;
        RedisText[] near = [.. layers.ItemArray.SelectMany(layer => layer.ItemArray).Select(link => budget.ShortKey(link.Bytes)).DistinctBy(link => Convert.ToHexString(link.Bytes.Span))];
        var shownAttributes = attributes.IsNull ? null : budget.Cut(attributes.Bytes);
        size += shownAttributes is null ? 0 : TextCut.JsonSize(shownAttributes.Bytes.Span);
        size += (vectors ? vector.Count * NumberBytes : 0) + near.Sum(link => TextCut.JsonSize(link.Bytes.Span) + LinkBytes);
        return budget.TryTake(size)
            ? new(shown, true, vector.Count, shownAttributes, vectors ? [.. vector.ItemArray.Select(number => number.Double)] : null, links ? near : null)
            : null;
    }
}

/// <param name="Key">Vector set.</param>
/// <param name="Items">Members, in order, as far as the reply holds them.</param>
/// <param name="Unread">Members at the end that the budget left out.</param>
/// <param name="Truncated">True when unread is not 0.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record VectorItems(RedisText Key, IReadOnlyList<VectorItem> Items, long Unread, bool Truncated, string? TruncatedBy);

/// <param name="Member">Member.</param>
/// <param name="Exists">False when it is not in the set.</param>
/// <param name="Dimension">Numbers in its vector.</param>
/// <param name="Attributes">JSON; null without.</param>
/// <param name="Vector">As kept, so about what was added; null unless asked for.</param>
/// <param name="Links">Neighbours in the graph; null unless asked for.</param>
internal sealed record VectorItem(RedisText Member, bool Exists, int Dimension, RedisText? Attributes, IReadOnlyList<double>? Vector, IReadOnlyList<RedisText>? Links);
