using McpRedis.Redis;

namespace McpRedis.Diagnostics.Facts;

// LATENCY LATEST, one element an event:  1) "aof-fsync-always"  2) unix time of the last  3) its milliseconds  4) the most ever; Redis 8: 5) sum 6) count

/// <summary>A kind of delay the latency monitor has seen.</summary>
/// <param name="Name">The server's name of it.</param>
/// <param name="AtUnixSeconds">When it last happened.</param>
/// <param name="LastMs">How long then.</param>
/// <param name="MaxMs">The longest since start or LATENCY RESET.</param>
internal sealed record LatencyEvent(string Name, long AtUnixSeconds, long LastMs, long MaxMs)
{
    public static IReadOnlyList<LatencyEvent> Read(RespValue reply) =>
        [.. reply.ItemArray.Where(e => e.Count >= 4).Select(e => new LatencyEvent(e[0].Text, e[1].Integer, e[2].Integer, e[3].Integer))];
}
