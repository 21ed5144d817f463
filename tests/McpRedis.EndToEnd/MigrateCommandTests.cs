using System.Diagnostics;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary><c>mcp-redis migrate</c> from outside, where no terminal is.</summary>
public sealed class MigrateCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_plans_copies_and_reports()
    {
        await using var main = await FilledAsync(300);
        await using var spare = await RedisServerProcess.StartAsync();
        var plan = await RunAsync(main, spare, "--from", "main", "--to", "spare", "--plan");
        Assert.True(plan.ExitCode == 0, plan.Errors);
        Assert.Contains("main to spare by path serve", plan.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);

        var run = await RunAsync(main, spare, "--from", "main", "--to", "spare", "--yes", "--pattern", "k:1*", "--rename", "k:=key:", "--take-database", "0:3");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Contains("copied 111", run.Output, StringComparison.Ordinal);
        Assert.Contains("keys", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("\r", run.Errors, StringComparison.Ordinal);
        await using var there = await spare.ConnectAsync();
        await there.CallAsync("SELECT", 3);
        Assert.Equal((111, "v100"), ((await there.CallAsync("DBSIZE")).Integer, (await there.CallAsync("GET", "key:100")).Text));
    }

    [Fact]
    public async Task Migrate_writes_nothing_where_nobody_can_be_asked()
    {
        await using var main = await FilledAsync(3);
        await using var spare = await RedisServerProcess.StartAsync();
        var run = await RunAsync(main, spare, "--from", "main", "--to", "spare");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--yes", run.Errors, StringComparison.Ordinal);
        Assert.Equal(0, (await spare.CallAsync("DBSIZE")).Integer);
    }

    [Theory]
    [InlineData("--from", "--from")]
    [InlineData("--resume", "--from", "main", "--resume", "x")]
    [InlineData("--plan", "--resume", "x", "--plan")]
    [InlineData("--take-database", "--from", "main", "--take-database", "zero")]
    [InlineData("--rename", "--from", "main", "--rename", "a")]
    [InlineData("source", "--from", "nowhere")]
    public async Task Migrate_refuses_what_cannot_be_meant(string named, params string[] arguments)
    {
        await using var main = await RedisServerProcess.StartAsync();
        var run = await RunAsync(main, main, ["--to", "spare", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9")]
    [InlineData("2")]
    public async Task Migrate_that_was_ended_goes_on_where_it_was(string signal)
    {
        await using var main = await FilledAsync(3000);
        await using var spare = await RedisServerProcess.StartAsync();
        using (var process = Process.Start(BuiltProgram.HearingInterrupts(BuiltProgram.Start(["migrate", "--from", "main", "--to", "spare", "--yes", "--path", "scan", "--keys-per-second", "500"], null, Environment(main, spare))))!)
        {
            await TestTimeout.UntilAsync("some keys are there", async () => (await spare.CallAsync("DBSIZE")).Integer > 300);
            using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
            {
                await kill.WaitForExitAsync(TestTimeout.Token());
            }
            string errors = await process.StandardError.ReadToEndAsync(TestTimeout.Token());
            await process.WaitForExitAsync(TestTimeout.Token());
            Assert.Equal(signal == "2" ? 1 : 137, process.ExitCode);
            Assert.Equal(signal == "2", errors.Contains("--resume", StringComparison.Ordinal));
        }
        string planId = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, 1, 2999);
        var run = await RunAsync(main, spare, "--to", "spare", "--resume", planId, "--yes");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(3000, (await spare.CallAsync("DBSIZE")).Integer);
        Assert.Empty(Directory.GetFiles(_folder.File("migrations"), "*.json"));
    }

    [Fact]
    public async Task Migrate_that_was_killed_while_the_target_followed_it_puts_the_target_back_first()
    {
        await using var main = await FilledAsync(3000);
        await using var spare = await RedisServerProcess.StartAsync();
        await using var there = await spare.ConnectAsync();
        await there.CallAsync("CONFIG", "SET", "masterauth", "of-the-operator");
        await there.CallAsync("SET", "own", "1");
        using (var process = Process.Start(BuiltProgram.Start(["migrate", "--from", "main", "--to", "spare", "--yes", "--path", "serve", "--replace-target"], null, Environment(main, spare)))!)
        {
            // It calls back within a second of being told to follow us; until then it holds what was set.
            await TestTimeout.UntilAsync("the target was told to follow", async () => (await there.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text != "of-the-operator");
            process.Kill();
            await process.WaitForExitAsync(TestTimeout.Token());
        }
        string journal = Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json"));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(journal));
        }
        var run = await RunAsync(main, spare, "--to", "spare", "--resume", Path.GetFileNameWithoutExtension(journal), "--yes");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.DoesNotContain("of-the-operator", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Equal("of-the-operator", (await there.CallAsync("CONFIG", "GET", "masterauth")).Items![1].Text);
        Assert.Equal("master", (await there.InfoAsync("replication"))["role"]);
        Assert.Equal(3000, (await there.CallAsync("DBSIZE")).Integer);
        Assert.False(File.Exists(journal));
    }

    [Fact]
    public async Task Migrate_compares_and_repairs_at_the_end()
    {
        await using var main = await FilledAsync(200);
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "k:7", "mine");
        var dirty = await RunAsync(main, spare, "--from", "main", "--to", "spare", "--yes", "--collision", "skip", "--path", "sync", "--compare");
        Assert.Equal(1, dirty.ExitCode);
        Assert.Contains("value: 1", dirty.Output, StringComparison.Ordinal);
        Assert.Equal("mine", (await spare.CallAsync("GET", "k:7")).Text);
        var mended = await RunAsync(main, spare, "--from", "main", "--to", "spare", "--yes", "--collision", "skip", "--path", "types", "--repair");
        Assert.True(mended.ExitCode == 0, mended.Errors);
        Assert.Contains("Nothing differs: all 200 keys compared", mended.Output, StringComparison.Ordinal);
        Assert.Equal("v7", (await spare.CallAsync("GET", "k:7")).Text);
    }

    private static async Task<RedisServerProcess> FilledAsync(int keys)
    {
        var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("EVAL", $"for i = 0, {keys - 1} do redis.call('SET', 'k:' .. i, 'v' .. i) end", 0);
        return server;
    }

    private Task<ProgramRun> RunAsync(RedisServerProcess main, RedisServerProcess spare, params string[] arguments) =>
        ProgramRun.RunAsync(["migrate", .. arguments], null, Environment(main, spare));

    private Dictionary<string, string> Environment(RedisServerProcess main, RedisServerProcess spare) => new()
    {
        ["REDIS_URL_MAIN"] = $"redis://127.0.0.1:{main.Port}",
        ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
        ["MCP_REDIS_FILES_DIR"] = _folder.Path,
    };
}
