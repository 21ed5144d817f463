using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Redis.Connections;

public sealed class RedisUriTests
{
    [Theory]
    [InlineData("redis://h", "h:6379")]
    [InlineData("REDIS://h", "h:6379")]
    [InlineData("redis://h:1", "h:1")]
    [InlineData("redis://h:65535", "h:65535")]
    [InlineData("redis://my_redis.internal.example:7000/", "my_redis.internal.example:7000")]
    [InlineData("redis://host.example.:7000", "host.example.:7000")]
    [InlineData("redis://127.0.0.1", "127.0.0.1:6379")]
    [InlineData("redis://[::1]", "::1:6379")]
    [InlineData("redis://[::1]:7000/2", "::1:7000")]
    [InlineData("redis://u:p@[2001:db8::7]:7000", "2001:db8::7:7000")]
    [InlineData("redis://[fe80::1%25eth0]:7000", "fe80::1%eth0:7000")]
    [InlineData("rediss://h", "h:6379")]
    [InlineData("redis+sentinel://a,b:1,[::1]:2/main", "a:26379 b:1 ::1:2")]
    [InlineData("rediss+sentinel://a/main", "a:26379")]
    [InlineData("redis+cluster://a,b:7001,[::1]", "a:6379 b:7001 ::1:6379")]
    [InlineData("rediss+cluster://a:7000", "a:7000")]
    [InlineData("unix:///run/redis.sock", "")]
    public void Hosts_and_ports(string url, string expected) =>
        Assert.Equal(expected, string.Join(' ', Accepted(url).Endpoints.Select(one => $"{one.Host}:{one.Port}")));

    [Theory]
    [InlineData("redis://h", "Server", false)]
    [InlineData("rediss://h", "Server", true)]
    [InlineData("redis+sentinel://h/s", "Sentinel", false)]
    [InlineData("rediss+sentinel://h/s", "Sentinel", true)]
    [InlineData("redis+cluster://h", "Cluster", false)]
    [InlineData("rediss+cluster://h", "Cluster", true)]
    [InlineData("unix:///s", "UnixSocket", false)]
    public void Scheme_gives_kind_and_tls(string url, string kind, bool tls)
    {
        var options = Accepted(url);
        Assert.Equal(kind, options.Kind.ToString());
        Assert.Equal(tls, options.Tls);
    }

    [Theory]
    [InlineData("redis://h", null, null)]
    [InlineData("redis://@h", null, null)]
    [InlineData("redis://:@h", null, null)]
    [InlineData("redis://user@h", "user", null)]
    [InlineData("redis://user:@h", "user", null)]
    [InlineData("redis://:pw@h", null, "pw")]
    [InlineData("redis://user:pw@h", "user", "pw")]
    [InlineData("redis://user:a:b@h", "user", "a:b")]
    [InlineData("redis://user:a@b@h", "user", "a@b")]
    [InlineData("redis://user:a+b@h", "user", "a+b")]
    [InlineData("redis://u%40ex:p%40%2F%3A%25@h", "u@ex", "p@/:%")]
    [InlineData("redis://u%3au:%3F%23%5b%5D@h", "u:u", "?#[]")]
    [InlineData("redis://:%20pw%0A@h", null, " pw\n")]
    [InlineData("redis://:%C3%BC%F0%9F%94%91@h", null, "ü🔑")]
    [InlineData("redis://:ü🔑@h", null, "ü🔑")]
    [InlineData("redis://:p,w@h", null, "p,w")]
    [InlineData("redis+sentinel://u:pw@a,b/s", "u", "pw")]
    [InlineData("redis+cluster://u:pw@a,b", "u", "pw")]
    [InlineData("unix://u:p%40w@/run/redis.sock", "u", "p@w")]
    public void User_and_password(string url, string? user, string? password)
    {
        var options = Accepted(url);
        Assert.Equal(user, options.User);
        Assert.Equal(password, options.Password);
    }

