using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>Static tokens end to end: made by the program itself, given to it in a file, changed while it runs.</summary>
public sealed class TokensFileTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    private RedisServerProcess _redis = null!;

    public async ValueTask InitializeAsync() => _redis = await RedisServerProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A11_a_revoked_entry_stops_within_five_seconds()
    {
        var (alice, bob) = (await MakeAsync("alice"), await MakeAsync("bob"));
        string file = Write(alice.Entry, bob.Entry);
        await using var program = await StartAsync(null, "--tokens-file", file);
        Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(alice.Token));
        Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(bob.Token));

        Write(bob.Entry);
        var clock = Stopwatch.StartNew();
        await TestTimeout.UntilAsync("alice is refused", async () => await program.StatusAsync(alice.Token) == HttpStatusCode.Unauthorized);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), clock.Elapsed.ToString());   // five are promised; the machine may be busy
        Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(bob.Token));

        Write("{ \"nme\": 1 }");
        await TestTimeout.UntilAsync("the mistake is told", () => Task.FromResult(program.Printed.Contains("entry 1: nme: unknown key", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(bob.Token));
    }

    [Fact]
    public async Task Entries_narrow_what_their_callers_may()
    {
        var read = await MakeAsync("reader");
        var narrow = await MakeAsync("narrow");
        var entry = JsonNode.Parse(narrow.Entry)!.AsObject();
        (entry["access"], entry["keyPrefixes"]) = ("write", new JsonArray("app:"));
        await using var program = await StartAsync(null, "--tokens-file", Write(read.Entry, entry.ToJsonString()));

        Assert.DoesNotContain("redis_string_set", await program.ToolsAsync(read.Token));
        Assert.Contains("redis_string_set", await program.ToolsAsync(narrow.Token));
        var set = new JsonObject { ["items"] = new JsonArray(new JsonObject { ["key"] = "other:1", ["value"] = "v" }) };
        Assert.Equal("key_out_of_scope", (await program.CallAsync(narrow.Token, "redis_string_set", set)).Code);
        Assert.True((await program.CallAsync(read.Token, "redis_string_set", set.DeepClone().AsObject())).IsError);
    }

    [Fact]
    public async Task The_single_token_of_the_environment()
    {
        var made = await MakeAsync("any");
        var environment = new Dictionary<string, string> { ["MCP_REDIS_AUTH_TOKEN"] = made.Token };
        await using var program = await StartAsync(environment, "--log-level", "trace");
        Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(made.Token));
        Assert.Equal(HttpStatusCode.Unauthorized, await program.StatusAsync(made.Token[..^1]));
        using var nobody = await program.PostAsync("tools/list");
        Assert.Equal("Bearer realm=\"mcp-redis\"", HttpProgram.Challenge(nobody));
        using var query = await program.PostAsync("tools/list", query: "?access_token=" + made.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, query.StatusCode);
        Assert.Equal(0, await program.StopAsync());
        Assert.DoesNotContain(made.Token, program.Printed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("changeme-changeme-changeme-changeme-changeme--")]
    public async Task S20_a_weak_token_is_refused_at_start_in_one_line(string token)
    {
        var run = await ProgramRun.RunAsync(["http", "--listen", "127.0.0.1:0"], $"redis://127.0.0.1:{_redis.Port}", new Dictionary<string, string> { ["MCP_REDIS_AUTH_TOKEN"] = token });
        Assert.Equal(78, run.ExitCode);
        Assert.Contains("expected at least 32 random bytes", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.DoesNotContain(token, run.Errors + run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_of_a_file_are_told_at_start()
    {
        var run = await ProgramRun.RunAsync(["http", "--listen", "127.0.0.1:0", "--tokens-file", Write("{}", "{ \"name\": \"a\", \"sha256\": \"x\", \"connections\": [\"none\"] }")], $"redis://127.0.0.1:{_redis.Port}");
        Assert.Equal(78, run.ExitCode);
        Assert.Equal(4, run.ErrorLines.Count);
    }

    [Fact]
    public async Task Names_that_are_none_make_no_token()
    {
        var run = await ProgramRun.RunAsync(["token", "--name", "local"]);
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
    }

    private Task<HttpProgram> StartAsync(Dictionary<string, string>? environment, params string[] arguments) =>
        HttpProgram.StartAsync($"redis://127.0.0.1:{_redis.Port}", environment, arguments);

    private static async Task<(string Token, string Entry)> MakeAsync(string name)
    {
        var run = await ProgramRun.RunAsync(["token", "--name", name]);
        Assert.Equal(0, run.ExitCode);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.DoesNotContain(lines[0], run.Errors + lines[1], StringComparison.Ordinal);
        return (lines[0], lines[1]);
    }

    private string Write(params string[] entries)
    {
        File.WriteAllText(_folder.File("tokens.json"), $"[{string.Join(',', entries)}]");
        return _folder.File("tokens.json");
    }
}
