using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Migration.Running;

/// <summary>What whole runs survive: in the end every key is there, whole, and nothing else happened.</summary>
public sealed class RunFaultTests
{
    public static TheoryData<string> Paths => ["sync", "scan", "types"];

    public static MatrixTheoryData<string, bool> PathsTwice => new(["sync", "scan", "types"], [true, false]);

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Source_killed_in_the_middle_and_back_from_its_file(string path)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path);
        await using var bench = run;
        await bench.HoldAsync(path);
        await main.RestartAsync();
        await bench.GoOnAsync();
        var job = await bench.EndAsync("succeeded");
        await bench.CompleteAsync(main, spare);
        Assert.Contains(job.List("notes"), note => note.GetString()!.StartsWith("The source was restarted", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(PathsTwice))]
    public async Task Target_killed_in_the_middle_and_back_empty_or_with_what_it_saved(string path, bool saves)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path, config: "save ''");
        await using var bench = run;
        await bench.RunAsync(path);
        if (saves)
        {
            await spare.CallAsync("SAVE");
            long saved = (await spare.CallAsync("DBSIZE")).Integer;
            await TestTimeout.UntilAsync("more comes than was saved", async () => (await spare.CallAsync("DBSIZE")).Integer > saved);
        }
        await spare.RestartAsync();
        var job = await bench.EndAsync("succeeded");
        await bench.CompleteAsync(main, spare, saves ? "own" : null);
        Assert.Contains("all was gone over again", job.List("notes")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Both_ends_stopped_for_five_seconds(string path)
    {
        var (run, main, spare) = await RunBench.OfPairAsync(path);
        await using var bench = run;
        await bench.RunAsync(path);
        main.Pause();
        spare.Pause();
        await Task.Delay(TimeSpan.FromSeconds(5), TestTimeout.Token());
        spare.Resume();
        main.Resume();
        var job = await bench.EndAsync("succeeded");
        await bench.CompleteAsync(main, spare);
        Assert.Equal(RunBench.Keys, job.At("counts").At("copied").GetInt64());
    }

    [Theory]
    [MemberData(nameof(PathsTwice))]
    public async Task Cut_connections_in_the_middle_of_payloads(string path, bool isTarget)
    {
        var (main, spare) = await RunBench.PairAsync();
        await using RedisServerProcess source = main, target = spare;
        await using var proxy = FaultProxy.To(isTarget ? spare : main);
        RedisServerProcess through = isTarget ? spare : main;
        var options = through.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] };
        await using var bench = await RunBench.StartAsync(isTarget ? main.Options() : options, isTarget ? options : spare.Options(), path);
        await bench.RunAsync(path);
        for (int cut = 1; cut <= 3; cut++)
        {
            long done = (await bench.LookAsync()).At("done").GetInt64();
            proxy.ResetOpen();
            await bench.UntilAsync(job => job.At("state").GetString() != "running" || job.At("done").GetInt64() > done);
        }
        await bench.EndAsync("succeeded");
        await bench.CompleteAsync(main, spare);
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Target_that_followed_another_for_a_while_is_given_all_it_dropped(string path)
    {
        var (main, spare) = await RunBench.PairAsync();
        await using RedisServerProcess source = main, target = spare, third = await RedisServerProcess.StartAsync(RunBench.AtOnce);
        await using var bench = await RunBench.StartAsync(main.Options(), spare.Options(), path);
        await bench.HoldAsync(path);
        await spare.CallAsync("REPLICAOF", "127.0.0.1", third.Port);
        await RedisReplication.InSyncAsync(spare);
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);
        await spare.CallAsync("REPLICAOF", "NO", "ONE");
        await bench.GoOnAsync();
        await bench.EndAsync("succeeded");
        await bench.CompleteAsync(main, spare, own: null);
    }
}