    [Theory]
    [InlineData("redis://h", 0)]
    [InlineData("redis://h/", 0)]
    [InlineData("redis://h/0", 0)]
    [InlineData("redis://h/15", 15)]
    [InlineData("redis://h/2147483647", int.MaxValue)]
    [InlineData("redis://h?db=3", 3)]
    [InlineData("redis://h/?db=3", 3)]
    [InlineData("redis+sentinel://h/s", 0)]
    [InlineData("redis+sentinel://h/s/4", 4)]
    [InlineData("redis+sentinel://h/s?db=4", 4)]
    [InlineData("redis+cluster://h/0", 0)]
    [InlineData("unix:///run/redis.sock?db=5", 5)]
    public void Database(string url, int expected) => Assert.Equal(expected, Accepted(url).Database);

    [Theory]
    [InlineData("unix:///run/redis.sock", "/run/redis.sock")]
    [InlineData("unix:///run/my%20redis%40home.sock", "/run/my redis@home.sock")]
    [InlineData("unix:///0", "/0")]
    public void Socket_path(string url, string expected) => Assert.Equal(expected, Accepted(url).SocketPath);

    [Theory]
    [InlineData("redis+sentinel://h/mymaster", "mymaster")]
    [InlineData("redis+sentinel://h/my%2Fmaster/1", "my/master")]
    public void Sentinel_service(string url, string expected) => Assert.Equal(expected, Accepted(url).SentinelService);

    [Fact]
    public void All_mistakes_of_a_url_are_found_at_once()
    {
        string[] mistakes = Refused("rediss+sentinl://u:%zz@a:0,,c:x/?tiemout=5s&protocol=resp4&timeout=5&timeout=6s&db=x#end");
        Assert.Equal(
        [
            "REDIS_URL: the part before :// is unknown; expected one of redis, rediss, redis+sentinel, rediss+sentinel, redis+cluster, rediss+cluster, unix. Did you mean 'rediss+sentinel'?",
            "REDIS_URL: a fragment ('#') has no meaning here; write %23 if it belongs to a value.",
            "REDIS_URL: the password holds a broken percent-escape; write %25 for a percent sign.",
            "REDIS_URL: the port of host 1 is not one; expected a number from 1 to 65535, or no colon for 26379.",
            "REDIS_URL: host 2 is missing; expected a host name or an address.",
            "REDIS_URL: the port of host 3 is not one; expected a number from 1 to 65535, or no colon for 26379.",
            "REDIS_URL: the name of the master set is missing or broken; expected redis+sentinel://host1,host2/service.",
            "REDIS_URL: option 'tiemout' is unknown. Did you mean 'timeout'?",
            "REDIS_URL: option 'protocol' has a bad value; expected resp2 or resp3. Did you mean 'resp2'?",
            "REDIS_URL: option 'timeout' has a bad value; expected a duration such as 5s or 500ms, from 100ms to 300s.",
            "REDIS_URL: option 'timeout' is given twice; keep one.",
            "REDIS_URL: option 'db' has a bad value; expected a number from 0 to 2147483647.",
        ], mistakes);
    }

    [Fact]
    public void Printed_options_hold_no_password() =>
        Assert.DoesNotContain("pw", RedisUri.Parse("default", "REDIS_URL", "redis://u:pw@h").ToString(), StringComparison.Ordinal);

    internal static ConnectionOptions Accepted(string url)
    {
        var result = RedisUri.Parse("default", "REDIS_URL", url);
        Assert.Empty(result.Mistakes);
        Assert.Equal("default", result.Options!.Name);
        Assert.Equal("REDIS_URL", result.Options.Source);
        return result.Options;
    }

    internal static string[] Refused(string url)
    {
        var result = RedisUri.Parse("default", "REDIS_URL", url);
        Assert.Null(result.Options);
        Assert.NotEmpty(result.Mistakes);
        Assert.All(result.Mistakes, mistake => Assert.DoesNotContain('\n', mistake));
        return [.. result.Mistakes];
    }
}
