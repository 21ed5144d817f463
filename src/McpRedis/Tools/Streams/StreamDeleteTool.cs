using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Streams;

[RedisTool("redis_stream_delete", "Delete entries", Toolset.Streams, Risk.Destructive, "XDEL", "XTRIM", "XLEN", "XRANGE", Idempotent = true)]
internal sealed class StreamDeleteTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    // Counting older entries reads them; a person who confirms does not need to know more exactly than this.
    private const int MostCounted = 10_000;

    /// <summary>Delete entries; must be confirmed.</summary>
    /// <param name="key">Stream.</param>
    /// <param name="ids">Ids.</param>
    /// <param name="maxLength">Keep so many newest.</param>
    /// <param name="minId">Keep this id and newer.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="Fault">confirmation_required: says how many entries would go; nothing was deleted.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/xtrim/"/>
    public async Task<StreamChanged> RunAsync(
        byte[] key, [Items(1, 500)] string[]? ids = null, long? maxLength = null, string? minId = null, CancellationToken cancellationToken = default)
    {
        var trim = StreamTrim.Of(maxLength, minId);
        if ((ids is null) == (trim is null))
        {
            throw Fault.Argument("ids", "give ids, maxLength or minId, one of the three.");
        }
        long total = (await redis.ExecuteAsync(RedisCommand.Of("XLEN").Key(key), cancellationToken)).Integer;
        long found = ids is not null
            ? await CountAsync(key, ids, cancellationToken)
            : await trim!.CountAsync(redis, key, trim.MaxLength is null ? MostCounted + 1 : long.MaxValue, cancellationToken);
        if (found == 0)
        {
            return new(budget.Echo(key), 0);
        }
        string many = trim?.MinId is not null && found > MostCounted ? $"more than {MostCounted}" : $"{found}";
        guard.Require(Risk.Destructive, $"deletes {many} of {total} entries of a stream");
        var command = ids is not null ? RedisCommand.Of("XDEL").Key(key) : RedisCommand.Of("XTRIM").Key(key);
        foreach (string id in ids ?? [])
        {
            command.Arg(StreamId.Whole("ids", id));
        }
        trim?.AddTo(command);
        return new(budget.Echo(key), (await redis.ExecuteAsync(command, cancellationToken)).Integer);
    }

    // An id that is no id is refused here, before anybody is asked.
    private async Task<long> CountAsync(byte[] key, string[] ids, CancellationToken cancellationToken)
    {
        string[] wanted = [.. ids.Select(id => StreamId.Whole("ids", id)).Distinct()];
        var replies = await redis.ExecuteManyAsync([.. wanted.Select(id => RedisCommand.Of("XRANGE").Key(key).Arg(id).Arg(id).Large())], atomic: false, cancellationToken);
        return replies.FirstOrDefault(r => r.IsError) is { IsError: true } error
            ? throw RedisFaults.FromReply(error.Text, "XDEL")
            : replies.Count(r => r.Count > 0);
    }
}
