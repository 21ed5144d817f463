using McpRedis.Jobs;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Jobs;

public sealed class JobRegistryTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Job_reports_progress_and_its_result_can_be_collected()
    {
        await using var jobs = new JobRegistry(_time);
        var reported = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var job = jobs.Start("copy", "ada", async (progress, _) =>
        {
            progress.Report(new JobProgress("copying", 3, 10));
            reported.SetResult();
            await goOn.Task;
            return "10 keys";
        })!;
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        Assert.Equal((JobState.Running, new JobProgress("copying", 3, 10)), (job.State, job.Progress));

        goOn.SetResult();
        await job.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal((JobState.Succeeded, "10 keys"), (job.State, job.Result));
        Assert.Same(job, jobs.Find(job.Id, "ada"));
    }

    [Fact]
    public async Task Cancelled_job_ends_as_cancelled()
    {
        await using var jobs = new JobRegistry(_time);
        var job = jobs.Start("copy", "ada", Endless)!;
        job.Cancel();
        await job.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal(JobState.Cancelled, job.State);
        Assert.Null(job.Failure);
    }

    [Fact]
    public async Task Failure_is_the_outcome_and_kills_nothing()
    {
        await using var jobs = new JobRegistry(_time);
        var job = jobs.Start("copy", "ada", (_, _) => throw new InvalidOperationException("broken"))!;
        await job.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal((JobState.Failed, "broken"), (job.State, job.Failure!.Message));
    }

    [Fact]
    public async Task Job_of_another_principal_is_not_found()
    {
        await using var jobs = new JobRegistry(_time);
        var job = jobs.Start("copy", "ada", Endless)!;
        Assert.Null(jobs.Find(job.Id, "grace"));
        Assert.Empty(jobs.List("grace"));
        Assert.Equal([job], jobs.List("ada"));
    }

    [Fact]
    public async Task No_more_jobs_than_may_run_at_once()
    {
        await using var jobs = new JobRegistry(_time);
        var running = Enumerable.Range(0, JobRegistry.MaxRunning).Select(_ => jobs.Start("copy", "ada", Endless)).ToArray();
        Assert.DoesNotContain(null, running);
        Assert.Null(jobs.Start("copy", "ada", Endless));

        running[0]!.Cancel();
        await running[0]!.WhenEndedAsync(TestTimeout.Token());
        Assert.NotNull(jobs.Start("copy", "ada", Endless));
    }

    [Fact]
    public async Task Ended_job_is_kept_for_an_hour()
    {
        await using var jobs = new JobRegistry(_time);
        var job = jobs.Start("copy", "ada", (_, _) => Task.FromResult<object?>(1))!;
        await job.WhenEndedAsync(TestTimeout.Token());
        _time.Advance(JobRegistry.Kept);
        await jobs.Start("copy", "ada", (_, _) => Task.FromResult<object?>(2))!.WhenEndedAsync(TestTimeout.Token());
        Assert.NotNull(jobs.Find(job.Id, "ada"));

        _time.Advance(TimeSpan.FromSeconds(1));
        await jobs.Start("copy", "ada", (_, _) => Task.FromResult<object?>(3))!.WhenEndedAsync(TestTimeout.Token());
        Assert.Null(jobs.Find(job.Id, "ada"));
    }

    private static async Task<object?> Endless(IProgress<JobProgress> progress, CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return null;
    }
}
