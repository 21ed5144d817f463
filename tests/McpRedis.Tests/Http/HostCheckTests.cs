using McpRedis.Http;

namespace McpRedis.Tests.Http;

public sealed class HostCheckTests
{
    private static readonly HttpOptions Loopback = new();
    private static readonly HttpOptions Open = new() { Listen = new("0.0.0.0", 8080), AuthToken = "x" };
    private static readonly HttpOptions Listed = new() { Listen = new("0.0.0.0", 8080), AllowAnonymous = true, AllowedHosts = ["redis.example.com", "[fd00::1]"], AllowedOrigins = ["https://app.example.com"] };

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("LOCALHOST:1", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("[::1]", true)]
    [InlineData("localhost.", false)]
    [InlineData("localhost.:8080", false)]
    [InlineData("evil.localhost", false)]
    [InlineData("localhost.evil.com", false)]
    [InlineData("evil.com", false)]
    [InlineData("127.0.0.1.nip.io", false)]
    [InlineData("127.0.0.2", false)]
    [InlineData("0.0.0.0:8080", false)]
    [InlineData("user@localhost", false)]
    [InlineData("localhost:", false)]
    [InlineData("localhost:x", false)]
    [InlineData("localhost:80:80", false)]
    [InlineData("localhost:99999", false)]
    [InlineData("[::1]evil", false)]
    [InlineData("[::1", false)]
    [InlineData("::1", false)]
    [InlineData(":8080", false)]
    [InlineData("", false)]
    [InlineData("localhost evil.com", false)]
    [InlineData("localhost,evil.com", false)]
    public void Loopback_knows_its_own_names(string host, bool allowed) => Assert.Equal(allowed, new HostCheck(Loopback, []).AllowsHost(host));

    [Theory]
    [InlineData("anything.example.com:443", true)]
    [InlineData("10.0.0.7", true)]
    [InlineData("no host", false)]
    [InlineData("", false)]
    public void With_authentication_beyond_loopback_any_name_will_do(string host, bool allowed) => Assert.Equal(allowed, new HostCheck(Open, []).AllowsHost(host));

    [Theory]
    [InlineData("redis.example.com", true)]
    [InlineData("Redis.Example.Com:443", true)]
    [InlineData("[fd00::1]:8080", true)]
    [InlineData("own.example.com", true)]
    [InlineData("localhost", false)]
    [InlineData("x.redis.example.com", false)]
    public void List_is_all_there_is_beside_what_the_platform_names(string host, bool allowed) => Assert.Equal(allowed, new HostCheck(Listed, ["own.example.com"]).AllowsHost(host));

    [Fact]
    public void Public_url_names_the_server() => Assert.True(new HostCheck(Listed with { PublicUrl = "https://mcp.example.com/mcp" }, []).AllowsHost("mcp.example.com"));

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://127.0.0.1", true)]
    [InlineData("http://[::1]:6274", true)]
    [InlineData("null", false)]
    [InlineData("", false)]
    [InlineData("http://evil.com", false)]
    [InlineData("http://localhost.evil.com", false)]
    [InlineData("http://evil.localhost", false)]
    [InlineData("http://localhost:3000/path", false)]
    [InlineData("http://user@localhost", false)]
    [InlineData("file://", false)]
    [InlineData("localhost", false)]
    public void Pages_of_this_machine_may_call_on_loopback(string origin, bool allowed) => Assert.Equal(allowed, new HostCheck(Loopback, []).AllowsOrigin(origin));

    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("HTTPS://APP.EXAMPLE.COM", true)]
    [InlineData("https://app.example.com:8443", false)]
    [InlineData("http://app.example.com", false)]
    [InlineData("http://localhost:3000", false)]
    public void Origins_are_the_listed_ones(string origin, bool allowed) => Assert.Equal(allowed, new HostCheck(Listed, []).AllowsOrigin(origin));
}
