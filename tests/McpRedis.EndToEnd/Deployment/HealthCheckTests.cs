using System.Net;
using System.Net.Sockets;
using McpRedis.EndToEnd.Http;
using McpRedis.EndToEnd.Stdio;
using McpRedis.Hosting;
using McpRedis.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Deployment;

/// <summary><c>mcp-redis healthcheck</c>, as the HEALTHCHECK of the image runs it.</summary>
public sealed class HealthCheckTests(RedisFixture redis)
{
    [Fact]
    public async Task Green_while_the_server_lives_and_red_when_it_is_gone()
    {
        var environment = ContainerHostTests.Listening("127.0.0.1:8080", FreePort.Next());
        // A proxy that nobody is at would turn it red.
        environment["HTTP_PROXY"] = environment["http_proxy"] = "http://127.0.0.1:9";
        await using (await HttpProcess.StartAsync(redis.Url, environment))
        {
            var green = await CheckAsync(environment);
            Assert.Equal((0, "", ""), (green.ExitCode, green.Output, green.Errors));
        }
        var red = await CheckAsync(environment);
        Assert.Equal(1, red.ExitCode);
        Assert.Contains("cannot be reached", Assert.Single(red.ErrorLines), StringComparison.Ordinal);
    }

    // It is the process that is asked for: a container that is started again brings no Redis back.
    [Fact]
    public async Task Green_while_Redis_is_down()
    {
        var environment = ContainerHostTests.Listening("127.0.0.1:8080", FreePort.Next());
        await using var program = await HttpProcess.StartAsync($"redis://127.0.0.1:{FreePort.Next()}", environment);

        Assert.Equal(0, (await CheckAsync(environment)).ExitCode);
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await client.GetAsync(new Uri(program.Url, "/health/ready"), TestTimeout.Token())).StatusCode);
    }

    [Theory]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "answers 503")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "answers 302")]
    [InlineData("+PONG\r\n", "cannot be reached")]
    [InlineData("", "does not answer")]
    public async Task Red_when_something_else_answers_there(string answer, string said)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var environment = ContainerHostTests.Listening("127.0.0.1:8080", ((IPEndPoint)listener.LocalEndpoint).Port);
        var checking = CheckAsync(environment);
        using var client = await listener.AcceptTcpClientAsync(TestTimeout.Token());
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(answer), TestTimeout.Token());

        var run = await checking;
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(said, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/health/live")]
    [InlineData("[::]:80", "http://[::1]/health/live")]
    [InlineData("localhost:5", "http://127.0.0.1:5/health/live")]
    [InlineData("10.1.2.3:8080", "http://10.1.2.3:8080/health/live")]
    public void Asks_where_the_server_listens(string listen, string address) =>
        Assert.Equal(address, HealthCheckCommand.Address(ListenAddress.Parse(listen)!).ToString());

    private static Task<ProgramRun> CheckAsync(IReadOnlyDictionary<string, string> environment) => ProgramRun.RunAsync(["healthcheck"], environment: environment);
}
