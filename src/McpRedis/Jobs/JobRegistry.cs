using System.Collections.Concurrent;

namespace McpRedis.Jobs;

/// <summary>Long work: start, watch, cancel, collect. Ended jobs are kept for a while, so that a client that was away learns how they ended.</summary>
/// <param name="time">Clock.</param>
internal sealed class JobRegistry(TimeProvider time) : IAsyncDisposable
{
    /// <summary>Jobs that may run at once.</summary>
    public const int MaxRunning = 8;

    /// <summary>How long an ended job can be collected.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    // What is told at the end of the process before it goes on ending.
    private static readonly TimeSpan EndTime = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>Starts a job; null when as many run as may.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="principal">Who starts it.</param>
    /// <param name="work">The work: reports progress, stops when told to, gives its result.</param>
    /// <param name="pause">What the work looks at to be held; null for work that cannot be.</param>
    public Job? Start(string kind, string principal, Func<IProgress<JobProgress>, CancellationToken, Task<object?>> work, PauseSwitch? pause = null)
    {
        Job job;
        lock (_lock)
        {
            Forget();
            if (_jobs.Values.Count(j => j.State == JobState.Running) >= MaxRunning)
            {
                return null;
            }
            job = new Job(Guid.NewGuid().ToString("N"), kind, principal, pause, time);
            _jobs[job.Id] = job;
        }
        _ = Task.Run(() => job.RunAsync(work));
        return job;
    }

    /// <summary>A job of this principal; null for an unknown id and for somebody else's.</summary>
    public Job? Find(string id, string principal) => _jobs.GetValueOrDefault(id) is { } job && job.Principal == principal ? job : null;

    /// <summary>The principal's jobs, newest first.</summary>
    public IReadOnlyList<Job> List(string principal) =>
        [.. _jobs.Values.Where(j => j.Principal == principal).OrderByDescending(j => j.Started)];

    /// <summary>Cancels what runs and gives it a moment to put things in order.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var job in _jobs.Values)
        {
            job.Cancel();
        }
        try
        {
            await Task.WhenAll(_jobs.Values.Select(j => j.WhenEndedAsync())).WaitAsync(EndTime, time);
        }
        catch (TimeoutException)
        {
            // The process ends anyway; what a job must not lose it has written down before.
        }
    }

    private void Forget()
    {
        foreach (var job in _jobs.Values.Where(j => j.Ended is { } ended && time.GetUtcNow() - ended > Kept))
        {
            if (_jobs.TryRemove(job.Id, out _))
            {
                job.Dispose();
            }
        }
    }
}
