namespace McpRedis.Redis.Connections;

/// <summary>
/// What an outage leaves behind on a link: dozens of attempts to connect, with their buffers and exceptions, some 5 MiB. By the time it is
/// garbage it has outlived the young generations, and a process that allocates little does not look at the oldest one for many
/// minutes; so memory would grow with every outage. One look after each costs milliseconds that an outage hides.
/// </summary>
internal sealed class OutageDebris(TimeProvider time)
{
    // The attempts under way when the connection is back are given up in this time; and a link that comes and goes must not keep us at it.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    private int _planned;

    /// <summary>Has it collected in a moment; returns at once. Asked again meanwhile, it is collected once.</summary>
    public void CollectSoon()
    {
        if (Interlocked.Exchange(ref _planned, 1) == 0)
        {
            _ = CollectAsync();
        }
    }

    private async Task CollectAsync()
    {
        await Task.Delay(Soon, time);
        Volatile.Write(ref _planned, 0);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
    }
}
