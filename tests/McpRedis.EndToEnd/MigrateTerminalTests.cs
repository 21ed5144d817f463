using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary><c>mcp-redis migrate</c> on a terminal: it asks, draws a bar, and hears keys while it follows.</summary>
public sealed class MigrateTerminalTests : IDisposable
{
    private const string Question = "To do it type yes:";

    private readonly TempFolder _folder = new();

    public MigrateTerminalTests() => Assert.SkipUnless(TerminalProcess.IsPossible, "no script(1) here to make a terminal with");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Migrate_asks_and_draws_a_bar()
    {
        await using var main = await FilledAsync(2000);
        await using var spare = await RedisServerProcess.StartAsync();
        using var terminal = Start(main, spare, "--path", "scan", "--keys-per-second", "2000");
        await terminal.AnswerAsync(Question, "yes\n");
        Assert.True(await terminal.EndAsync() == 0, terminal.Shown);
        Assert.Matches(@"\r\[#+-+\] +\d+ %  \d+ of about 2000 keys", terminal.Shown);
        Assert.Contains("\u001b[K", terminal.Shown, StringComparison.Ordinal);
        Assert.Contains("copied 2000", terminal.Shown, StringComparison.Ordinal);
        // Nothing breaks into the bar, unless it was asked for.
        Assert.DoesNotContain(" INF ", terminal.Shown, StringComparison.Ordinal);
        Assert.Equal(2000, (await spare.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Log_level_that_is_given_holds_on_a_terminal_too()
    {
        await using var main = await FilledAsync(10);
        await using var spare = await RedisServerProcess.StartAsync();
        using var terminal = Start(main, spare, "--path", "scan", "--yes", "--log-level", "info");
        Assert.True(await terminal.EndAsync() == 0, terminal.Shown);
        Assert.Contains(" INF ", terminal.Shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    public async Task Key_c_cuts_over_and_key_q_ends_it(string path)
    {
        await using var main = await FilledAsync(100);
        await using var spare = await RedisServerProcess.StartAsync();
        using var terminal = Start(main, spare, "--path", path, "--live");
        await terminal.AnswerAsync(Question, "yes\n");
        await terminal.UntilAsync("c cuts over, q ends it.");
        await main.CallAsync("SET", "late", "1");
        await terminal.AnswerAsync(" behind", "c");
        await terminal.AnswerAsync("holds whoever writes to 'main' back", "yes\n");
        await terminal.AnswerAsync("Level: point the clients to 'spare' now.", "q");
        Assert.True(await terminal.EndAsync() == 0, terminal.Shown);
        Assert.Contains("Cut over at", terminal.Shown, StringComparison.Ordinal);
        Assert.Equal((101, "1"), ((await spare.CallAsync("DBSIZE")).Integer, (await spare.CallAsync("GET", "late")).Text));
        Assert.Empty(Directory.GetFiles(_folder.File("migrations"), "*.json"));
    }

    [Fact]
    public async Task Cut_over_that_is_not_confirmed_does_nothing_and_key_q_says_how_to_go_on()
    {
        await using var main = await FilledAsync(100);
        await using var spare = await RedisServerProcess.StartAsync();
        using var terminal = Start(main, spare, "--path", "sync", "--live", "--yes");
        await terminal.UntilAsync("c cuts over, q ends it.");
        await terminal.AnswerAsync(" behind", "q");
        Assert.True(await terminal.EndAsync() == 1, terminal.Shown);
        string plan = Path.GetFileNameWithoutExtension(Assert.Single(Directory.GetFiles(_folder.File("migrations"), "*.json")));
        Assert.Contains($"mcp-redis migrate --to spare --resume {plan}", terminal.Shown, StringComparison.Ordinal);
        using var again = TerminalProcess.Start(["migrate", "--to", "spare", "--resume", plan], Environment(main, spare));
        await again.AnswerAsync(Question, "yes\n");
        await again.UntilAsync("c cuts over, q ends it.");
        await again.AnswerAsync(" behind", "c");
        await again.AnswerAsync("holds whoever writes to 'main' back", "no\n");
        await again.AnswerAsync("The user declined; nothing was done.", "q");
        Assert.True(await again.EndAsync() == 1, again.Shown);
        Assert.DoesNotContain("Cut over at", again.Shown, StringComparison.Ordinal);
    }

    private TerminalProcess Start(RedisServerProcess main, RedisServerProcess spare, params string[] arguments) =>
        TerminalProcess.Start(["migrate", "--from", "main", "--to", "spare", .. arguments], Environment(main, spare));

    private static async Task<RedisServerProcess> FilledAsync(int keys)
    {
        var server = await RedisServerProcess.StartAsync("repl-diskless-sync-delay 0", "notify-keyspace-events KA");
        await server.CallAsync("EVAL", $"for i = 0, {keys - 1} do redis.call('SET', 'k:' .. i, 'v' .. i) end", 0);
        return server;
    }

    private Dictionary<string, string> Environment(RedisServerProcess main, RedisServerProcess spare) => new()
    {
        ["REDIS_URL_MAIN"] = $"redis://127.0.0.1:{main.Port}",
        ["REDIS_URL_SPARE"] = $"redis://127.0.0.1:{spare.Port}",
        ["MCP_REDIS_FILES_DIR"] = _folder.Path,
    };
}
