using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

// CLUSTER SLOT-STATS ORDERBY key-count LIMIT 3 DESC (Redis 8.2, Valkey 8.0), the fullest of the node's own slots; the figures are a map with RESP3:
//
//   1) 1) (integer) 12539  2) 1) "key-count"  2) (integer) 5000  3) "cpu-usec"  4) (integer) 0  …

/// <summary>How full a slot is.</summary>
/// <param name="Slot">Its number.</param>
/// <param name="Keys">Keys in it.</param>
internal sealed record SlotLoad(long Slot, long Keys)
{
    public static IReadOnlyList<SlotLoad> Read(RespValue reply) =>
        [.. reply.ItemArray.Where(entry => entry.Count >= 2).Select(entry => new SlotLoad(entry[0].Integer, Greeting.Field(entry[1], "key-count").Integer))];
}
