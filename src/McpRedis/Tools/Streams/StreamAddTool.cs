using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_add", "Add to a stream", Toolset.Streams, Risk.Write, "XADD", "XLEN", "XRANGE")]
internal sealed class StreamAddTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Append entries, all or none; may trim the stream.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="items">Omit id for a new one.</param>
    /// <param name="maxLength">Keep so many newest.</param>
    /// <param name="minId">Or this id and newer.</param>
    /// <param name="create">Make the stream; default true.</param>
    /// <returns>Ids in the order of the entries. None when the stream is missing and create is false.</returns>
    /// <exception cref="Fault">confirmation_required: trimming would drop more entries than are added; conflict: an id is not above the newest one.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xadd/"/>
    public async Task<StreamAdded> RunAsync(
        byte[] key,
        [Items(1, 500)] NewEntry[] items,
        long? maxLength = null,
        string? minId = null,
        bool create = true,
        CancellationToken cancellationToken = default)
    {
        var trim = StreamTrim.Of(maxLength, minId);
        if (trim is not null)
        {
            await RequireTrimAsync(key, items.Length, trim, cancellationToken);
        }
        var commands = items.Select((item, i) => Command(key, item, i == items.Length - 1 ? trim : null, create)).ToArray();
        RespValue[] replies = commands.Length == 1
            ? [await redis.ExecuteAsync(commands[0], cancellationToken)]
            : await redis.ExecuteManyAsync(commands, atomic: true, cancellationToken);
        string[] ids = [.. replies.Where(r => !r.IsNull).Select(r => r.Text)];
        var shownKey = budget.Echo(key);
        string[] shown = [.. ids.TakeWhile(id => budget.TryTake(id.Length + 3))];
        return new(shownKey, ids.Length, shown, shown.Length < ids.Length, budget.CutBy);
    }

    // A stream that is kept at a length drops as many as it gets: that is everyday. Others may keep it only roughly there, which
    // is a tenth above at most. More than that is asked for.
    private async Task RequireTrimAsync(byte[] key, int added, StreamTrim trim, CancellationToken cancellationToken)
    {
        long total = (await redis.ExecuteAsync(RedisCommand.Of("XLEN").Key(key), cancellationToken)).Integer;
        long allowed = Math.Max(trim.MaxLength is null ? Math.Min(added, total / 2) : 0, total / 10);
        long dropped = await trim.CountAsync(redis, key, bound: trim.MaxLength is null ? allowed + 1 : long.MaxValue, cancellationToken);
        if (dropped > allowed)
        {
            guard.Require(Risk.Destructive, trim.MaxLength is null
                ? $"trims off all entries older than minId, more than {allowed} of the {total} in the stream"
                : $"trims {dropped} of {total} entries off the stream beside the {added} it adds room for");
        }
    }

    private static RedisCommand Command(byte[] key, NewEntry entry, StreamTrim? trim, bool create)
    {
        var command = RedisCommand.Of("XADD").Key(key);
        if (!create)
        {
            command.Arg("NOMKSTREAM");
        }
        trim?.AddTo(command);
        command.Arg(entry.Id is null ? "*" : StreamId.New("items", entry.Id));
        foreach (var pair in entry.Fields)
        {
            command.Arg(pair.Field).Arg(pair.Value);
        }
        return command;
    }
}

internal sealed record NewEntry(EntryField[] Fields, string? Id = null);

internal sealed record EntryField(byte[] Field, byte[] Value);

/// <param name="Key">Stream.</param>
/// <param name="Added">Entries added.</param>
/// <param name="Ids">Their ids, in order, as far as the reply holds them.</param>
/// <param name="Truncated">True when ids were left out of the reply.</param>
/// <param name="TruncatedBy">Limit that left them out: bytes or items.</param>
internal sealed record StreamAdded(RedisText Key, long Added, IReadOnlyList<string> Ids, bool Truncated, string? TruncatedBy);
