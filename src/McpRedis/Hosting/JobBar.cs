using McpRedis.Jobs;

namespace McpRedis.Hosting;

/// <summary>
/// Tells on stderr how far a job is until it has ended: on a terminal a bar that is drawn over, elsewhere a line now and then. A job ends with its process, so whoever waits for it
/// here is all that keeps it going: Ctrl-C cancels it, and is heard out until it has put things in order.
/// </summary>
internal static class JobBar
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200), LineEvery = TimeSpan.FromSeconds(5);

    /// <param name="job">The job.</param>
    /// <param name="look">What else is to be done now and then; null for nothing.</param>
    /// <param name="time">Clock.</param>
    /// <param name="cancellationToken">Ctrl-C. The job has ended all the same when this returns.</param>
    public static async Task UntilEndedAsync(Job job, Func<Job, CancellationToken, Task>? look, TimeProvider time, CancellationToken cancellationToken)
    {
        bool bar = !Console.IsErrorRedirected;
        Task ended = job.WhenEndedAsync(CancellationToken.None);
        long told = time.GetTimestamp();
        while (!ended.IsCompleted)
        {
            await Task.WhenAny(ended, Task.Delay(LookEvery, time, cancellationToken));
            if (cancellationToken.IsCancellationRequested)
            {
                job.Cancel();
                await ended;
            }
            if (bar)
            {
                // To the end of the line: what was longer before must not stay.
                Console.Error.Write($"\r{MigrateText.Progress(job.Progress)}\u001b[K");
            }
            else if (ended.IsCompleted || time.GetElapsedTime(told) >= LineEvery)
            {
                Console.Error.WriteLine(MigrateText.Progress(job.Progress));
                told = time.GetTimestamp();
            }
            if (look is not null)
            {
                await look(job, cancellationToken);
            }
        }
        if (bar)
        {
            Console.Error.WriteLine();
        }
    }
}
