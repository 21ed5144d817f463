using McpRedis.Jobs;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Jobs;

public sealed class JobCancelToolTests(RedisFixture redis)
{
    [Fact]
    public async Task JobCancel_stops_a_job_and_leaves_an_ended_one_as_it_is()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        var reported = new TaskCompletionSource();
        var job = SampleJobs.Start(mcp, SampleJobs.Endless(reported));
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        await mcp.CallAsync("redis_job_cancel", new { id = job.Id });
        await job.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal("cancelled", (await mcp.CallAsync("redis_job_cancel", new { id = job.Id })).At("state").GetString());

        var done = SampleJobs.Start(mcp, (_, _) => Task.FromResult<object?>(null));
        await done.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal("succeeded", (await mcp.CallAsync("redis_job_cancel", new { id = done.Id })).At("state").GetString());
    }

    [Fact]
    public async Task JobCancel_of_somebody_elses_job_stops_nothing()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        var reported = new TaskCompletionSource();
        var job = SampleJobs.Start(mcp, SampleJobs.Endless(reported), "bob");
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_job_cancel", new { id = job.Id })).Code);
        Assert.Equal(JobState.Running, job.State);
    }

    [Fact]
    public async Task JobCancel_asks_where_every_change_is_asked_about()
    {
        await using var mcp = await SampleJobs.StartAsync(redis, ToolHarness.Everything with { Confirm = "writes" });
        var reported = new TaskCompletionSource();
        var job = SampleJobs.Start(mcp, SampleJobs.Endless(reported));
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        var asked = await mcp.FailAsync("redis_job_cancel", new { id = job.Id });
        Assert.Equal(("confirmation_required", JobState.Running), (asked.Code, job.State));
        await mcp.CallAsync("redis_job_cancel", new { id = job.Id, confirmToken = asked.ConfirmToken });
        await job.WhenEndedAsync(TestTimeout.Token());
        Assert.Equal(JobState.Cancelled, job.State);
    }

    [Fact]
    public async Task JobCancel_holds_a_job_that_can_be_held_and_lets_it_go_on()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        var reported = new TaskCompletionSource();
        var pause = new PauseSwitch();
        var job = SampleJobs.Start(mcp, SampleJobs.Endless(reported), pause: pause);
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        Assert.Equal("running", (await mcp.CallAsync("redis_job_cancel", new { id = job.Id, pause = true })).At("state").GetString());
        Assert.True(pause.IsPaused);
        await mcp.CallAsync("redis_job_cancel", new { id = job.Id, pause = false });
        Assert.False(pause.IsPaused);

        var other = SampleJobs.Start(mcp, SampleJobs.Endless(reported));
        Assert.Equal("conflict", (await mcp.FailAsync("redis_job_cancel", new { id = other.Id, pause = true })).Code);
        Assert.Equal(JobState.Running, other.State);
    }
}
