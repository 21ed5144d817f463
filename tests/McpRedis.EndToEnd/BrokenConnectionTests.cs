using System.Globalization;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>
/// R05: a connection breaks in the middle of a reply. That call may fail; afterwards every key must give its own value, which a
/// client that lost its place in the stream of replies cannot do.
/// </summary>
[Collection(Alone.Name)]
public sealed class BrokenConnectionTests
{
    private const int Reads = 10_000, InFlight = 32, LongValue = 100_000;

    public static TheoryData<string> Faults => ["cut inside a value", "cut inside a length", "reset", "half close", "garbage ?", "garbage 0xFF"];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task R05_No_value_goes_to_the_wrong_key(string fault)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        await using var proxy = FaultProxy.To(server);
        await using var program = await StdioProcess.ConnectAsync($"redis://127.0.0.1:{proxy.Port}?timeout=2s");
        await OwnValueAsync(program, 0);

        proxy.Fault = Named(fault);
        var broken = await program.CallAsync("redis_string_get", new { keys = new[] { "long" }, start = 0, end = 2000 });
        Assert.True(broken.Code is null or "redis_unavailable" or "timeout", broken.Text);
        Assert.True(broken.IsError || broken.Strings.Contains(new string('l', 2001)), "a success must hold the value");

        proxy.Fault = NetworkFault.None;
        using var recovery = new GivenTime();
        await TestTimeout.UntilAsync("a call succeeds again", async () => !(await ReadAsync(program, 1)).IsError);
        // A second on a machine of its own; this one may have other work.
        Assert.True(recovery.Elapsed.TotalSeconds <= 5, $"recovery took {recovery.Elapsed.TotalSeconds:F2} s, allowed are 5 s");

        int next = 0;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(async _ =>
        {
            for (int number; (number = Interlocked.Increment(ref next)) <= Reads;)
            {
                await OwnValueAsync(program, number);
            }
        }));
        Assert.Empty(program.StrayLines);
    }

    private static NetworkFault Named(string fault) => fault switch
    {
        "cut inside a value" => NetworkFault.CutAfter(1000),
        "cut inside a length" => NetworkFault.CutAfter(2),
        "reset" => NetworkFault.Reset,
        "half close" => NetworkFault.HalfClose,
        "garbage ?" => NetworkFault.Garbage((byte)'?'),
        "garbage 0xFF" => NetworkFault.Garbage(0xFF),
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static async Task SeedAsync(RedisServerProcess server)
    {
        await using var raw = await server.ConnectAsync();
        await raw.CallAsync(["MSET", "long", new string('l', LongValue), .. Enumerable.Range(0, Reads + 1).SelectMany(number => (string[])[Key(number), Value(number)])]);
    }

    private static Task<ToolReply> ReadAsync(StdioProcess program, int number) => program.CallAsync("redis_string_get", new { keys = new[] { Key(number) } });

    private static async Task OwnValueAsync(StdioProcess program, int number)
    {
        var reply = await ReadAsync(program, number);
        Assert.False(reply.IsError, reply.Text);
        Assert.Equal([Value(number)], reply.Strings.Where(text => text.StartsWith("value ", StringComparison.Ordinal)));
    }

    private static string Key(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Value(int number) => $"value {number}";
}
