using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>S18: a page in a browser cannot reach the server by a name of its own, nor from where it was not allowed to.</summary>
public sealed class HttpHostTests(HttpFixture http, RedisFixture redis) : IClassFixture<HttpFixture>
{
    private const string Page = "https://app.example.com";

    [Theory]
    [InlineData("127.0.0.1", 200)]
    [InlineData("127.0.0.1:1", 200)]   // behind a proxy the port is another's
    [InlineData("localhost", 200)]
    [InlineData("LocalHost:8080", 200)]
    [InlineData("[::1]:8080", 200)]
    [InlineData("localhost.", 403)]
    [InlineData("evil.example", 403)]
    [InlineData("evil.localhost", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("127.0.0.1.nip.example", 403)]
    [InlineData("127.1", 403)]
    [InlineData("2130706433", 403)]
    [InlineData("0x7f000001", 403)]
    [InlineData("0.0.0.0", 403)]
    [InlineData("[::]", 403)]
    [InlineData("[::ffff:127.0.0.1]", 403)]
    [InlineData("", 403)]
    [InlineData("user@localhost", 403)]
    [InlineData("localhost:99999", 403)]
    [InlineData("localhost:80:80", 403)]
    [InlineData("localhost, evil.example", 403)]
    [InlineData("localhost/mcp", 403)]
    public async Task S18_A_request_is_addressed_to_us(string host, int status)
    {
        int answered = (await Post.Of("tools/list").With("Host", host).SendAsync(http.Server)).Status;
        Assert.True(answered == status || (answered == 400 && status == 403), $"{host}: {answered}");   // what is no host name at all, the server does not even parse
    }

    [Fact]
    public async Task S18_Two_hosts_are_refused() => Assert.Equal(400, (await Post.Of("tools/list").And("Host", "evil.example").SendAsync(http.Server)).Status);

    [Theory]
    [InlineData("http://localhost:3000", 200)]
    [InlineData("https://localhost", 200)]
    [InlineData("http://127.0.0.1:8080", 200)]
    [InlineData("http://[::1]:1", 200)]
    [InlineData("HTTP://LOCALHOST:3000", 200)]
    [InlineData("null", 403)]
    [InlineData("", 403)]
    [InlineData("http://evil.example", 403)]
    [InlineData("http://evil.localhost", 403)]
    [InlineData("http://localhost.evil.example", 403)]
    [InlineData("http://localhost.", 403)]
    [InlineData("http://user@localhost", 403)]
    [InlineData("http://localhost/path", 403)]
    [InlineData("http://localhost http://evil.example", 403)]
    [InlineData("//localhost", 403)]
    [InlineData("localhost", 403)]
    [InlineData("file://", 403)]
    [InlineData("file://localhost", 403)]
    [InlineData("chrome-extension://localhost", 403)]
    public async Task S18_A_page_is_one_of_this_machine(string origin, int status) =>
        Assert.Equal(status, (await Post.Of("tools/list").With("Origin", origin).SendAsync(http.Server)).Status);

    [Fact]
    public async Task S18_Two_origins_are_refused() =>
        Assert.Equal(403, (await Post.Of("tools/list").And("Origin", "http://localhost").And("Origin", "http://localhost").SendAsync(http.Server)).Status);

    // Before anything else: neither the body nor the path is looked at.
    [Fact]
    public async Task S18_Whom_it_is_addressed_to_comes_first()
    {
        var reply = await Post.Of("tools/list").With("Host", "evil.example").Saying("no json").To("/nowhere").SendAsync(http.Server);
        Assert.Equal(403, reply.Status);
        Assert.DoesNotContain("evil", reply.ToString(), StringComparison.Ordinal);
    }

    // An orchestrator's probe names the address it dials; a page must not read even that.
    [Fact]
    public async Task S18_Health_is_told_to_any_host_and_no_page()
    {
        var probe = Post.Of("tools/list").With("Content-Length", "0").With("Host", "10.0.0.7:8080").To("/health/live");
        Assert.Equal(200, (await RawHttp.AskAsync(http.Server.Port, probe.Head("GET"))).Status);
        Assert.Equal(403, (await RawHttp.AskAsync(http.Server.Port, probe.With("Origin", "http://evil.example").Head("GET"))).Status);
    }

    [Fact]
    public async Task Pages_the_operator_allows_may_call_and_no_others()
    {
        await using var server = await HttpProcess.StartAsync(redis.Url, "--allowed-origins", Page);
        var preflight = Post.Of("tools/list").With("Content-Length", "0").With("Origin", Page)
            .With("Access-Control-Request-Method", "POST").With("Access-Control-Request-Headers", "content-type, mcp-method, authorization");
        var asked = await RawHttp.AskAsync(server.Port, preflight.Head("OPTIONS"));
        Assert.Equal((204, Page), (asked.Status, asked["Access-Control-Allow-Origin"]));
        Assert.Contains("POST", asked["Access-Control-Allow-Methods"], StringComparison.Ordinal);
        Assert.Contains("mcp-method", asked["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.Null(asked["Access-Control-Allow-Credentials"]);

        var answered = await Post.Of("tools/list").With("Origin", Page).SendAsync(server);
        Assert.Equal((200, Page, "Origin"), (answered.Status, answered["Access-Control-Allow-Origin"], answered["Vary"]));
        Assert.Contains("Mcp-Session-Id", answered["Access-Control-Expose-Headers"], StringComparison.Ordinal);

        foreach (string other in (string[])["http://localhost:3000", "https://app.example.com:444", "http://app.example.com", "https://app.example.com.evil.example", "null"])
        {
            var refused = await RawHttp.AskAsync(server.Port, preflight.With("Origin", other).Head("OPTIONS"));
            Assert.Equal((403, null), (refused.Status, refused["Access-Control-Allow-Origin"]));
            Assert.Equal(403, (await Post.Of("tools/list").With("Origin", other).SendAsync(server)).Status);
        }
        Assert.Equal(200, (await Post.Of("tools/list").SendAsync(server)).Status);   // no browser, no origin
    }
}
