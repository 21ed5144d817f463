using System.Globalization;
using System.Net;
using McpRedis.EndToEnd.Http;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>V04 and what else a container host expects of a program: it listens where PORT says, refuses to run half configured, and ends when told.</summary>
public sealed class ContainerHostTests(RedisFixture redis)
{
    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("127.0.0.1:1")]
    [InlineData("localhost:8080")]
    public async Task V04_PORT_replaces_the_port(string listen)
    {
        int port = FreePort.Next();
        await using var program = await HttpProcess.StartAsync(redis.Url, Listening(listen, port));

        Assert.Equal(port, program.Url.Port);
        using var client = new HttpClient();
        var ready = new Uri($"http://127.0.0.1:{port}/health/ready");
        await TestTimeout.UntilAsync("ready", async () => (await client.GetAsync(ready, TestTimeout.Token())).StatusCode == HttpStatusCode.OK);
        program.Signal(Signals.Terminate);
        Assert.Equal(0, await program.WaitForExitAsync());
    }

    [Theory]
    [InlineData("http")]
    [InlineData("70000")]
    [InlineData("-1")]
    public async Task A_PORT_that_is_none_is_refused(string port)
    {
        var run = await ProgramRun.RunAsync(["http"], redis.Url, new Dictionary<string, string> { ["PORT"] = port });

        Assert.Equal(78, run.ExitCode);
        Assert.Contains(run.ErrorLines, line => line.Contains("PORT", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_Redis_it_says_so_in_one_line_and_ends()
    {
        var run = await ProgramRun.RunAsync(["http"]);

        Assert.Equal(78, run.ExitCode);
        Assert.Contains("REDIS_URL", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Empty(run.Output);
    }

    // As the image sets it.
    [Fact]
    public async Task Without_authentication_it_does_not_listen_to_everybody()
    {
        var run = await ProgramRun.RunAsync(["http"], redis.Url, Listening("0.0.0.0:8080", FreePort.Next()));

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("MCP_REDIS_AUTH_TOKEN", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    internal static Dictionary<string, string> Listening(string listen, int port) => new()
    {
        ["MCP_REDIS_LISTEN"] = listen,
        ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
    };
}
