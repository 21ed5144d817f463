using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Jobs;

public sealed class JobGetToolTests(RedisFixture redis)
{
    [Fact]
    public async Task JobGet_tells_how_far_a_job_is_and_what_it_came_to()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        TaskCompletionSource reported = new(), goOn = new();
        var job = SampleJobs.Start(mcp, async (progress, _) =>
        {
            progress.Report(new("copying", 30, 100) { Bytes = 3000, PerSecond = 10 });
            reported.SetResult();
            await goOn.Task;
            return new JobReport(new Dictionary<string, long> { ["copied"] = 100 })
            {
                Losses = new Dictionary<string, long> { ["fieldTtls"] = 3 },
                Examples = [new(2, "left:1"u8.ToArray(), "refused", "Not known there.")],
                Notes = ["target: append-only file on."],
            };
        });
        await reported.Task.WaitAsync(TestTimeout.HangGuard);
        var reply = await mcp.CallAsync("redis_job_get", new { id = job.Id });
        Assert.Equal(("running", "copying", "migration"), (reply.At("state").GetString(), reply.At("phase").GetString(), reply.At("kind").GetString()));
        Assert.Equal((30, 100, 3000), (reply.At("done").GetInt64(), reply.At("total").GetInt64(), reply.At("bytes").GetInt64()));
        Assert.Equal((10.0, 7.0), (reply.At("perSecond").GetDouble(), reply.At("etaSeconds").GetDouble()));
        Assert.True(reply.IsNull("endedAtMs") && reply.IsNull("counts") && reply.IsNull("failure"));

        goOn.SetResult();
        await job.WhenEndedAsync(TestTimeout.Token());
        reply = await mcp.CallAsync("redis_job_get", new { id = job.Id });
        Assert.Equal(("succeeded", 100), (reply.At("state").GetString(), reply.At("counts").At("copied").GetInt64()));
        Assert.True(reply.IsNull("etaSeconds") && !reply.IsNull("endedAtMs"));
        Assert.Equal((3, "target: append-only file on."), (reply.At("losses").At("fieldTtls").GetInt64(), reply.List("notes").Single().GetString()));
        var example = Assert.Single(reply.List("examples"));
        Assert.Equal(("left:1", 2, "refused"), (example.At("key").At("text").GetString(), example.At("database").GetInt32(), example.At("outcome").GetString()));
    }

    [Theory]
    [InlineData(true, "redis_oom")]
    [InlineData(false, "internal")]
    public async Task JobGet_tells_why_a_job_failed_and_no_more(bool fault, string code)
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        var job = SampleJobs.Start(mcp, (_, _) => throw (fault ? new Fault(ErrorCode.RedisOom, "The target is full.", "Free memory.") : new InvalidOperationException("10.0.0.7:6379 S3cret")));
        await job.WhenEndedAsync(TestTimeout.Token());
        var answer = await mcp.SendAsync("redis_job_get", new { id = job.Id });
        Assert.Equal(("failed", code), (answer.Reply.At("state").GetString(), answer.Reply.At("failure").At("code").GetString()));
        Assert.DoesNotContain("S3cret", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JobGet_of_somebody_elses_job_is_as_of_none()
    {
        await using var mcp = await SampleJobs.StartAsync(redis);
        var job = SampleJobs.Start(mcp, (_, _) => Task.FromResult<object?>(null), "bob");
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_job_get", new { id = job.Id })).Code);
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_job_get", new { id = "none" })).Code);
    }
}
