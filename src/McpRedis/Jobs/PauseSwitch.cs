namespace McpRedis.Jobs;

/// <summary>Holds work that looks at it, until it is let go on. What is held keeps all it has: connections, files, its place.</summary>
internal sealed class PauseSwitch
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _goOn;

    public bool IsPaused => Volatile.Read(ref _goOn) is not null;

    public void Set(bool paused)
    {
        TaskCompletionSource? over = null;
        lock (_lock)
        {
            if (paused)
            {
                _goOn ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            }
            else
            {
                (over, _goOn) = (_goOn, null);
            }
        }
        over?.SetResult();
    }

    /// <summary>Returns when nothing holds the work.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => Volatile.Read(ref _goOn)?.Task.WaitAsync(cancellationToken) ?? Task.CompletedTask;
}
