using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>The reply of TIME: seconds and microseconds.</summary>
internal static class ServerClock
{
    public static long Ms(RespValue reply) =>
        reply.Checked("TIME") is { Count: 2 } time ? (time[0].Integer * 1000) + (time[1].Integer / 1000) : throw new TypeErrorException("TIME", "The reply is not understood.");
}
