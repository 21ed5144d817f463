using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Redis.Connections;

public sealed class RedisUriOptionTests
{
    [Fact]
    public void Every_option_of_tls()
    {
        var options = RedisUriTests.Accepted(
            "rediss://h?protocol=resp2&timeout=300s&connectTimeout=100ms&clientName=a%40b&caFile=/run/ca%20file.pem&certFile=c.pem&keyFile=k.pem&tlsHost=redis.example&highIntegrity=true");
        Assert.Equal(2, options.Protocol);
        Assert.Equal(TimeSpan.FromMinutes(5), options.Timeout);
        Assert.Equal(TimeSpan.FromMilliseconds(100), options.ConnectTimeout);
        Assert.Equal("a@b", options.ClientName);
        Assert.Equal("/run/ca file.pem", options.CaFile);
        Assert.Equal("c.pem", options.CertFile);
        Assert.Equal("k.pem", options.KeyFile);
        Assert.Equal("redis.example", options.TlsHost);
        Assert.True(options.HighIntegrity);
        Assert.False(options.SkipTlsVerify);
    }

    [Fact]
    public void Defaults()
    {
        var options = RedisUriTests.Accepted("redis://h?");
        Assert.Equal(new ConnectionOptions { Name = "default", Source = "REDIS_URL", Kind = ConnectionKind.Server, Endpoints = options.Endpoints }, options);
        Assert.Equal("5s", Default("timeout"));
        Assert.Equal(TimeSpan.FromSeconds(5), options.Timeout);
        Assert.Equal("3s", Default("connectTimeout"));
        Assert.Equal(TimeSpan.FromSeconds(3), options.ConnectTimeout);

        static string Default(string name) => RedisUriOption.All.Single(option => option.Name == name).Default;
    }

    [Fact]
    public void Skipping_verification_is_spelled_out() =>
        Assert.True(RedisUriTests.Accepted("rediss://h?dangerouslySkipTlsVerify=true").SkipTlsVerify);

    [Theory]
    [InlineData("timeout=0s")]
    [InlineData("timeout=99ms")]
    [InlineData("timeout=301s")]
    [InlineData("timeout=300001ms")]
    [InlineData("timeout=5")]
    [InlineData("timeout=5S")]
    [InlineData("timeout=5m")]
    [InlineData("timeout=1.5s")]
    [InlineData("timeout=-5s")]
    [InlineData("timeout=s")]
    [InlineData("timeout=99999999999s")]
    [InlineData("timeout=")]
    [InlineData("timeout")]
    [InlineData("connectTimeout=61s")]
    [InlineData("protocol=3")]
    [InlineData("protocol=RESP3")]
    [InlineData("highIntegrity=1")]
    [InlineData("highIntegrity=True")]
    [InlineData("highIntegrity=")]
    [InlineData("clientName=")]
    [InlineData("clientName=a%20b")]
    [InlineData("clientName=%C3%BC")]
    [InlineData("clientName=1234567890123456789012345678901234567890123456789012345678901234x")]
    [InlineData("caFile=")]
    [InlineData("certFile=%00")]
    [InlineData("tlsHost=a/b")]
    [InlineData("dangerouslySkipTlsVerify=yes")]
    public void Bad_value_names_the_option_and_what_was_expected(string query)
    {
        string name = query.Split('=')[0];
        var option = RedisUriOption.All.Single(one => one.Name == name);
        RedisUriRefusalTests.RefusedFor("rediss://h?" + query, $"option '{name}' has a bad value; expected {option.Form}.");
    }

    [Theory]
    [InlineData("redis://h?tiemout=5s", "option 'tiemout' is unknown. Did you mean 'timeout'?")]
    [InlineData("redis://h?Timeout=5s", "option 'Timeout' is unknown. Did you mean 'timeout'?")]
    [InlineData("redis://h?timeouts=5s", "Did you mean 'timeout'?")]
    [InlineData("redis://h?skipTlsVerify=true&db=1", "option number 1 is unknown; expected one of protocol, timeout,")]
    [InlineData("redis://h?db=1&", "option number 2 is unknown")]
    [InlineData("redis://h?db=1&&timeout=5s", "option number 2 is unknown")]
    [InlineData("redis://h?=1", "option number 1 is unknown")]
    [InlineData("redis://h?db=1&db=1", "option 'db' is given twice")]
    [InlineData("redis://h?clientName=%zz", "option 'clientName' holds a broken percent-escape")]
    [InlineData("redis://h?clientName=a@b", "'@' stands after")]
    [InlineData("rediss://h?dangerouslySkipTlsVerify=ture", "Did you mean 'true'?")]
    [InlineData("rediss://h?keyFile=k", "option 'keyFile' needs option 'certFile'")]
    [InlineData("rediss://h?caFile=c&dangerouslySkipTlsVerify=true", "keep one or the other")]
    [InlineData("rediss://h?tlsHost=c&dangerouslySkipTlsVerify=true", "keep one or the other")]
    public void Unknown_repeated_and_contradictory(string url, string expected) => RedisUriRefusalTests.RefusedFor(url, expected);

    [Theory]
    [InlineData("caFile=c")]
    [InlineData("certFile=c")]
    [InlineData("keyFile=c")]
    [InlineData("tlsHost=h")]
    [InlineData("dangerouslySkipTlsVerify=false")]
    public void Tls_options_need_tls(string query)
    {
        string expected = $"option '{query.Split('=')[0]}' is for TLS only; expected a rediss:// URL";
        RedisUriRefusalTests.RefusedFor("redis://h?" + query, expected);
        RedisUriRefusalTests.RefusedFor("unix:///s?" + query, expected);
        RedisUriRefusalTests.RefusedFor("redis+cluster://h?" + query, expected);
    }
}
