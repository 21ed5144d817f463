namespace McpRedis.Stdio;

/// <summary>
/// The SDK works on messages side by side, so an answer to a question may overtake the cancellation of the call that asked. What was confirmed after it was cancelled
/// must not be done: answers wait here until the cancellations before them have had their effect.
/// </summary>
internal sealed class CancelOrder
{
    // What it waits for takes microseconds; a cancellation that the SDK does not tell of must not stop the reader.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly object _gate = new();
    private int _underWay;

    /// <summary>A cancellation goes to the SDK.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _underWay++;
        }
    }

    /// <summary>One had its effect.</summary>
    public void End()
    {
        lock (_gate)
        {
            _underWay = Math.Max(0, _underWay - 1);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until all that were begun have ended.</summary>
    public void Await()
    {
        lock (_gate)
        {
            while (_underWay > 0)
            {
                if (!Monitor.Wait(_gate, Longest))
                {
                    _underWay = 0;
                }
            }
        }
    }
}
