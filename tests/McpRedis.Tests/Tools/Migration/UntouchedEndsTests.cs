using System.Text.Json;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Migration.Running;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Migration;

/// <summary>What reaches the two ends over a whole run of each path: the source is asked what the lists below hold and nothing else, and before a confirmation so is the target.</summary>
public sealed class UntouchedEndsTests : IDisposable
{
    private const string Plan = "redis_migration_plan", Tool = "redis_migration_start", Compare = "redis_migration_compare", Get = "redis_job_get", Cancel = "redis_job_cancel";
    private const int Long = 60_000;

    // Connecting, looking at an end, planning.
    private static readonly string[] Looking =
    [
        "hello", "select", "ping", "client|id", "client|info", "client|setname", "command", "command|info", "info", "time", "acl|dryrun", "acl|getuser", "acl|whoami", "cluster|info", "cluster|nodes",
        "cluster|shards", "cluster|slots", "config|get", "function|list", "module|list", "pubsub|numsub", "dbsize", "randomkey", "scan", "type", "pttl", "pexpiretime", "memory|usage", "exists", "strlen", "dump",
    ];

    // Values: copying and comparing.
    private static readonly string[] Reading =
        ["getrange", "lrange", "sscan", "scard", "zscan", "zcard", "hscan", "hlen", "hpexpiretime", "xrange", "xpending", "xinfo|stream", "xinfo|groups", "xinfo|consumers"];

    private static readonly string[] Forbidden = ["flushall", "flushdb", "swapdb", "save", "bgsave", "bgrewriteaof", "shutdown", "config|rewrite", "acl|setuser", "acl|deluser", "script|flush", "function|flush", "function|delete"];

    private readonly TempFolder _folder = new();

    public static TheoryData<string, bool> Runs => new() { { "sync", false }, { "scan", false }, { "types", false }, { "serve", false }, { "sync", true }, { "scan", true }, { "replicate", true } };

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Whole_run_sends_the_source_what_is_listed_and_nothing_else(string path, bool live)
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using ServerRecord source = await ServerRecord.StartAsync(main), target = await ServerRecord.StartAsync(spare);
        await using var mcp = await StartAsync(main, spare);
        var plan = await PlanAsync(mcp, path, live);
        string planId = plan.At("planId").GetString()!;
        // What only this path sends, and what its plan says of it; a target that follows sends its own.
        var (own, announced) = (path, live) switch
        {
            ("sync" or "serve", false) => (["replconf", "sync"], ["REPLCONF", "SYNC"]),
            ("sync", true) => (["replconf", "psync"], ["REPLCONF", "PSYNC", "CLIENT PAUSE"]),
            ("scan", true) => (["psubscribe"], ["PSUBSCRIBE", "CLIENT PAUSE"]),
            ("replicate", true) => (["replconf", "psync"], ["CLIENT PAUSE"]),
            _ => (Array.Empty<string>(), Array.Empty<string>()),
        };
        string told = string.Join(' ', plan.List("sourceCommands").Select(command => command.GetString()));
        Assert.All(announced, command => Assert.Contains(command, told, StringComparison.Ordinal));

