using McpRedis.Hosting;
using McpRedis.Http;

namespace McpRedis.Tests.Http;

public sealed class ExposureTests
{
    [Theory]
    [InlineData("127.0.0.1:8080", false, false, null)]
    [InlineData("localhost:8080", false, false, null)]
    [InlineData("[::1]:8080", true, false, null)]
    [InlineData("127.8.0.1:0", false, false, null)]
    [InlineData("0.0.0.0:8080", false, false, "--listen: 0.0.0.0:8080 can be reached from other machines")]
    [InlineData("[::]:8080", false, false, "--listen: [::]:8080 can be reached")]
    [InlineData("10.1.2.3:8080", false, false, "--listen: 10.1.2.3:8080 can be reached")]
    [InlineData("0.0.0.0:8080", true, false, null)]
    [InlineData("0.0.0.0:8080", false, true, null)]
    [InlineData("0.0.0.0:8080", true, true, "--dangerously-allow-anonymous-http: there is authentication")]
    public void Beyond_loopback_nobody_is_let_in_unknown(string listen, bool token, bool dangerous, string? expected)
    {
        var options = new HttpOptions { Listen = ListenAddress.Parse(listen)!, AuthToken = token ? "x" : null, AllowAnonymous = dangerous };
        string[] mistakes = [.. Exposure.Mistakes(options, name => "--" + name)];
        Assert.Equal(expected is null ? 0 : 1, mistakes.Length);
        Assert.StartsWith(expected ?? "", mistakes.FirstOrDefault() ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, null, "--behind-proxy: this server can be reached")]
    [InlineData(false, "https://redis.example.com/mcp", "--public-url: this server can be reached")]
    [InlineData(false, "http://127.0.0.1:8080/mcp", null)]
    public void Proxy_in_front_is_as_good_as_listening_to_everybody(bool behindProxy, string? publicUrl, string? expected)
    {
        var options = new HttpOptions { BehindProxy = behindProxy, PublicUrl = publicUrl };
        Assert.StartsWith(expected ?? "", Exposure.Mistakes(options, name => "--" + name).SingleOrDefault() ?? "", StringComparison.Ordinal);
        Assert.Equal(expected is not null, options.IsExposed);
    }

    [Theory]
    [InlineData("0.0.0.0:8080", "", "read")]
    [InlineData("0.0.0.0:8080", "full", "full")]
    [InlineData("127.0.0.1:8080", "", "full")]
    public void Beyond_loopback_only_reading_is_open_unless_the_operator_says_more(string listen, string access, string expected)
    {
        var environment = new Dictionary<string, string> { ["MCP_REDIS_LISTEN"] = listen, ["MCP_REDIS_AUTH_TOKEN"] = new('x', 43) };
        if (access.Length > 0)
        {
            environment["MCP_REDIS_ACCESS"] = access;
        }
        Assert.Equal(expected, HttpSettings.Of(Configuration.Read(new Dictionary<string, string>(), environment), environment).Configuration.Options.Access);
    }

    [Theory]
    [InlineData("8080", 8080, null)]
    [InlineData("", 7, null)]
    [InlineData("x", 7, "PORT: expected a number from 0 to 65535.")]
    [InlineData("70000", 7, "PORT: expected a number from 0 to 65535.")]
    public void Port_of_the_platform_replaces_ours(string port, int expected, string? mistake)
    {
        var environment = new Dictionary<string, string> { ["MCP_REDIS_LISTEN"] = "127.0.0.1:7", ["PORT"] = port };
        var settings = HttpSettings.Of(Configuration.Read(new Dictionary<string, string>(), environment), environment);
        Assert.Equal(new ListenAddress("127.0.0.1", expected), settings.Configuration.Options.Http.Listen);
        Assert.Equal(mistake, settings.Configuration.Mistakes.SingleOrDefault());
    }

    [Fact]
    public void On_Vercel_the_deployment_knows_its_names()
    {
        var environment = new Dictionary<string, string> { ["VERCEL"] = "1", ["VERCEL_URL"] = "a-b.vercel.app", ["VERCEL_BRANCH_URL"] = "https://not a host", ["VERCEL_PROJECT_PRODUCTION_URL"] = "redis.example.com" };
        Assert.Equal(["a-b.vercel.app", "redis.example.com"], HttpSettings.Of(Configuration.Read(new Dictionary<string, string>(), environment), environment).OwnHosts);
        environment.Remove("VERCEL");
        Assert.Empty(HttpSettings.Of(Configuration.Read(new Dictionary<string, string>(), environment), environment).OwnHosts);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("0.0.0.0:0")]
    [InlineData("localhost:65535")]
    [InlineData("[::1]:8080")]
    [InlineData("[fd00::1]:8080")]
    public void Addresses_are_read_as_they_are_written(string text) => Assert.Equal(text, ListenAddress.Parse(text)?.ToString());

    [Theory]
    [InlineData("8080")]
    [InlineData("localhost:0")]
    [InlineData(":8080")]
    [InlineData("::1:8080")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("127.1:8080")]
    [InlineData("2130706433:8080")]
    [InlineData("redis.example.com:8080")]
    [InlineData("[127.0.0.1]:8080")]
    [InlineData("http://127.0.0.1:8080")]
    [InlineData("*:8080")]
    public void Anything_else_is_no_address(string text) => Assert.Null(ListenAddress.Parse(text));
}
