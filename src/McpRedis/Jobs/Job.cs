namespace McpRedis.Jobs;

/// <summary>
/// Work that outlives the call that started it. Its id is a handle that cannot be guessed, and a name, not a right:
/// who may see it is decided by its principal.
/// </summary>
internal sealed class Job : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private volatile JobProgress _progress = JobProgress.None;

    internal Job(string id, string kind, string principal, PauseSwitch? pause, TimeProvider time)
    {
        (Id, Kind, Principal, Pause, _time) = (id, kind, principal, pause, time);
        Started = time.GetUtcNow();
    }

    public string Id { get; }

    /// <summary>What it does, such as <c>migration</c>.</summary>
    public string Kind { get; }

    /// <summary>Who started it.</summary>
    public string Principal { get; }

    public DateTimeOffset Started { get; }

    /// <summary>Holds it; null for work that cannot be held.</summary>
    public PauseSwitch? Pause { get; }

    /// <summary>Null while it runs.</summary>
    public DateTimeOffset? Ended { get; private set; }

    public JobState State { get; private set; } = JobState.Running;

    public JobProgress Progress => _progress;

    /// <summary>What it came to; null unless it succeeded.</summary>
    public object? Result { get; private set; }

    /// <summary>Why it failed; null unless it did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Completes when the job has ended, however it ended.</summary>
    public Task WhenEndedAsync(CancellationToken cancellationToken = default) => _ended.Task.WaitAsync(cancellationToken);

    /// <summary>Asks it to stop. It ends when it has put things in order; ended jobs hear nothing.</summary>
    public void Cancel() => _cancel.Cancel();

    public void Dispose() => _cancel.Dispose();

    internal async Task RunAsync(Func<IProgress<JobProgress>, CancellationToken, Task<object?>> work)
    {
        try
        {
            Result = await work(new Latest(this), _cancel.Token);
            End(JobState.Succeeded);
        }
        catch (OperationCanceledException) when (_cancel.IsCancellationRequested)
        {
            End(JobState.Cancelled);
        }
#pragma warning disable CA1031 // Whatever it is, it is the job's outcome: nobody awaits the work itself.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Failure = e;
            End(JobState.Failed);
        }
    }

    private void End(JobState state)
    {
        Ended = _time.GetUtcNow();
        State = state;
        _ended.TrySetResult();
    }

    // Progress<T> posts to a pool, where an older report can overtake a newer one.
    private sealed class Latest(Job job) : IProgress<JobProgress>
    {
        public void Report(JobProgress value) => job._progress = value;
    }
}
