using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>Feels how long a server takes for a PING on a connection of its own, as another client would.</summary>
internal sealed class LatencyProbe(RespPipe pipe, LivePace pace, TimeProvider time)
{
    private const int Before = 15;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(15);

    /// <summary>Ahead of the work. False where PING is not open to us: then the pace is by the size of steps alone.</summary>
    public async Task<bool> CalibrateAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < Before; i++)
        {
            if (await FeelAsync(cancellationToken) is not { } ms)
            {
                return false;
            }
            pace.FeltBefore(ms);
            await Task.Delay(TimeSpan.FromMilliseconds(1), time, cancellationToken);
        }
        return true;
    }

    /// <summary>During it, until it is cancelled or the connection is lost.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await FeelAsync(cancellationToken) is { } ms)
            {
                pace.Felt(ms);
                await Task.Delay(Every, time, cancellationToken);
            }
        }
        catch (Exception e) when (e is Faults.Fault or OperationCanceledException)
        {
            // The reader notices by itself what became of the server.
        }
    }

    private async Task<double?> FeelAsync(CancellationToken cancellationToken)
    {
        long asked = time.GetTimestamp();
        var reply = await pipe.AskAsync(RedisCommand.Of("PING"), cancellationToken);
        return reply.IsError ? null : time.GetElapsedTime(asked).TotalMilliseconds;
    }
}
