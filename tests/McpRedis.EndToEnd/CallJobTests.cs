using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>A job that <c>mcp-redis call</c> has started lives in its process: the call waits for it and writes what it came to.</summary>
public sealed class CallJobTests : IDisposable
{
    private const int Keys = 1000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Call_waits_for_the_job_it_started_and_writes_its_report()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        string planId = await StoppedAsync(main, spare);
        var run = await ProgramRun.RunAsync([.. Call(planId), "keysPerSecond=400"], null, Environment(main, spare));
        Assert.True(run.ExitCode == 0, run.Errors);
        var (reply, report) = Lines(run.Output);
        Assert.Equal(("running", planId), (reply.GetProperty("state").GetString(), reply.GetProperty("planId").GetString()));
        Assert.Equal((reply.GetProperty("id").GetString(), "succeeded"), (report.GetProperty("id").GetString(), report.GetProperty("state").GetString()));
        Assert.True(report.GetProperty("counts").GetProperty("copied").GetInt64() > 0, run.Output);
        Assert.Contains($"it goes on as job {reply.GetProperty("id").GetString()} (migration); Ctrl-C stops it.", run.Errors, StringComparison.Ordinal);
        Assert.Equal(Keys, (await spare.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Call_that_is_interrupted_cancels_its_job_in_order()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        string planId = await StoppedAsync(main, spare);
        long before = (await spare.CallAsync("DBSIZE")).Integer;
        using var process = Process.Start(BuiltProgram.HearingInterrupts(BuiltProgram.Start([.. Call(planId), "keysPerSecond=50"], null, Environment(main, spare))))!;
        await TestTimeout.UntilAsync("it goes on", async () => (await spare.CallAsync("DBSIZE")).Integer > before);
        string output = await InterruptAsync(process);
        Assert.Equal(1, process.ExitCode);
        Assert.Equal("cancelled", Lines(output).Report.GetProperty("state").GetString());
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, before + 1, Keys - 1);
        Assert.Single(Directory.GetFiles(_folder.File("migrations"), planId + ".json"));
    }

    [Fact]
    public async Task Call_that_is_not_to_wait_ends_after_its_reply()
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        string planId = await StoppedAsync(main, spare);
        var run = await ProgramRun.RunAsync([.. Call(planId), "keysPerSecond=1", "--no-wait"], null, Environment(main, spare));
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("running", JsonDocument.Parse(Assert.Single(run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement.GetProperty("state").GetString());
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, 1, Keys - 1);
        Assert.Single(Directory.GetFiles(_folder.File("migrations"), planId + ".json"));
    }

    // One that was interrupted in the middle: its plan is the only one that outlives a process.
    private async Task<string> StoppedAsync(RedisServerProcess main, RedisServerProcess spare)
    {
        string[] arguments = ["migrate", "--from", "main", "--to", "spare", "--yes", "--path", "scan", "--keys-per-second", "50"];
        using var process = Process.Start(BuiltProgram.HearingInterrupts(BuiltProgram.Start(arguments, null, Environment(main, spare))))!;
        await TestTimeout.UntilAsync("some keys are there", async () => (await spare.CallAsync("DBSIZE")).Integer > 0);
        await InterruptAsync(process);
        return Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
    }

    private static async Task<string> InterruptAsync(Process process)
    {
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestTimeout.Token()), process.StandardError.ReadToEndAsync(TestTimeout.Token()));
        using (var kill = Process.Start("kill", ["-2", process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestTimeout.Token());
        }
        await process.WaitForExitAsync(TestTimeout.Token());
        Assert.True(process.ExitCode == 1, await errors);
        return await output;
    }

    private static (JsonElement Reply, JsonElement Report) Lines(string output)
    {
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 2, output);
        return (JsonDocument.Parse(lines[0]).RootElement, JsonDocument.Parse(lines[1]).RootElement);
    }

    private static string[] Call(string planId) => ["call", "redis_migration_start", "connection=spare", $"planId={planId}", "--confirm", "never"];

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("EVAL", $"for i = 1, {Keys} do redis.call('SET', 'k:' .. i, i) end", 0);
        return server;
    }

    private Dictionary<string, string> Environment(RedisServerProcess main, RedisServerProcess spare) => new()
    {
        ["REDIS_URL_MAIN"] = $"redis://127.0.0.1:{main.Port}",
        ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
        ["MCP_REDIS_FILES_DIR"] = _folder.Path,
    };
}
