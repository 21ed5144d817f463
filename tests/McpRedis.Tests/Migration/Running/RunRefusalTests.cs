using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Migration.Running;

/// <summary>What ends a run, and how it is gone on with.</summary>
public sealed class RunRefusalTests
{
    public static TheoryData<string> Paths => RunFaultTests.Paths;

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Target_out_of_memory_is_told_and_gone_on_with_when_there_is_room(string path)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path);
        await using var bench = run;
        await bench.HoldAsync(path);
        await spare.CallAsync("CONFIG", "SET", "maxmemory", "1mb", "maxmemory-policy", "noeviction");
        await bench.GoOnAsync();
        var failed = (await bench.EndAsync("failed")).At("failure");
        Assert.Equal("redis_oom", failed.At("code").GetString());
        Assert.Contains("maxmemory", failed.At("hint").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(bench.Journals);
        // Room for all that is still to come, but not for all once more.
        await using RawRedis redis = await spare.ConnectAsync();
        long used = long.Parse((await redis.InfoAsync("memory"))["used_memory"], System.Globalization.CultureInfo.InvariantCulture);
        await spare.CallAsync("CONFIG", "SET", "maxmemory", used + (path == "types" ? 2_400_000 : 800_000));   // commands by type take more while they are under way
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Theory]
    [InlineData("sync", true)]
    [InlineData("scan", true)]
    [InlineData("scan", false)]
    [InlineData("types", true)]
    [InlineData("types", false)]
    public async Task Password_that_changes_in_the_middle_is_told_and_gone_on_with_when_it_is_back(string path, bool isTarget)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path);
        await using var bench = run;
        await bench.HoldAsync(path);
        await using RawRedis admin = await (isTarget ? spare : main).ConnectAsync();
        await admin.CallAsync("CONFIG", "SET", "requirepass", "another");
        await admin.CallAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        await bench.GoOnAsync();
        var failed = (await bench.EndAsync("failed")).At("failure");
        Assert.Equal("auth_failed", failed.At("code").GetString());
        Assert.DoesNotContain("another", failed.ToString(), StringComparison.Ordinal);
        await admin.CallAsync("CONFIG", "SET", "requirepass", "");
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Name_that_becomes_taken_in_the_middle_ends_a_run_that_fails_and_is_passed_over_or_replaced_by_others(string path)
    {
        foreach (string collision in (string[])["fail", "skip", "replace"])
        {
            var (run, main, spare) = await RunBench.OfPairAsync(path);
            await using var bench = run;
            await bench.HoldAsync(path, collision);
            string taken = await TakeAsync(spare);
            await bench.GoOnAsync();
            var job = await bench.EndAsync(collision == "fail" ? "failed" : "succeeded");
            if (collision == "replace")
            {
                await bench.CompleteAsync(main, spare);
                continue;
            }
            Assert.Equal("theirs", (await spare.CallAsync("GET", taken)).Text);
            Assert.Equal(1, job.At("counts").At("skipped").GetInt64());
            Assert.Empty(bench.Journals);
            if (collision == "skip")
            {
                Assert.Equal(RunBench.Keys + 1, (await spare.CallAsync("DBSIZE")).Integer);
                continue;
            }
            Assert.Equal("conflict", job.At("failure").At("code").GetString());
            Assert.Equal(taken, job.List("examples").Single().At("key").At("text").GetString());
            // What is there now is not what was agreed to.
            Assert.Equal("conflict", (await bench.Mcp.FailAsync(RunBench.Start, new { connection = "spare", planId = bench.PlanId })).Code);
        }
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Run_that_went_over_all_again_and_is_stopped_then_can_be_gone_on_with(string path)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path);
        await using var bench = run;
        await bench.HoldAsync(path);
        await spare.CallAsync("SAVE");
        await spare.RestartAsync();
        await bench.GoOnAsync();
        await bench.UntilAsync(job => job.At("state").GetString() != "running" || job.At("done").GetInt64() > RunBench.Keys / 2);
        await bench.Mcp.CallAsync(RunBench.Cancel, new { id = bench.Job });
        await bench.EndAsync("cancelled");
        Assert.NotEmpty(bench.Journals);
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Fact]
    public async Task Journal_that_cannot_be_written_any_more_ends_the_run_where_it_can_be_gone_on_with()
    {
        var (run, main, spare) = await RunBench.OfPairAsync("scan");
        await using var bench = run;
        await bench.HoldAsync("scan", keysPerSecond: RunBench.Keys / 4);   // what is left takes seconds, and it is written every second
        string inTheWay = bench.Journals.Single(file => file.EndsWith(".json", StringComparison.Ordinal)) + ".next";
        await TestTimeout.UntilAsync("something is in the way of the journal", () =>
        {
            try
            {
                Directory.CreateDirectory(inTheWay);
                return Task.FromResult(true);
            }
            catch (IOException)
            {
                return Task.FromResult(false);   // it is being written
            }
        });
        await bench.GoOnAsync();
        var failed = (await bench.EndAsync("failed")).At("failure");
        Assert.Equal("conflict", failed.At("code").GetString());
        Assert.Contains("journal", failed.At("message").GetString(), StringComparison.Ordinal);
        Directory.Delete(inTheWay);
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Password_that_is_wrong_before_the_start_is_told_and_nothing_is_done(bool isTarget)
    {
        var (main, spare) = await RunBench.PairAsync();
        await using RedisServerProcess source = main, target = spare;
        await using RawRedis admin = await (isTarget ? spare : main).ConnectAsync();
        await using var bench = await RunBench.StartAsync(main.Options(), spare.Options(), "sync");
        await bench.PlanAsync();
        await admin.CallAsync("CONFIG", "SET", "requirepass", "another");
        await admin.CallAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
        // With a plan that was made when it was right, and for a new one.
        await TestTimeout.UntilAsync("the start is refused", async () => await RefusalAsync(RunBench.Start, new { connection = "spare", planId = bench.PlanId }) == "auth_failed");
        Assert.Equal("auth_failed", await RefusalAsync(RunBench.Plan, new { connection = "spare", source = "main" }));
        Assert.Empty((await bench.Mcp.CallAsync("redis_job_list")).List("items"));
        Assert.Empty(bench.Journals);
        await admin.CallAsync("CONFIG", "SET", "requirepass", "");
        Assert.Equal(1, (await spare.CallAsync("DBSIZE")).Integer);

        // While connections come back by themselves it is unavailable; it never says what the password is, and never works.
        async Task<string> RefusalAsync(string tool, object arguments)
        {
            var error = await bench.Mcp.FailAsync(tool, arguments);
            Assert.Contains(error.Code, (string[])["auth_failed", "redis_unavailable"]);
            Assert.DoesNotContain("another", error.Message + error.Hint, StringComparison.Ordinal);
            return error.Code;
        }
    }

    // A name of the source that has not come yet.
    private static async Task<string> TakeAsync(RedisServerProcess spare)
    {
        await using RawRedis redis = await spare.ConnectAsync();
        for (int i = RunBench.Keys - 1; i >= 0; i--)
        {
            if (!(await redis.CallAsync("SET", $"k:{i}", "theirs", "NX")).IsNull)
            {
                return $"k:{i}";
            }
        }
        throw new InvalidOperationException("all of it is there already");
    }
}
