using McpRedis.Redis;

namespace McpRedis.Tests.Redis;

public sealed class InfoTextTests
{
    [Fact]
    public void Sections_and_values_of_a_real_reply()
    {
        var info = InfoText.Parse(Sample.Info("redis-8.6.3"));

        Assert.Equal(["Server", "Clients", "Memory"], info.Sections.Take(3));
        Assert.Contains("Keysizes", info.Sections);
        Assert.Equal("8.6.3", info["redis_version"]);
        Assert.Equal("/usr/bin/redis-server", info["executable"]);
        Assert.Equal(0, info.Integer("cluster_enabled"));
        Assert.Contains(info.Section("server"), line => line.Key == "redis_mode" && line.Value == "standalone");
        Assert.DoesNotContain(info.Section("Memory"), line => line.Key == "redis_mode");
        Assert.All(info.Sections, section => Assert.DoesNotContain('#', section));
    }

    [Fact]
    public void Nested_lists_of_a_real_reply()
    {
        var info = InfoText.Parse(Sample.Info("redis-8.6.3"));

        var db = InfoText.Parts(info["db0"]!);
        Assert.Equal("2", db["keys"]);
        Assert.Equal("0", db["expires"]);
        var config = info.Starting("cmdstat_").Single(line => line.Key == "cmdstat_config|get");
        Assert.Equal("1", InfoText.Parts(config.Value)["calls"]);
        var module = InfoText.Parts(info.All("module").Single());
        Assert.Equal("vectorset", module["name"]);
        Assert.Equal("[]", module["using"]);
        Assert.StartsWith("[handle-io-errors|", module["options"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "x", null)]
    [InlineData("no colon here\r\n\r\nx:1\r\n", "x", "1")]
    [InlineData("x:a:b:c\n", "x", "a:b:c")]
    [InlineData(":nameless\nx:\n", "x", "")]
    [InlineData("#NoSpace\nx:1", "x", "1")]
    [InlineData("x:1\nx:2\n", "x", "1")]
    [InlineData("total_system_memory(MB):24105\n", "total_system_memory(MB)", "24105")]
    [InlineData("txt:# Server\r\nx:1\r\n", "x", "1")]
    public void Odd_lines(string text, string name, string? expected) => Assert.Equal(expected, InfoText.Parse(text)[name]);

    [Fact]
    public void Numbers_that_are_none_are_null()
    {
        var info = InfoText.Parse("offset:N/A\nshare:69.85%\nratio:1.25\nbig:281474976710656\n");

        Assert.Null(info.Integer("offset"));
        Assert.Null(info.Integer("absent"));
        Assert.Null(info.Number("offset"));
        Assert.Equal(69.85, info.Number("share"));
        Assert.Equal(1.25, info.Number("ratio"));
        Assert.Equal(281474976710656, info.Integer("big"));
    }

    [Theory]
    [InlineData("keys=1,expires=0", 2)]
    [InlineData("ip=::1,port=7001,state=online", 3)]
    [InlineData("using=[a,b],name=x", 2)]
    [InlineData("open=[a,b", 1)]
    [InlineData("]]=x,a=1", 2)]
    [InlineData("plain", 0)]
    [InlineData(",,=,", 0)]
    [InlineData("", 0)]
    public void Parts_of_odd_values(string value, int count) => Assert.Equal(count, InfoText.Parts(value).Count);
}
