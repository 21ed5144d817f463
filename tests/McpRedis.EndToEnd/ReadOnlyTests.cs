using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>S04: with --read-only nothing an assistant can say changes data.</summary>
public sealed class ReadOnlyTests
{
    private const int Vectors = 5000, InFlight = 32, Seed = 20260728;

    // All but the families of modules, whose tools are listed or not as the server says.
    private const string Toolsets = "default,streams,transactions,scripting,bits,geo,hyperloglog,config,clients,latency,monitor";

    private static readonly string[] Keys = ["app:text", "app:number", "app:hash", "app:list", "app:set", "app:zset", "app:stream", "app:soon", "absent"];

    [Theory]
    [InlineData("--read-only")]
    [InlineData("--access", "read")]
    public async Task S01_Write_tools_are_neither_listed_nor_callable(params string[] options)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        var all = await ToolsAsync(server);
        await using var program = await StdioProcess.ConnectAsync(Url(server), [.. options, "--toolsets", Toolsets]);
        var listed = await program.ListToolsAsync();

        Assert.All(listed, tool => Assert.True(IsReadOnly(tool), $"{Name(tool)} is listed"));
        string[] hidden = [.. all.Select(Name).Except(listed.Select(Name))];
        // Listed with either: what they may do follows the commands they are given.
        Assert.Equal(all.Where(tool => !IsReadOnly(tool)).Select(Name).Except(["redis_command_run", "redis_transaction_run"]).Order(), hidden.Order());
        Assert.Contains("redis_string_set", hidden);
        foreach (string tool in hidden)
        {
            Assert.Equal("access_denied", (await program.CallAsync(tool, new { key = "app:text", value = "changed" })).Code);
        }
    }

    [Fact]
    public async Task S04_Nothing_changes_whatever_the_arguments()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        var tools = await ToolsAsync(server);
        var before = await DatabaseDigest.OfAsync(server);
        await using var raw = await server.ConnectAsync();
        string changes = await ChangesAsync(raw);
        await using var program = await StdioProcess.ConnectAsync(Url(server), "--read-only", "--toolsets", Toolsets);
        await using var monitor = await MonitorRecorder.StartAsync(server);
        await raw.CallAsync("CONFIG", "RESETSTAT");

        string[] readable = [.. (await program.ListToolsAsync()).Select(Name)];
        var outcomes = await CallAllAsync(program, tools, readable, [.. (await raw.CallAsync("COMMAND", "LIST")).Texts.Order(StringComparer.Ordinal)]);

        Assert.True(outcomes.Answers > Vectors / 10, "too few calls got past the argument check to prove anything");
        string[] forbidden = [.. await ForbiddenAsync(raw)];
        var recorded = await monitor.StopAsync();
        Assert.Empty(recorded.Select(CommandOf).Distinct().Intersect(forbidden, StringComparer.OrdinalIgnoreCase));
        // MONITOR does not show administrative commands; the statistics do.
        string[] ran = [.. (await raw.InfoAsync("commandstats")).Keys.Select(name => name["cmdstat_".Length..])];
        Assert.Empty(ran.Intersect(forbidden, StringComparer.OrdinalIgnoreCase).Except(["config|resetstat", "monitor"]));
        Assert.Equal(changes, await ChangesAsync(raw));
        Assert.Empty(before.DifferencesTo(await DatabaseDigest.OfAsync(server)));
        Assert.Empty(program.StrayLines);
    }

    private static async Task<(int Answers, int Refusals)> CallAllAsync(StdioProcess program, IReadOnlyList<JsonElement> tools, string[] readable, string[] commands)
    {
        var random = new RandomArguments(Seed, Keys, commands);
        // Every second call is of a tool that is listed: those do something.
        JsonElement[] reading = [.. tools.Where(tool => readable.Contains(Name(tool)))];
        var calls = new Queue<(JsonElement Tool, object Arguments)>(Enumerable.Range(0, Vectors)
            .Select(number => number % 2 == 0 ? tools[number / 2 % tools.Count] : reading[number / 2 % reading.Length]).Select(tool => (tool, (object)random.For(tool.GetProperty("inputSchema")))));
        (int answers, int refusals) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            while (Next() is { } call)
            {
                var reply = await program.CallAsync(Name(call.Tool), call.Arguments);
                Assert.True(readable.Contains(Name(call.Tool)) || reply.Code == "access_denied", $"{Name(call.Tool)}: {reply}");
                _ = reply.IsError ? Interlocked.Increment(ref refusals) : Interlocked.Increment(ref answers);
            }
        }));
        return (answers, refusals);

        (JsonElement Tool, object Arguments)? Next()
        {
            lock (calls)
            {
                return calls.TryDequeue(out var call) ? call : null;
            }
        }
    }

    private static async Task SeedAsync(RedisServerProcess server)
    {
        await using var raw = await server.ConnectAsync();
        foreach (string[] command in (string[][])
            [["SET", "app:text", "hello"], ["SET", "app:number", "1"], ["HSET", "app:hash", "a", "1", "b", "2"], ["RPUSH", "app:list", "1", "2", "3"],
             ["SADD", "app:set", "x", "y"], ["ZADD", "app:zset", "1", "a", "2", "b"], ["XADD", "app:stream", "1-1", "f", "v"], ["SET", "app:soon", "x", "EX", "86400"]])
        {
            await raw.CallAsync(command);
        }
    }

    // What a server with full access shows: the read-only one is called with all of these.
    private static async Task<IReadOnlyList<JsonElement>> ToolsAsync(RedisServerProcess server)
    {
        await using var program = await StdioProcess.ConnectAsync(Url(server), "--access", "full", "--toolsets", Toolsets);
        return await program.ListToolsAsync();
    }

    private static async Task<IEnumerable<string>> ForbiddenAsync(RawRedis raw)
    {
        var names = new List<string>();
        foreach (string category in (string[])["write", "scripting", "admin"])
        {
            names.AddRange((await raw.CallAsync("COMMAND", "LIST", "FILTERBY", "ACLCAT", category)).Texts);
        }
        // Flagged as writes and run without the words that make them write: the digest and the counter of changes hold that they did not.
        string[] reading = ["getex", "sort", "bitfield", "georadius", "georadiusbymember", "xread"];
        return names.Except(["config|get", "slowlog|get", "slowlog|len", "client|list", "lastsave", "acl|getuser", "acl|users", "latency|latest", "latency|doctor", "latency|history", "latency|histogram", .. reading]);
    }

    private static async Task<string> ChangesAsync(RawRedis raw) => (await raw.InfoAsync("persistence"))["rdb_changes_since_last_save"];

    // 1700000000.123456 [0 127.0.0.1:50000] "SET" "k" "v"
    private static string CommandOf(string line) => line.Split('"').ElementAtOrDefault(1) ?? "";

    private static string Name(JsonElement tool) => tool.GetProperty("name").GetString()!;

    private static bool IsReadOnly(JsonElement tool) => tool.GetProperty("annotations").GetProperty("readOnlyHint").GetBoolean();

    private static string Url(RedisServerProcess server) => $"redis://127.0.0.1:{server.Port}";
}
