using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>
/// Redis goes away in several manners, under load. A call may fail, with a code that tells the truth; it may not hang, lie, end the
/// program or come as a protocol error. The times are promises, not measures of this machine.
/// </summary>
[Collection(Alone.Name)]
public sealed class StdioFaultTests
{
    private const string Key = "fault:key", Value = "the value of the key";

    [Fact]
    public async Task R01_It_starts_without_redis_and_works_when_redis_comes()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.KillAsync();
        using var start = new GivenTime();
        await using var program = await StdioProcess.ConnectAsync(Url(server));
        Assert.NotEmpty(await program.ListToolsAsync());
        Within(3, start.Elapsed, "up and listing its tools");

        using var call = new GivenTime();
        var reply = await program.CallAsync("redis_string_get", new { keys = new[] { Key } });
        Assert.Equal("redis_unavailable", reply.Code);
        Within(1.5, call.Elapsed, "a call without Redis");

        await server.RestartAsync();
        await using var load = new MixedLoad(program, Key, Value);
        await SeedAsync(server);
        var back = load.Now;
        var first = await load.NextSuccessAsync(back);
        Within(3, first.Start + first.Duration - back, "recovery");
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task R02_Kill_and_restart_loses_no_acknowledged_write_and_invents_none()
    {
        await using var server = await RedisServerProcess.StartAsync("appendonly yes", "appendfsync always");
        await SeedAsync(server);
        await using var program = await StdioProcess.ConnectAsync(Url(server));
        await using var load = new MixedLoad(program, Key, Value);
        await load.NextSuccessAsync(TimeSpan.FromSeconds(1));

        await server.KillAsync();
        await Task.Delay(TimeSpan.FromSeconds(2.5)); // how long Redis is away, as the case says
        await server.RestartAsync();
        var back = load.Now;
        var first = await load.NextSuccessAsync(back);
        Within(2, first.Start + first.Duration - back, "recovery");
        await load.NextSuccessAsync(load.Now + TimeSpan.FromSeconds(1));

        var calls = await load.EndAsync();
        var failed = calls.Where(call => call.Code is not null).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, call => Assert.True(call.Code is "redis_unavailable" or "outcome_unknown" or "timeout" or "redis_loading", call.ToString()));
        Within(1.5, failed.Max(call => call.Duration), "the slowest failing call");
        Assert.DoesNotContain(calls, call => call.Start > first.Start + TimeSpan.FromSeconds(1) && call.Code is not null);
        await CounterIsTrueAsync(server, load, calls);
        Assert.Empty(program.StrayLines);
    }

    [Fact]
    public async Task R03_A_frozen_server_gives_timeouts_and_unknown_outcomes()
    {
        const double Timeout = 2;
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        await using var program = await StdioProcess.ConnectAsync($"{Url(server)}?timeout={Timeout}s");
        await using var load = new MixedLoad(program, Key, Value);
        await load.NextSuccessAsync(TimeSpan.FromSeconds(1));

        server.Pause();
        await Task.Delay(TimeSpan.FromSeconds(5)); // how long it is frozen, as the case says
        server.Resume();
        var back = load.Now;
        var first = await load.NextSuccessAsync(back);
        Within(1, first.Start + first.Duration - back, "recovery");

        var calls = await load.EndAsync();
        Within(Timeout + 1, calls.Max(call => call.Duration), "the slowest call");
        Assert.Contains(calls, call => !call.Write && call.Code == "timeout");
        Assert.Contains(calls, call => call.Write && call.Code == "outcome_unknown");
        Assert.All(calls, call => Assert.True(call.Code is null or "timeout" or "outcome_unknown" or "redis_unavailable", call.ToString()));
        await CounterIsTrueAsync(server, load, calls);
        Assert.Empty(program.StrayLines);
    }

    private static string Url(RedisServerProcess server) => $"redis://127.0.0.1:{server.Port}";

    private static async Task SeedAsync(RedisServerProcess server)
    {
        await using var raw = await server.ConnectAsync();
        await raw.CallAsync("SET", Key, Value);
    }

    private static async Task CounterIsTrueAsync(RedisServerProcess server, MixedLoad load, IReadOnlyList<LoadCall> calls)
    {
        await using var raw = await server.ConnectAsync();
        long value = long.Parse((await raw.CallAsync("GET", load.Counter)).Text, System.Globalization.CultureInfo.InvariantCulture);
        int acknowledged = calls.Count(call => call.Write && call.Code is null);
        int unknown = calls.Count(call => call.Write && call.Code == "outcome_unknown");
        Assert.InRange(value, acknowledged, acknowledged + unknown);
    }

    // What the rules allow is for a machine with nothing else to do. Three times as long still tells a limit that works from the one behind it.
    private static void Within(double seconds, TimeSpan took, string what) =>
        Assert.True(took.TotalSeconds <= 3 * seconds, $"{what} took {took.TotalSeconds:F2} s; the rule is {seconds} s");
}
