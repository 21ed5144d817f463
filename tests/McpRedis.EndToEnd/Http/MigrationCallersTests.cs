using System.Text.Json.Nodes;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A migration over HTTP is that of the caller who began it: each request comes with a token, and no connection of ours says who it is.</summary>
public sealed class MigrationCallersTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    private RedisServerProcess _main = null!, _spare = null!;

    public async ValueTask InitializeAsync()
    {
        (_main, _spare) = (await RedisServerProcess.StartAsync(), await RedisServerProcess.StartAsync());
        await _main.CallAsync("EVAL", "for i = 1, 20000 do redis.call('SET', 'key:' .. i, i) end", 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _main.DisposeAsync();
        await _spare.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Plan_and_job_are_nobody_elses()
    {
        var (alice, bob, reader) = (await MakeAsync("alice"), await MakeAsync("bob"), await MakeAsync("reader", "read"));
        await File.WriteAllTextAsync(_folder.File("tokens.json"), $"[{alice.Entry},{bob.Entry},{reader.Entry}]", TestTimeout.Token());
        await using var program = await HttpProgram.StartAsync($"redis://127.0.0.1:{_main.Port}", new Dictionary<string, string> { ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{_spare.Port}" },
            "--tokens-file", _folder.File("tokens.json"), "--toolsets", "default,migration", "--confirm", "never", "--files-dir", _folder.Path);
        string planId = (await CallAsync(alice, "redis_migration_plan", new() { ["connection"] = "spare", ["source"] = "default", ["path"] = "scan" })).Data.GetProperty("planId").GetString()!;
        Assert.Equal("key_not_found", (await CallAsync(bob, "redis_migration_start", Start(planId))).Code);
        Assert.True((await CallAsync(reader, "redis_migration_start", Start(planId))).IsError);
        string id = (await CallAsync(alice, "redis_migration_start", Start(planId))).Data.GetProperty("id").GetString()!;
        await TestTimeout.UntilAsync("some keys are there", async () => (await _spare.CallAsync("DBSIZE")).Integer > 5);
        foreach (var other in (Caller[])[bob, reader])
        {
            Assert.Equal("key_not_found", (await CallAsync(other, "redis_job_get", Named(id))).Code);
            Assert.True((await CallAsync(other, "redis_job_cancel", Named(id))).IsError);
            Assert.Empty((await CallAsync(other, "redis_job_list", [])).Data.GetProperty("items").EnumerateArray());
        }
        Assert.Equal("running", await StateAsync());
        Assert.False((await CallAsync(alice, "redis_job_cancel", Named(id))).IsError);
        await TestTimeout.UntilAsync("it ended", async () => await StateAsync() == "cancelled");
        Assert.Equal("key_not_found", (await CallAsync(bob, "redis_migration_start", Start(planId))).Code);

        Task<ToolReply> CallAsync(Caller caller, string tool, JsonObject arguments) => program.CallAsync(caller.Token, tool, arguments);

        async Task<string?> StateAsync() => (await CallAsync(alice, "redis_job_get", Named(id))).Data.GetProperty("state").GetString();
    }

    private static JsonObject Start(string planId) => new() { ["connection"] = "spare", ["planId"] = planId, ["keysPerSecond"] = 50 };

    private static JsonObject Named(string id) => new() { ["id"] = id };

    private static async Task<Caller> MakeAsync(string name, string access = "full")
    {
        var run = await ProgramRun.RunAsync(["token", "--name", name]);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var entry = JsonNode.Parse(lines[1])!.AsObject();
        entry["access"] = access;
        return new(lines[0], entry.ToJsonString());
    }

    private sealed record Caller(string Token, string Entry);
}
