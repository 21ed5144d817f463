using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A12: whoever floods the server with wrong tokens slows the others no more than as many right ones would.</summary>
[Collection(Alone.Name)]
public sealed class WrongTokensTests(ITestOutputHelper output)
{
    private const int Callers = 8, Rounds = 10, Samples = 20;

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
        var (rights, wrongs, warm) = (new Measured(), new Measured(), new Measured());
        for (int round = 0; round < Rounds; round++)
        {
            await MeasureAsync(program, () => Right, warm);
        }
        // In turn, so that whatever else the machine has to do meanwhile is felt by both.
        for (int round = 0; round < Rounds; round++)
        {
            await MeasureAsync(program, () => Right, rights);
            await MeasureAsync(program, NewToken, wrongs);
        }
        string told = $"median of a right token: {rights.Median.TotalMilliseconds:0.00} ms beside {rights.FloodPerSecond:0} right ones/s, {wrongs.Median.TotalMilliseconds:0.00} ms beside {wrongs.FloodPerSecond:0} wrong ones/s";
        output.WriteLine(told);
        Assert.True(wrongs.Median <= 2 * rights.Median, told);
    }

    // How long a right token takes while others flood the server.
    private static async Task MeasureAsync(HttpProgram program, Func<string> flood, Measured measured)
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
        for (int i = 0; i < Samples; i++)
        {
            var began = clock.Elapsed;
            Assert.Equal(HttpStatusCode.OK, await program.StatusAsync(Right));
            measured.Times.Add(clock.Elapsed - began);
        }
        await end.CancelAsync();
        await Task.WhenAll(floods);
        measured.Took += clock.Elapsed;
        measured.Answered += Volatile.Read(ref answered);
    }

    private sealed class Measured
    {
        public List<TimeSpan> Times { get; } = [];

        public TimeSpan Took { get; set; }

        /// <summary>Of those that flood the server.</summary>
        public long Answered { get; set; }

        public TimeSpan Median => Times.Order().ElementAt(Times.Count / 2);

        public double FloodPerSecond => Answered / Took.TotalSeconds;
    }

    private static string NewToken() => System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
