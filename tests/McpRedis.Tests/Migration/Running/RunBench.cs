using System.Text.Json;
using McpRedis.Hosting;
using McpRedis.Redis.Connections;
using McpRedis.Rdb.Canonical;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Migration.Running;

/// <summary>A migration through the front door, slow enough that a test can do something to its ends in the middle: <c>main</c>, which may only be read, to <c>spare</c>.</summary>
internal sealed class RunBench : IAsyncDisposable
{
    public const int Keys = 1200;
    public const string Plan = "redis_migration_plan", Start = "redis_migration_start", Get = "redis_job_get", Cancel = "redis_job_cancel";

    /// <summary>Configuration of a source: it waits for no other replicas.</summary>
    public const string AtOnce = "repl-diskless-sync-delay 0";

    private readonly TempFolder _folder = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private ToolHarness? _mcp;

    public ToolHarness Mcp => _mcp!;

    public string PlanId { get; private set; } = "";

    public string Job { get; private set; } = "";

    /// <summary>Files of the journal.</summary>
    public string[] Journals => Directory.Exists(_folder.File("migrations")) ? Directory.GetFileSystemEntries(_folder.File("migrations")) : [];

    /// <param name="main">Source.</param>
    /// <param name="spare">Target.</param>
    /// <param name="path">sync, scan or types.</param>
    public static async Task<RunBench> StartAsync(ConnectionOptions main, ConnectionOptions spare, string path, ServerOptions? options = null)
    {
        var bench = new RunBench();
        // Where only some databases are open the whole data set cannot be sent, and SCAN is the way.
        bench._mcp = await ToolHarness.StartAsync(
            [main with { Name = "main", Access = "read", Databases = path == "scan" ? [0] : null }, spare with { Name = "spare" }], (options ?? ToolHarness.Unconfirmed) with { FilesDir = bench._folder.Path });
        return bench;
    }

    /// <summary>Between two servers of its own: one with keys of every type, and one that has a key already, so that it cannot be replaced as a whole.</summary>
    /// <param name="path">sync, scan or types.</param>
    /// <param name="config">Of both servers.</param>
    public static async Task<(RunBench Bench, RedisServerProcess Main, RedisServerProcess Spare)> OfPairAsync(string path, ServerOptions? options = null, params string[] config)
    {
        var (main, spare) = await PairAsync(config);
        var bench = await StartAsync(main.Options(), spare.Options(), path, options);
        bench._owned.AddRange([main, spare]);
        return (bench, main, spare);
    }

    /// <summary>The two servers alone, for a run that reaches them another way.</summary>
    public static async Task<(RedisServerProcess Main, RedisServerProcess Spare)> PairAsync(params string[] config)
    {
        var (main, spare) = (await RedisServerProcess.StartAsync([.. config, AtOnce]), await RedisServerProcess.StartAsync(config));
        await using var redis = await main.ConnectAsync();
        await CopyBench.FillAsync(redis, Keys);
        await redis.CallAsync("SAVE");
        await spare.CallAsync("SET", "mine", "own");
        return (main, spare);
    }

    public async Task<string> PlanAsync(string collision = "fail", string path = "")
    {
        object asked = path == "types" ? new { connection = "spare", source = "main", collision, path } : new { connection = "spare", source = "main", collision };
        var plan = await Mcp.CallAsync(Plan, asked);
        Assert.True(plan.At("executable").GetBoolean(), plan.ToString());
        Assert.Contains(path, plan.At("path").GetString(), StringComparison.Ordinal);
        return PlanId = plan.At("planId").GetString()!;
    }

    /// <summary>Plans, starts, and holds it when it is well within.</summary>
    public async Task HoldAsync(string path, string collision = "fail", int keysPerSecond = Keys / 2)
    {
        await RunAsync(path, collision, keysPerSecond);
        await Mcp.CallAsync(Cancel, new { id = Job, pause = true });
        await UntilAsync(job => job.At("phase").GetString() == "paused");
    }

    /// <summary>Lets it go on.</summary>
    public Task GoOnAsync() => Mcp.CallAsync(Cancel, new { id = Job, pause = false });

    /// <summary>Starts what was planned.</summary>
    public async Task BeginAsync(int keysPerSecond = Keys) => Job = (await Mcp.CallAsync(Start, new { connection = "spare", planId = PlanId, keysPerSecond })).At("id").GetString()!;

    /// <summary>Plans and starts, and returns while it writes.</summary>
    public async Task RunAsync(string path, string collision = "fail", int keysPerSecond = Keys / 2)
    {
        await PlanAsync(collision, path);
        await BeginAsync(keysPerSecond);
        await UntilAsync(job => job.At("done").GetInt64() > Keys / 10);
        Assert.Equal("running", (await LookAsync()).At("state").GetString());
    }

    /// <summary>Goes on as fast as it can.</summary>
    public async Task<JsonElement> ResumeAsync()
    {
        ToolAnswer? answer = null;
        // The connections of single commands come back by themselves, in their own time.
        await TestTimeout.UntilAsync("the ends answer", async () => (answer = await Mcp.SendAsync(Start, new { connection = "spare", planId = PlanId })).Error?.Code is not ("redis_unavailable" or "auth_failed"));
        Assert.True(answer!.Error is null, $"{answer.Error?.Code}: {answer.Error?.Message}");
        var resumed = answer.Reply;
        Assert.True(resumed.At("resumed").GetBoolean());
        Job = resumed.At("id").GetString()!;
        return await EndAsync("succeeded");
    }

    public Task<JsonElement> LookAsync() => Mcp.CallAsync(Get, new { id = Job });

    public Task UntilAsync(Func<JsonElement, bool> holds) => TestTimeout.UntilAsync("the job came so far", async () => holds(await LookAsync()));

    /// <summary>The job, ended as it should.</summary>
    public async Task<JsonElement> EndAsync(string state)
    {
        await UntilAsync(job => job.At("state").GetString() != "running");
        var job = await LookAsync();
        Assert.True(job.At("state").GetString() == state, job.ToString());
        return job;
    }

    /// <summary>Every key is there with its value and expiry, the target's own is untouched, and nothing else is left anywhere.</summary>
    public async Task CompleteAsync(RedisServerProcess main, RedisServerProcess spare, string? own = "own")
    {
        await SameValues.CheckAsync(main, spare, 0, ValueAspect.None);
        Assert.Equal(own, (await spare.CallAsync("GET", "mine")) is { IsNull: false } value ? value.Text : null);
        Assert.Equal((await main.CallAsync("DBSIZE")).Integer + (own is null ? 0 : 1), (await spare.CallAsync("DBSIZE")).Integer);
        Assert.Empty(Journals);
    }

    public async ValueTask DisposeAsync()
    {
        if (_mcp is not null)
        {
            await _mcp.DisposeAsync();
        }
        foreach (var owned in _owned)
        {
            await owned.DisposeAsync();
        }
        _folder.Dispose();
    }
}
