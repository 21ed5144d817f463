using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>What a server's clock says. A time that is left is added to this and to no other clock, so that clocks that differ do not matter.</summary>
internal static class ServerClock
{
    /// <summary>Milliseconds since 1970 by the server; by us where it keeps its clock to itself.</summary>
    public static async Task<long> AskAsync(RespPipe pipe, TimeProvider time, CancellationToken cancellationToken) =>
        Read(await pipe.AskAsync(RedisCommand.Of("TIME"), cancellationToken)) ?? time.GetUtcNow().ToUnixTimeMilliseconds();

    // [seconds, microseconds of the second]
    public static long? Read(RespValue reply) => reply.Count == 2 ? (reply[0].Integer * 1000) + (reply[1].Integer / 1000) : null;
}
