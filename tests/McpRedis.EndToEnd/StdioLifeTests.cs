using System.Globalization;
using System.Text.Json;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>How the program begins and ends.</summary>
public sealed class StdioLifeTests(RedisFixture redis)
{
    private const int Interrupt = 2;

    [Fact]
    public async Task End_of_input_comes_after_all_answers()
    {
        const int Requests = 300;
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        var answers = Enumerable.Range(0, Requests).Select(id => program.AnswerTo(id.ToString(CultureInfo.InvariantCulture))).ToArray();
        await program.SendAsync(string.Join('\n', Enumerable.Range(0, Requests).Select(id => RawLine.Call($"{id}", "redis_key_scan", """{"pattern":"none"}"""))));
        program.CloseInput();

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.All(await Task.WhenAll(answers), answer => Assert.True(answer.TryGetProperty("result", out _), answer.ToString()));
        Assert.Empty(program.StrayLines);
    }

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Interrupt)]
    public async Task A_signal_ends_it_cleanly(int signal)
    {
        await using var program = StdioProcess.Start(BuiltProgram.HearingInterrupts(BuiltProgram.Start([], redis.Url)));
        await program.InitializeAsync();
        await program.CallAsync("redis_key_scan", new { pattern = "none" });
        program.Signal(signal);

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task A_signal_under_load_ends_it_cleanly()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url);
        var calls = Enumerable.Range(0, 200).Select(_ => program.CallAsync("redis_key_scan", new { pattern = "none" })).ToArray();
        await Task.WhenAny(calls);
        program.Signal(Signals.Terminate);

        Assert.Equal(0, await program.WaitForExitAsync());
        // Answered or cut off, but none left waiting.
        Assert.All(await Task.WhenAll(calls.Select(async call => await Record.ExceptionAsync(() => call))),
            failure => Assert.True(failure is null or EndOfStreamException or IOException, failure?.ToString()));
        Assert.Empty(program.StrayLines);
    }

    // A listening request is never answered: nobody may wait for that.
    [Theory]
    [InlineData(null)]
    [InlineData(Signals.Terminate)]
    public async Task A_client_that_listens_can_leave(int? signal)
    {
        const string Uri = "redis://default/0/keys/watched";
        await using var server = await RedisServerProcess.StartAsync("notify-keyspace-events KA");
        await using var program = StdioProcess.Start($"redis://127.0.0.1:{server.Port}");
        await program.SendAsync($$$"""
            {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"resourceSubscriptions":["{{{Uri}}}"]},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{},"io.modelcontextprotocol/clientInfo":{"name":"c","version":"1"} } } }
            """.Trim());
        Assert.Equal("notifications/subscriptions/acknowledged", (await program.NextUnclaimedAsync()).GetProperty("method").GetString());
        await server.CallAsync("SET", "watched", "x");
        Assert.Equal(Uri, (await program.NextUnclaimedAsync()).GetProperty("params").GetProperty("uri").GetString());
        var clock = System.Diagnostics.Stopwatch.StartNew();
        if (signal is { } number)
        {
            program.Signal(number);
        }
        else
        {
            program.CloseInput();
        }
        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(14));   // the drain of unanswered requests takes 15
        Assert.Empty(program.StrayLines);
        await TestTimeout.UntilAsync("nobody listens", async () => (await server.CallAsync("PUBSUB", "CHANNELS")).Texts.Count == 0);
    }

    // A form on the screen of a client that is gone is answered by nobody.
    [Fact]
    public async Task An_open_question_does_not_keep_it()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("MSET", "a", "1", "b", "1");
        await using var program = StdioProcess.Start($"redis://127.0.0.1:{server.Port}");
        await program.SendAsync(RawLine.Request("0", "initialize", """{"protocolVersion":"2025-11-25","capabilities":{"elicitation":{}},"clientInfo":{"name":"c","version":"1"}}"""));
        await program.SendAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""");
        var reply = program.AnswerTo("2");
        await program.SendAsync(RawLine.Call("2", "redis_key_delete", """{"keys":["a","b"]}"""));
        JsonElement message;
        do
        {
            message = await program.NextUnclaimedAsync();
        }
        while (!message.TryGetProperty("method", out var method) || method.GetString() != "elicitation/create");
        var clock = System.Diagnostics.Stopwatch.StartNew();
        program.CloseInput();

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(14));   // not even the time others have to be answered in
        Assert.Equal("cancelled", new ToolReply((await reply).GetProperty("result")).Code);
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Stdout_carries_nothing_but_messages()
    {
        await using var program = await StdioProcess.ConnectAsync(redis.Url, "--log-level", "trace");
        foreach (var tool in await program.ListToolsAsync())
        {
            await program.CallAsync(tool.GetProperty("name").GetString()!, new { });
        }
        program.CloseInput();

        Assert.Equal(0, await program.WaitForExitAsync());
        Assert.Empty(program.StrayLines);
        Assert.NotEmpty(program.Errors);
    }

    [Fact]
    public async Task It_ends_when_nobody_reads_its_output()
    {
        var inner = BuiltProgram.Start([], redis.Url);
        var start = BuiltProgram.Start([], redis.Url);
        start.FileName = "/bin/sh";
        start.ArgumentList.Clear();
        // `true` ends at once and so closes the reading end; the shell tells on stderr how the program took it.
        foreach (string argument in (string[])["-c", """{ "$@"; echo "ended with $?" >&2; } | true""", "sh", inner.FileName, .. inner.ArgumentList])
        {
            start.ArgumentList.Add(argument);
        }
        await using var program = StdioProcess.Start(start);
        await TestTimeout.UntilAsync("the program finds its output closed and ends", async () =>
        {
            if (!program.Errors.Contains("ended with", StringComparison.Ordinal))
            {
                await SendUnlessGoneAsync(program, """{"jsonrpc":"2.0","id":1,"method":"ping"}""");
            }
            return program.Errors.Contains("ended with", StringComparison.Ordinal);
        });
    }

    private static async Task SendUnlessGoneAsync(StdioProcess program, string line)
    {
        try
        {
            await program.SendAsync(line);
        }
        catch (IOException)
        {
            // The other end is gone: what we wait for.
        }
    }
}
