using System.Diagnostics;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary><c>mcp-redis migrate</c> killed in the middle: everything is there after it was gone on with, and nothing of it lies about.</summary>
public sealed class MigrateFaultTests : IDisposable
{
    private const int Keys = 3000;

    private readonly TempFolder _folder = new(), _temporary = new();

    public void Dispose()
    {
        _folder.Dispose();
        _temporary.Dispose();
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    [InlineData("types")]
    public async Task Migrate_that_was_killed_loses_nothing(string path)
    {
        await using var main = await FilledAsync(path);
        await using var spare = await RedisServerProcess.StartAsync();
        await spare.CallAsync("SET", "mine", "own");   // so that it cannot be replaced as a whole
        string planId = await KillAsync(main, spare, path, $"--keys-per-second 500{(path == "types" ? " --path types" : "")}", async () => (await spare.CallAsync("DBSIZE")).Integer > Keys / 10);
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, 1, Keys);
        // The snapshot was in a file without a name.
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path, "mcp-redis*"));
        var run = await RunAsync(main, spare, path, "--to", "spare", "--resume", planId, "--yes");
        Assert.True(run.ExitCode == 0, run.Errors);
        await SameAsync(main, spare);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.File("migrations"), planId + "*"));
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path, "mcp-redis*"));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Migrate_that_was_killed_within_a_large_value_finds_its_pieces_again(string path)
    {
        await using var main = await RedisServerProcess.StartAsync("save ''", "rdbcompression no", "repl-diskless-sync-delay 0", "user plain on nopass ~* +@all -sync -psync");
        await using var spare = await RedisServerProcess.StartAsync("save ''");
        await spare.CallAsync("SET", "mine", "own");
        await main.CallAsync("SETRANGE", "large", 300_000_000, "end");
        await main.CallAsync("PEXPIREAT", "large", 4_000_000_000_000);
        string planId = await KillAsync(main, spare, path, "", async () => (await spare.CallAsync("KEYS", "*:mcp-redis-copy:*")).Texts.Count > 0);
        string left = Assert.Single((await spare.CallAsync("KEYS", "*:mcp-redis-copy:*")).Texts);
        Assert.Equal(0, (await spare.CallAsync("EXISTS", "large")).Integer);
        // It would go by itself.
        Assert.InRange((await spare.CallAsync("PTTL", left)).Integer, 1, 600_000);
        var run = await RunAsync(main, spare, path, "--to", "spare", "--resume", planId, "--yes");
        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(["large", "mine"], (await spare.CallAsync("KEYS", "*")).Texts.Order());
        Assert.Equal((300_000_003, 4_000_000_000_000), ((await spare.CallAsync("STRLEN", "large")).Integer, (await spare.CallAsync("PEXPIRETIME", "large")).Integer));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("serve")]
    public async Task Migrate_whose_snapshot_has_no_room_says_so_leaves_nothing_there_and_can_be_gone_on_with(string path)
    {
        await using var main = await RedisServerProcess.StartAsync("save ''", "rdbcompression no", "repl-diskless-sync-delay 0");
        await using var spare = await RedisServerProcess.StartAsync("save ''", "rdbcompression no");
        await spare.CallAsync("SET", "mine", "own");
        foreach (string key in (string[])["a", "b", "c"])
        {
            await main.CallAsync("SETRANGE", key, 7_000_000, "end");
        }
        string[] arguments = ["migrate", "--from", "main", "--to", "spare", "--yes", "--path", path, .. path == "serve" ? ["--replace-target"] : Array.Empty<string>()];
        var run = await ProgramRun.ToEndAsync(BuiltProgram.WithFilesOf(4 << 20, BuiltProgram.Start(arguments, null, Environment(main, spare, path))), TestTimeout.Token());
        Assert.True(run.ExitCode == 1, run.Errors);
        Assert.Contains("The disk for temporary files takes no more of the snapshot of the source.", run.Output + run.Errors, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path, "mcp-redis*"));
        Assert.Equal("own", (await spare.CallAsync("GET", "mine")).Text);
        string planId = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
        var again = await RunAsync(main, spare, path, "--to", "spare", "--resume", planId, "--yes");
        Assert.True(again.ExitCode == 0, again.Errors);
        Assert.Empty((await DatabaseDigest.OfAsync(main)).DifferencesTo(await DatabaseDigest.OfAsync(spare)).Except(["mine"]));
        Assert.Empty(Directory.GetFileSystemEntries(_temporary.Path, "mcp-redis*"));
    }

    // Kills it as soon as what it is told holds; returns the plan to go on with.
    private async Task<string> KillAsync(RedisServerProcess main, RedisServerProcess spare, string path, string options, Func<Task<bool>> holds)
    {
        string[] arguments = ["migrate", "--from", "main", "--to", "spare", "--yes", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        using var process = Process.Start(BuiltProgram.Start(arguments, null, Environment(main, spare, path)))!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(TestTimeout.Token()), process.StandardError.ReadToEndAsync(TestTimeout.Token()));
        await TestTimeout.UntilAsync("it is in the middle", async () => process.HasExited || await holds());
        process.Kill();
        await process.WaitForExitAsync(TestTimeout.Token());
        Assert.True(process.ExitCode == 137, await errors);
        Assert.Contains($"by path {path}", await output, StringComparison.Ordinal);
        return Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
    }

    private static async Task<RedisServerProcess> FilledAsync(string path)
    {
        var server = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "user plain on nopass ~* +@all -sync -psync");
        await server.CallAsync("EVAL", $"""
            for i = 0, {Keys} - 1 do
              local key = 'k:' .. i
              if i % 5 == 0 then redis.call('SET', key, 'v' .. i)
              elseif i % 5 == 1 then redis.call('RPUSH', key, i, i + 1)
              elseif i % 5 == 2 then redis.call('HSET', key, 'a', i, 'b', string.rep('x', i % 60))
              elseif i % 5 == 3 then redis.call('ZADD', key, i, 'a', i / 3, 'b')
              else redis.call('XADD', key, '1-' .. i, 'f', i) end
              if i % 2 == 0 then redis.call('PEXPIREAT', key, 4000000000000 + i) end
            end
            """, 0);
        return server;
    }

    private static async Task SameAsync(RedisServerProcess main, RedisServerProcess spare)
    {
        Assert.Equal(["mine"], (await DatabaseDigest.OfAsync(main)).DifferencesTo(await DatabaseDigest.OfAsync(spare)));
        await using RawRedis from = await main.ConnectAsync(), to = await spare.ConnectAsync();
        for (int i = 0; i < Keys; i++)
        {
            Assert.Equal((await from.CallAsync("PEXPIRETIME", $"k:{i}")).Integer, (await to.CallAsync("PEXPIRETIME", $"k:{i}")).Integer);
        }
    }

    private Task<ProgramRun> RunAsync(RedisServerProcess main, RedisServerProcess spare, string path, params string[] arguments) =>
        ProgramRun.RunAsync(["migrate", .. arguments], null, Environment(main, spare, path));

    // A user that may not SYNC is left SCAN.
    private Dictionary<string, string> Environment(RedisServerProcess main, RedisServerProcess spare, string path) => new()
    {
        ["REDIS_URL_MAIN"] = $"redis://{(path == "scan" ? "plain:any@" : "")}127.0.0.1:{main.Port}",
        ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
        ["MCP_REDIS_FILES_DIR"] = _folder.Path,
        ["TMPDIR"] = _temporary.Path,
    };
}
