using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>
/// Feels how long a server takes for a PING on a connection of its own, as another client would: while keys are being read, and in the short rests in between. What
/// differs between the two is ours; what a slow network or a busy machine adds is in both.
/// </summary>
internal sealed class LatencyProbe(RespPipe pipe, LivePace pace, TimeProvider time) : IDisposable
{
    // The first of a rest may wait behind what is still on its way.
    private const int PerRest = 6;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(15);

    private readonly SemaphoreSlim _turn = new(1);
    private bool _isClosed;

    /// <summary>While nothing of ours is on its way, or next to nothing.</summary>
    public async Task RestAsync(CancellationToken cancellationToken)
    {
        for (int i = 0; i < PerRest && await FeelAsync(cancellationToken) is { } ms; i++)
        {
            if (i > 0)
            {
                pace.FeltAtRest(ms);
            }
        }
    }

    /// <summary>During the work, until it is cancelled or the connection is lost.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await FeelAsync(cancellationToken) is { } ms)
            {
                pace.FeltAtWork(ms);
                await Task.Delay(Every, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }

    public void Dispose() => _turn.Dispose();

    // Null where PING is not open to us, or the server is gone, which the reader notices by itself: then the pace is by the size of steps alone.
    private async Task<double?> FeelAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            long asked = time.GetTimestamp();
            var reply = _isClosed ? RespValue.Null : await pipe.AskAsync(RedisCommand.Of("PING"), cancellationToken);
            _isClosed |= reply.IsError || reply.IsNull;
            return _isClosed ? null : time.GetElapsedTime(asked).TotalMilliseconds;
        }
        catch (Fault)
        {
            _isClosed = true;
            return null;
        }
        finally
        {
            _turn.Release();
        }
    }
}
