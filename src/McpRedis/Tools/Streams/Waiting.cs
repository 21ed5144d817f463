namespace McpRedis.Tools.Streams;

/// <summary>
/// Waiting for entries without BLOCK. A blocking read would hold up the shared connection and a connection for each
/// waiting call would let a client open any number; a look now and then costs the server microseconds and ends when the
/// call is cancelled.
/// </summary>
internal static class Waiting
{
    public const int LongestMs = 10_000;

    // The wait itself, and the reads before and after it.
    public const int DeadlineSeconds = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until something is there or the time is over; null when nothing came.</summary>
    public static async Task<T?> ForAsync<T>(TimeProvider time, int waitMs, Func<Task<T?>> look, CancellationToken cancellationToken)
        where T : class
    {
        long started = time.GetTimestamp();
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }
            var left = TimeSpan.FromMilliseconds(waitMs) - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return null;
            }
            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken);
        }
    }
}
