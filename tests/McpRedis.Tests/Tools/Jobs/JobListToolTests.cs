using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Jobs;

public sealed class JobListToolTests(RedisFixture redis)
{
    [Fact]
    public async Task JobList_shows_the_callers_own_newest_first()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        Assert.Empty((await mcp.CallAsync("redis_job_list")).List("items"));
        var reported = new TaskCompletionSource();
        var first = SampleJobs.Start(mcp, (_, _) => Task.FromResult<object?>(null));
        await first.WhenEndedAsync(TestTimeout.Token());
        var second = SampleJobs.Start(mcp, SampleJobs.Endless(reported));
        SampleJobs.Start(mcp, (_, _) => Task.FromResult<object?>(null), "bob");
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        var reply = await mcp.CallAsync("redis_job_list");
        Assert.Equal([(second.Id, "running"), (first.Id, "succeeded")], reply.List("items").Select(item => (item.At("id").GetString()!, item.At("state").GetString()!)).OrderByDescending(item => item.Item1 == second.Id));
        Assert.False(reply.At("truncated").GetBoolean());
    }

    [Fact]
    public async Task JobList_is_there_at_read_access_and_cancel_is_not()
    {
        await using var mcp = await SampleJobs.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        Assert.Empty((await mcp.CallAsync("redis_job_list")).List("items"));
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_job_cancel", new { id = "x" })).Code);
    }
}
