namespace McpRedis.Tests.Redis.Connections;

/// <summary>One mistake a URL, one line a mistake.</summary>
public sealed class RedisUriRefusalTests
{
    [Theory]
    [InlineData("", "is empty")]
    [InlineData("${REDIS_URL}", "a placeholder that nothing replaced")]
    [InlineData("$REDIS_URL", "a placeholder that nothing replaced")]
    [InlineData("\"redis://h\"", "quotation mark")]
    [InlineData("'h'", "quotation mark")]
    [InlineData("h:6379", "is not a URL")]
    [InlineData("redis:/h", "is not a URL")]
    [InlineData("http://h", "expected one of redis, rediss,")]
    [InlineData("redi://h", "Did you mean 'redis'?")]
    [InlineData("redis+sentinels://h/s", "Did you mean 'redis+sentinel'?")]
    [InlineData("redis+tls://h", "is unknown; expected one of")]
    public void Scheme(string url, string expected) => RefusedFor(url, expected);

    [Theory]
    [InlineData("redis://", "the host is missing")]
    [InlineData("redis:///0", "the host is missing")]
    [InlineData("redis://u:p@", "the host is missing")]
    [InlineData("redis://u:p@:6379", "the host is missing")]
    [InlineData("redis://h_!", "the host is not a host name")]
    [InlineData("redis://-h", "the host is not a host name")]
    [InlineData("redis://a..b", "the host is not a host name")]
    [InlineData("redis://h%41", "the host is not a host name")]
    [InlineData("redis://h:", "the port of the host is not one; expected a number from 1 to 65535, or no colon for 6379")]
    [InlineData("redis://h:0", "the port of the host")]
    [InlineData("redis://h:65536", "the port of the host")]
    [InlineData("redis://h:-1", "the port of the host")]
    [InlineData("redis://h:+1", "the port of the host")]
    [InlineData("redis://h:http", "the port of the host")]
    [InlineData("redis://h:6379x", "the port of the host")]
    [InlineData("redis://[::1]:0", "the port of the host")]
    [InlineData("redis://::1", "more than one colon; expected host:port, or [address]:port for IPv6")]
    [InlineData("redis://h:1:2", "more than one colon")]
    [InlineData("redis://[::1", "not an IPv6 address in brackets")]
    [InlineData("redis://[::g]", "not an IPv6 address in brackets")]
    [InlineData("redis://[127.0.0.1]", "not an IPv6 address in brackets")]
    [InlineData("redis://[]", "not an IPv6 address in brackets")]
    [InlineData("redis://[::1]6379", "not an IPv6 address in brackets")]
    [InlineData("redis://a,b", "several hosts are given; expected one")]
    [InlineData("rediss://a:1,b:2", "several hosts are given; expected one")]
    [InlineData("redis+cluster://a,", "host 2 is missing")]
    [InlineData("redis+cluster://,a", "host 1 is missing")]
    [InlineData("redis+cluster://a,b,a", "host 3 is given twice")]
    [InlineData("redis+cluster://a,a:6379", "host 2 is given twice")]
    [InlineData("redis+sentinel://a,b:x/s", "the port of host 2")]
    [InlineData("unix://run/redis.sock", "expected three slashes")]
    [InlineData("unix://u@h/redis.sock", "expected three slashes")]
    public void Hosts_and_ports(string url, string expected) => RefusedFor(url, expected);

    [Theory]
    [InlineData("redis://:%zz@h", "the password holds a broken percent-escape")]
    [InlineData("redis://:%4@h", "the password holds a broken percent-escape")]
    [InlineData("redis://:%@h", "the password holds a broken percent-escape")]
    [InlineData("redis://:100%@h", "the password holds a broken percent-escape")]
    [InlineData("redis://:%ff@h", "the password holds a broken percent-escape")]
    [InlineData("redis://%+1:pw@h", "the user holds a broken percent-escape")]
    [InlineData("redis://u:p/w@h", "'@' stands after '/', '?' or '#'")]
    [InlineData("redis://u:p?w@h", "'@' stands after '/', '?' or '#'")]
    [InlineData("redis://u:p#w@h", "'@' stands after '/', '?' or '#'")]
    [InlineData("redis://u:p w@h", "holds a blank")]
    [InlineData(" redis://h", "holds a blank")]
    [InlineData("redis://h\n", "holds a blank")]
    [InlineData("redis://h\r\n", "holds a blank")]
    [InlineData("redis://h\u00a0", "holds a blank")]
    [InlineData("redis://h\u200b", "holds a blank")]
    [InlineData("redis://h\0", "holds a blank")]
    public void User_and_password(string url, string expected) => RefusedFor(url, expected);

    [Theory]
    [InlineData("redis://h/x", "expected /db with a number from 0 to 2147483647")]
    [InlineData("redis://h/-1", "expected /db")]
    [InlineData("redis://h/2147483648", "expected /db")]
    [InlineData("redis://h/1.5", "expected /db")]
    [InlineData("redis://h/%31", "expected /db")]
    [InlineData("redis://h/1/", "expected /db")]
    [InlineData("redis://h/1/2", "expected /db")]
    [InlineData("redis://h//", "expected /db")]
    [InlineData("redis://h//1", "expected /db")]
    [InlineData("redis://h?db=x", "option 'db' has a bad value; expected a number from 0 to 2147483647")]
    [InlineData("redis://h/1?db=2", "the database is given twice")]
    [InlineData("redis://h/1?db=1", "the database is given twice")]
    [InlineData("redis+cluster://h/1", "a cluster has only database 0")]
    [InlineData("redis+cluster://h?db=1", "a cluster has only database 0")]
    [InlineData("redis+sentinel://h", "the name of the master set is missing")]
    [InlineData("redis+sentinel://h/", "the name of the master set is missing")]
    [InlineData("redis+sentinel://h//1", "the name of the master set is missing")]
    [InlineData("redis+sentinel://h/%zz", "the name of the master set is missing or broken")]
    [InlineData("redis+sentinel://h/s/x", "expected /db")]
    [InlineData("redis+sentinel://h/s/1/2", "expected /db")]
    [InlineData("unix://", "the path of the unix socket is missing")]
    [InlineData("unix:///", "the path of the unix socket is missing")]
    [InlineData("unix:///a%00b", "the path of the unix socket is missing or broken")]
    [InlineData("unix:///%zz", "the path of the unix socket is missing or broken")]
    [InlineData("redis://h#", "a fragment ('#') has no meaning")]
    [InlineData("redis://h/0#x", "a fragment ('#') has no meaning")]
    [InlineData("redis://h?db=1#x", "a fragment ('#') has no meaning")]
    public void Path_and_fragment(string url, string expected) => RefusedFor(url, expected);

    [Fact]
    public void Socket_path_fits_the_system()
    {
        RefusedFor("unix:///" + new string('x', 107), "too long; expected at most 107 bytes");
        _ = RedisUriTests.Accepted("unix:///" + new string('x', 106));
    }

    internal static void RefusedFor(string url, string expected) =>
        Assert.Contains(expected, Assert.Single(RedisUriTests.Refused(url)), StringComparison.Ordinal);
}
