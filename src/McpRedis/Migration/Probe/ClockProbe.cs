using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

/// <summary>How far a server's clock is from ours, and how far the server is away: the shorter of two looks.</summary>
internal static class ClockProbe
{
    public static async Task<Fact<ClockReading>> ReadAsync(IRedisGateway redis, TimeProvider time, CancellationToken cancellationToken)
    {
        ClockReading? best = null;
        for (int look = 0; look < 2; look++)
        {
            var sent = time.GetUtcNow();
            long started = time.GetTimestamp();
            RespValue reply;
            try
            {
                reply = await redis.ExecuteAsync(RedisCommand.Of("TIME"), cancellationToken);
            }
            catch (Fault fault) when (fault.Code is not (ErrorCode.RedisUnavailable or ErrorCode.AuthFailed or ErrorCode.RedisLoading))
            {
                return Fact<ClockReading>.Of(fault);
            }
            double rttMs = time.GetElapsedTime(started).TotalMilliseconds;
            // Seconds, and microseconds of the second.
            if (reply.Count != 2)
            {
                return Fact<ClockReading>.Missing("told in a form that is not understood");
            }
            double serverMs = (reply[0].Integer * 1000.0) + (reply[1].Integer / 1000.0);
            double oursMs = (sent - DateTimeOffset.UnixEpoch).TotalMilliseconds + (rttMs / 2);
            if (best is null || rttMs < best.RttMs)
            {
                best = new(serverMs - oursMs, rttMs / 2, rttMs);
            }
        }
        return Fact<ClockReading>.Known(best!);
    }
}
