using McpRedis.Faults;

namespace McpRedis.Migration.Copying;

/// <summary>Waits while a server is away or busy, longer each time, and gives up when its time is over.</summary>
/// <param name="patience">How long it may last.</param>
/// <param name="time">Clock.</param>
/// <param name="isTold">It is over when somebody says so, and not because nothing was heard of it for a while: an attempt may itself wait long for a server that is silent.</param>
internal sealed class TargetTrouble(TimeSpan patience, TimeProvider time, bool isTold = false)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Peace = TimeSpan.FromSeconds(30);

    private long? _since;
    private long _last;
    private TimeSpan _pause = Shortest;

    /// <summary>All is well again.</summary>
    public void IsOver() => (_since, _pause) = (null, Shortest);

    /// <exception cref="Fault">It lasted too long.</exception>
    public async Task WaitAsync(string what, CancellationToken cancellationToken)
    {
        if (!isTold && time.GetElapsedTime(_last) > Peace)
        {
            IsOver();   // another trouble than the last one
        }
        _since ??= time.GetTimestamp();
        if (time.GetElapsedTime(_since.Value) > patience)
        {
            throw new Fault(ErrorCode.RedisUnavailable, $"{what} It stayed so for {patience.TotalSeconds:0} seconds.", "Mend it, then resume.", retryable: true);
        }
        await Task.Delay(_pause, time, cancellationToken);
        _last = time.GetTimestamp();
        _pause = _pause * 2 < Longest ? _pause * 2 : Longest;
    }

    /// <summary>Tries until it works or the time is over.</summary>
    public async Task<T> OutlastAsync<T>(Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await step(cancellationToken);
            }
            catch (Exception e) when (IsPassing(e))
            {
                await WaitAsync("A server cannot be reached.", cancellationToken);
            }
        }
    }

    /// <summary>It may work again by itself.</summary>
    public static bool IsPassing(Exception e) => e is (IOException and not TargetChangedException) or Fault { Code: ErrorCode.RedisUnavailable or ErrorCode.RedisLoading or ErrorCode.ClusterDown or ErrorCode.Timeout };
}
