using System.Diagnostics;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary><c>mcp-redis migrate --live</c> killed while clients write: whoever goes on with it loses none of what they were told is written.</summary>
public sealed class MigrateLiveKillTests : IDisposable
{
    private const int Keys = 3000;
    private const long Some = 10_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("replicate")]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Killed_while_it_follows_it_is_gone_on_with_and_cut_over(string way)
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var writers = new PipelinedWriters(main.Port, allowed: Some);
        using (var process = Start(main, spare, "--from", "main", "--path", way))
        {
            await UntilFollowingAsync(process);
            writers.Allow(Some);
            await WrittenAsync(writers, Some + (Some / 10));
            await KillAsync(process);
        }
        await WrittenAsync(writers, 2 * Some);   // with nobody there to carry it over
        if (way == "replicate")
        {
            await using var there = await spare.ConnectAsync();
            Assert.Equal("slave", (await there.InfoAsync("replication"))["role"]);
        }
        await GoOnAsync(main, spare, writers);
        await using var redis = await main.ConnectAsync();
        // By events everything is gone over again; the others go on where they were.
        Assert.Equal(way == "scan" ? "0" : "1", (await redis.InfoAsync("stats"))["sync_full"]);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Killed_within_the_copy_it_is_gone_on_with_and_cut_over(string way)
    {
        await using var main = await FilledAsync();
        await using var spare = await RedisServerProcess.StartAsync();
        await using var writers = new PipelinedWriters(main.Port, allowed: Some);
        using (var process = Start(main, spare, "--from", "main", "--path", way, "--keys-per-second", "500"))
        {
            await TestTimeout.UntilAsync("some keys are there", async () => (await spare.CallAsync("DBSIZE")).Integer > 100);
            await KillAsync(process);
        }
        Assert.InRange((await spare.CallAsync("DBSIZE")).Integer, 100, Keys - 1);
        await GoOnAsync(main, spare, writers);
    }

    // Into the middle of more writes.
    private async Task GoOnAsync(RedisServerProcess main, RedisServerProcess spare, PipelinedWriters writers)
    {
        string planId = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
        long before = writers.Acknowledged;
        writers.Allow(Some);
        await WrittenAsync(writers, before + (Some / 10));
        var run = await ProgramRun.RunAsync(["migrate", "--to", "spare", "--live", "--resume", planId, "--yes", "--cut-over"], null, Environment(main, spare));
        await writers.StopAsync();
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("Level: point the clients to 'spare' now.", run.Output, StringComparison.Ordinal);
        await WrittenRounds.CheckAsync(writers, main, spare);
        Assert.Empty((await DatabaseDigest.OfAsync(main)).DifferencesTo(await DatabaseDigest.OfAsync(spare)));
        Assert.DoesNotContain((await spare.CallAsync("KEYS", "mcp-redis:*")).Texts, _ => true);
        Assert.Empty(Directory.GetFiles(_folder.File("migrations"), "*.json"));
    }

    private static Task WrittenAsync(PipelinedWriters writers, long writes) => TestTimeout.UntilAsync("some more is written", () => Task.FromResult(writers.Acknowledged >= writes));

    private Process Start(RedisServerProcess main, RedisServerProcess spare, params string[] arguments) =>
        Process.Start(BuiltProgram.Start(["migrate", "--to", "spare", "--yes", "--live", .. arguments], null, Environment(main, spare)))!;

    private static async Task UntilFollowingAsync(Process process)
    {
        var told = new List<string>();
        while (await process.StandardError.ReadLineAsync(TestTimeout.Token()) is { } line)
        {
            told.Add(line);
            if (line.StartsWith("All is there", StringComparison.Ordinal))
            {
                return;
            }
        }
        Assert.Fail(string.Join('\n', told));
    }

    private static async Task KillAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(TestTimeout.Token());
        Assert.Equal(137, process.ExitCode);
    }

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var server = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "repl-backlog-size 64mb", "notify-keyspace-events KA");
        await server.CallAsync("EVAL", $"""
            for i = 0, {Keys} - 1 do
              local key = 'k:' .. i
              if i % 3 == 0 then redis.call('SET', key, 'v' .. i, 'PXAT', 4000000000000 + i)
              elseif i % 3 == 1 then redis.call('RPUSH', key, i, i + 1)
              else redis.call('HSET', key, 'a', i, 'b', string.rep('x', i % 60)) end
            end
            """, 0);
        return server;
    }

    private Dictionary<string, string> Environment(RedisServerProcess main, RedisServerProcess spare) => new()
    {
        ["REDIS_URL_MAIN"] = $"redis://127.0.0.1:{main.Port}",
        ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
        ["MCP_REDIS_FILES_DIR"] = _folder.Path,
    };
}
