using System.Text.Json;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>A migration from 'main' to 'spare' that carries changes over, by the tools and without confirmations.</summary>
internal sealed class LiveJob : IAsyncDisposable
{
    private const string Tool = "redis_migration_start";
    private const int LongMs = 60_000;

    private LiveJob(ToolHarness mcp, string way, string planId, string id) => (Mcp, Way, PlanId, Id) = (mcp, way, planId, id);

    public ToolHarness Mcp { get; }

    public string Way { get; }

    public string PlanId { get; }

    public string Id { get; private set; }

    /// <summary>Plans it and starts it; returns when it follows.</summary>
    public static async Task<LiveJob> StartAsync(ConnectionOptions main, RedisServerProcess spare, string way, TempFolder folder)
    {
        var mcp = await ToolHarness.StartAsync([main, spare.Options("spare")], ToolHarness.Unconfirmed with { FilesDir = folder.Path });
        var plan = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", live = true, path = way });
        Assert.True(plan.At("executable").GetBoolean(), plan.GetRawText());
        string planId = plan.At("planId").GetString()!;
        var started = await mcp.CallAsync(Tool, new { connection = "spare", planId, waitMs = LongMs });
        var job = new LiveJob(mcp, way, planId, started.At("id").GetString()!);
        await job.UntilFollowingAsync();
        return job;
    }

    public Task UntilFollowingAsync() => TestTimeout.UntilAsync("it follows", async () =>
    {
        var job = await LookAsync();
        Assert.True(job.At("state").GetString() == "running", job.GetRawText());
        return job.At("phase").GetString() == "following";
    });

    public Task<JsonElement> LookAsync() => Mcp.CallAsync("redis_job_get", new { id = Id });

    /// <summary>Cuts over. What the job tells of itself may be from before a server was lost: as long as it then copies, it is asked again.</summary>
    public async Task CutOverAsync()
    {
        await TestTimeout.UntilAsync("it is cut over", async () =>
        {
            var answer = await Mcp.SendAsync(Tool, new { connection = "spare", planId = PlanId, cutOver = true });
            bool isEarly = answer.Error?.Message.StartsWith("The copy is not through", StringComparison.Ordinal) == true;
            Assert.True(isEarly || answer.Error is null, answer.Error?.Message);
            return !isEarly;
        });
    }

    /// <summary>Ends it after a cut-over, where it goes on after one; the job as it ended.</summary>
    public async Task<JsonElement> EndAsync()
    {
        if (Way != "replicate")
        {
            await Mcp.CallAsync("redis_job_cancel", new { id = Id });
        }
        await TestTimeout.UntilAsync("the job ended", async () => (await LookAsync()).At("state").GetString() != "running");
        var job = await LookAsync();
        Assert.True(job.At("state").GetString() == "succeeded", job.GetRawText());
        return job;
    }

    public ValueTask DisposeAsync() => Mcp.DisposeAsync();
}
