using McpRedis.Analysis.Counting;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>What of a server's settings an analysis needs to know.</summary>
internal static class PackingLimits
{
    /// <summary>Up to where it packs small values; the defaults where it does not tell.</summary>
    public static async Task<EncodingLimits> ReadAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        var reply = await pipe.AskAsync(RedisCommand.Of("CONFIG GET").Arg("*-max-*-entries"), cancellationToken);
        var known = new EncodingLimits();
        if (reply.IsError || reply.Count < 2)
        {
            return known;
        }
        var values = new Dictionary<string, long>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < reply.Count; i += 2)
        {
            if (long.TryParse(reply[i + 1].Text, out long value))
            {
                values[reply[i].Text] = value;
            }
        }
        return new()
        {
            // Until 7.0 the same under an older name.
            HashEntries = values.GetValueOrDefault("hash-max-listpack-entries", values.GetValueOrDefault("hash-max-ziplist-entries", known.HashEntries)),
            SortedSetEntries = values.GetValueOrDefault("zset-max-listpack-entries", values.GetValueOrDefault("zset-max-ziplist-entries", known.SortedSetEntries)),
            SetEntries = values.GetValueOrDefault("set-max-listpack-entries", known.SetEntries),
            IntsetEntries = values.GetValueOrDefault("set-max-intset-entries", known.IntsetEntries),
            HasSetListpack = values.ContainsKey("set-max-listpack-entries"),
            AreRead = true,
        };
    }
}
