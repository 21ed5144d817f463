using McpRedis.Hosting;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Migration.Running;

/// <summary>Servers that do not come back: a run ends by itself when its patience is over, says so, and can be gone on with.</summary>
public sealed class RunPatienceTests
{
    private static readonly ServerOptions Impatient = ToolHarness.Unconfirmed with { MigrationPatience = TimeSpan.FromSeconds(3) };

    [Theory]
    [MemberData(nameof(RunFaultTests.PathsTwice), MemberType = typeof(RunFaultTests))]
    public async Task Source_that_never_returns_ends_the_run_which_is_gone_on_with_when_it_does(string path, bool isSilent)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path, Impatient);
        await using var bench = run;
        await LoseAsync(bench, main, path, isSilent);
        var failed = (await bench.EndAsync("failed")).At("failure");
        Assert.Equal("redis_unavailable", failed.At("code").GetString());
        Assert.Contains("It stayed so for 3 seconds.", failed.At("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(bench.Journals);
        await ReturnAsync(main, isSilent);
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Theory]
    [MemberData(nameof(RunFaultTests.Paths), MemberType = typeof(RunFaultTests))]
    public async Task Target_that_takes_no_writes_for_too_long_ends_the_run_which_is_gone_on_with_when_it_does(string path)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path, Impatient);
        await using var bench = run;
        await bench.HoldAsync(path);
        await spare.CallAsync("REPLICAOF", "127.0.0.1", 1);   // nobody is there, so it keeps what it has
        await bench.GoOnAsync();
        Assert.Equal("redis_unavailable", (await bench.EndAsync("failed")).At("failure").At("code").GetString());
        await spare.CallAsync("REPLICAOF", "NO", "ONE");
        await bench.ResumeAsync();
        await bench.CompleteAsync(main, spare);
    }

    [Fact]
    public async Task Target_that_has_too_few_replicas_is_waited_for()
    {
        var (run, main, spare) = await RunBench.OfPairAsync("sync");
        await using var bench = run;
        await bench.HoldAsync("sync");
        await spare.CallAsync("CONFIG", "SET", "min-replicas-to-write", 1);
        await bench.GoOnAsync();
        await using RawRedis redis = await spare.ConnectAsync();
        await TestTimeout.UntilAsync("writes are refused", async () => (await redis.InfoAsync("errorstats")).ContainsKey("errorstat_NOREPLICAS"));
        await redis.CallAsync("CONFIG", "SET", "min-replicas-to-write", 0);
        var job = await bench.EndAsync("succeeded");
        Assert.Equal(0, job.At("counts").At("failed").GetInt64());
        await bench.CompleteAsync(main, spare);
    }

    // A snapshot that is here needs its source no more: that of a sync is lost before.
    private static async Task LoseAsync(RunBench bench, RedisServerProcess main, string path, bool isSilent)
    {
        if (path == "sync")
        {
            await main.CallAsync("CONFIG", "SET", "repl-diskless-sync-delay", 3600);
            await bench.PlanAsync(path: path);
            await bench.BeginAsync();
            await using RawRedis redis = await main.ConnectAsync();
            await TestTimeout.UntilAsync("it waits for the snapshot", async () => (await redis.InfoAsync("replication"))["connected_slaves"] == "1");
        }
        else
        {
            await bench.HoldAsync(path);
        }
        if (isSilent)
        {
            main.Pause();
        }
        else
        {
            await main.KillAsync();
        }
        if (path != "sync")
        {
            await bench.GoOnAsync();
        }
    }

    private static async Task ReturnAsync(RedisServerProcess main, bool isSilent)
    {
        if (isSilent)
        {
            main.Resume();
            await main.CallAsync("CONFIG", "SET", "repl-diskless-sync-delay", 0);
        }
        else
        {
            await main.RestartAsync();
        }
    }
}
