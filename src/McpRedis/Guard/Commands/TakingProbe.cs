using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>Looks at what the commands of a call would delete and answer with, and refuses them when the reply could not show all of it.</summary>
internal static class TakingProbe
{
    /// <param name="redis">Gateway.</param>
    /// <param name="rulings">All commands of the call; how large their replies may get is known to be in bounds.</param>
    /// <param name="limits">How much the reply holds.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Fault">budget_exceeded; nothing was sent.</exception>
    public static async Task RequireRoomAsync(IRedisGateway redis, IReadOnlyList<CommandRuling> rulings, ReplyLimits limits, CancellationToken cancellationToken)
    {
        var taking = rulings.Select((r, i) => (Ruling: r, Index: i)).Where(t => t.Ruling.Takes is { Count: > 0 }).ToList();
        if (taking.Count == 0)
        {
            return;
        }
        var looks = Looks(taking.Select(t => t.Ruling.Takes!)).ToArray();
        var replies = await redis.ExecuteManyAsync(looks, atomic: false, cancellationToken);
        long used = 0;
        int next = 0;
        foreach (var (ruling, index) in taking)
        {
            var taken = ruling.Takes!;
            var own = replies[next..(next + taken.Keys.Count)];
            for (int i = 0; i < own.Length; i++)
            {
                // Of another type: then the command itself says so.
                if (own[i].IsError && !own[i].Text.StartsWith("WRONGTYPE", StringComparison.Ordinal))
                {
                    throw RedisFaults.FromReply(own[i].Text, looks[next + i].FullName);
                }
            }
            next += own.Length;
            used += own.FirstOrDefault(HoldsAnything) is { } found ? taken.Size(found, limits.SizeOf) : 0;
            if (used > limits.Whole)
            {
                throw new Fault(ErrorCode.BudgetExceeded,
                    $"commands[{index}]: {ruling.Name} deletes what it answers with, and that is more than the reply shows whole. Nothing was sent.", Advice(taken.From));
            }
        }
    }

    // LPOP l, LPOP l: the second takes the element behind.
    private static IEnumerable<RedisCommand> Looks(IEnumerable<TakenData> all)
    {
        var offsets = new Dictionary<byte[], long>(ByteArrayComparer.Instance);
        foreach (var taken in all)
        {
            foreach (byte[] key in taken.Keys)
            {
                long offset = offsets.GetValueOrDefault(key);
                offsets[key] = offset + taken.Count;
                yield return taken.Look(key, offset);
            }
        }
    }

    private static bool HoldsAnything(RespValue reply) => !reply.IsError && (reply.IsAggregate ? reply.Count > 0 : reply.Bytes.Length > 0);

    private static string Advice(TakenPart part) => part switch
    {
        TakenPart.Text => "Read it with redis_string_get, by range if it is large; then delete or set it.",
        TakenPart.Fields => "Read it with redis_hash_get; then remove the field.",
        TakenPart.Head or TakenPart.Tail => "redis_list_pop takes out as many as it can show; redis_list_get reads without taking.",
        TakenPart.Random => "redis_set_remove with random takes out as many as it can show.",
        _ => "redis_zset_remove with pop takes out as many as it can show.",
    };
}