        var started = await ConfirmedAsync(mcp, new { connection = "spare", planId, waitMs = Long });
        string id = started.At("id").GetString()!;
        if (live)
        {
            await TestTimeout.UntilAsync("it follows", async () => (await mcp.CallAsync(Get, new { id })).At("phase").GetString() == "following");
        }
        Assert.True((await mcp.CallAsync(Compare, new { connection = "spare", planId })).At("equal").GetBoolean());
        var came = await source.StopAsync();
        Assert.Empty(came.Except([.. Looking, .. Reading, .. own]));
        await source.AreReadsAsync(came.Except(["replconf", "sync", "psync", "psubscribe"]));
        if (live)
        {
            // Its own confirmation, and what that is for.
            var cut = await ConfirmedAsync(mcp, new { connection = "spare", planId, cutOver = true });
            Assert.StartsWith("Level", cut.At("cutOver").At("text").GetString(), StringComparison.Ordinal);
            await mcp.SendAsync(Cancel, new { id });   // what follows by the target has ended by itself
            Assert.Empty((await source.StopAsync()).Except([.. Looking, .. Reading, .. own, "client|pause", "client|unpause"]));
        }
        await TestTimeout.UntilAsync("the job ended", async () => (await mcp.CallAsync(Get, new { id })).At("state").GetString() == "succeeded");
        await source.IsUntouchedAsync();
        // A target that loads drops what it had by itself, as it was agreed; nothing of ours ever empties a server or changes what it keeps.
        Assert.DoesNotContain(await target.StopAsync(), Forbidden.Contains);
    }

    [Theory]
    [InlineData("sync", false)]
    [InlineData("scan", false)]
    [InlineData("types", false)]
    [InlineData("serve", false)]
    [InlineData("sync", true)]
    [InlineData("replicate", true)]
    public async Task Start_without_its_confirmation_leaves_both_ends_as_they_are(string path, bool live)
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("MSET", "k:1", "mine", "mine", "own");
        await using ServerRecord source = await ServerRecord.StartAsync(main), target = await ServerRecord.StartAsync(spare);
        await using var mcp = await StartAsync(main, spare);
        string planId = (await PlanAsync(mcp, path, live, replace: true)).At("planId").GetString()!, other = (await PlanAsync(mcp, path, live, replace: true)).At("planId").GetString()!;
        var asked = await mcp.FailAsync(Tool, new { connection = "spare", planId, waitMs = Long });
        Assert.Equal("confirmation_required", asked.Code);
        string typed = asked.Preview!.Value.At("target").GetString()!;   // all of these replace something
        object[] attempts =
        [
            new { connection = "spare", planId, waitMs = Long, confirmToken = new string('A', 100), confirmTarget = typed },
            new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken },
            new { connection = "spare", planId, waitMs = Long, confirmToken = asked.ConfirmToken, confirmTarget = "main" },
            new { connection = "spare", planId = other, waitMs = Long, confirmToken = asked.ConfirmToken, confirmTarget = typed },
            new { connection = "spare", planId, waitMs = Long, keysPerSecond = 1_000_000, confirmToken = asked.ConfirmToken, confirmTarget = typed },
            new { connection = "main", planId, waitMs = Long, confirmToken = asked.ConfirmToken, confirmTarget = typed },
        ];
        foreach (object attempt in attempts)
        {
            Assert.Contains((await mcp.FailAsync(Tool, attempt)).Code, (string[])["confirmation_invalid", "confirmation_required", "invalid_argument"]);
        }
        foreach (var record in (ServerRecord[])[source, target])
        {
            var came = await record.StopAsync();
            Assert.Empty(came.Except(Looking));
            await record.AreReadsAsync(came);
            await record.IsUntouchedAsync();
        }
        Assert.Empty((await mcp.CallAsync("redis_job_list")).List("items"));
        Assert.False(Directory.Exists(_folder.File("migrations")));
    }

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var server = await RedisServerProcess.StartAsync(RunBench.AtOnce, "notify-keyspace-events KA");
        await using var redis = await server.ConnectAsync();
        await CopyBench.FillAsync(redis, 210);
        await redis.CallAsync("SETRANGE", "large", 9_000_000, "end");   // goes in pieces
        return server;
    }

    private Task<ToolHarness> StartAsync(RedisServerProcess main, RedisServerProcess spare) =>
        ToolHarness.StartAsync([main.Options("main"), spare.Options("spare")], ToolHarness.Everything with { FilesDir = _folder.Path });

    private static async Task<JsonElement> PlanAsync(ToolHarness mcp, string path, bool live, bool replace = false)
    {
        var plan = await mcp.CallAsync(Plan, new { connection = "spare", source = "main", path, live, replaceTarget = replace, collision = replace ? "replace" : "fail" });
        Assert.True(plan.At("executable").GetBoolean(), plan.ToString());
        return plan;
    }

    private static async Task<JsonElement> ConfirmedAsync(ToolHarness mcp, object arguments)
    {
        var asked = await mcp.FailAsync(Tool, arguments);
        Assert.Equal("confirmation_required", asked.Code);
        var members = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        members["confirmToken"] = JsonSerializer.SerializeToElement(asked.ConfirmToken);
        return await mcp.CallAsync(Tool, members);
    }
}
