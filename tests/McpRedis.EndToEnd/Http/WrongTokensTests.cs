using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A12: whoever floods the server with wrong tokens slows the others no more than as many right ones would.</summary>
[Collection(Alone.Name)]
public sealed class WrongTokensTests(ITestOutputHelper output)
{
    private const int Callers = 8, Samples = 200;

    private static readonly string Right = NewToken();

    [Fact]
    public async Task A12_wrong_tokens_do_not_slow_a_right_one_beyond_twice()
    {
        using var folder = new TempFolder();
        // Beside a full file, which every wrong token is looked for in.
        File.WriteAllText(folder.File("tokens"), $"[{string.Join(',', Enumerable.Range(0, 1000).Select(i => $$"""{ "name": "n{{i}}", "sha256": "{{i + 1:x64}}" }"""))}]");
        await using var redis = await RedisServerProcess.StartAsync();
        await using var program = await HttpProgram.StartAsync(
            $"redis://127.0.0.1:{redis.Port}", new Dictionary<string, string> { ["MCP_REDIS_AUTH_TOKEN"] = Right },
            "--tokens-file", folder.File("tokens"), "--rate-limit", "0", "--log-level", "warning");
        await MeasureAsync(program, () => Right);   // warms up

        var (among, rights) = await MeasureAsync(program, () => Right);
        var (besides, wrongs) = await MeasureAsync(program, NewToken);

        output.WriteLine($"median of a right token: {among.TotalMilliseconds:0.00} ms beside {rights:0} right ones/s, {besides.TotalMilliseconds:0.00} ms beside {wrongs:0} wrong ones/s");
        Assert.True(besides <= 2 * among, $"{besides} beside {wrongs:0} wrong tokens/s, {among} beside {rights:0} right ones/s");
    }

    // The median time of a right token while others flood the server, and how many of theirs were answered a second.
    private static async Task<(TimeSpan Median, double FloodPerSecond)> MeasureAsync(HttpProgram program, Func<string> flood)
    {
        long answered = 0;
        using var end = new CancellationTokenSource();
        var floods = Enumerable.Range(0, Callers).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                string token = flood();
                Assert.Equal(token == Right ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await program.StatusAsync(token));
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        var clock = Stopwatch.StartNew();
        var times = new List<TimeSpan>();
        for (int i = 0; i < Samples; i++)
        {
            var began = clock.Elapsed;
            Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(Right));
            times.Add(clock.Elapsed - began);
        }
        var took = clock.Elapsed;
        await end.CancelAsync();
        await Task.WhenAll(floods);
        return (times.Order().ElementAt(Samples / 2), Volatile.Read(ref answered) / took.TotalSeconds);
    }

    private static string NewToken() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
