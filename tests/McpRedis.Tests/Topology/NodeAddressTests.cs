using McpRedis.Redis.Connections;
using McpRedis.Topology;

namespace McpRedis.Tests.Topology;

public sealed class NodeAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", 6379, "local")]
    [InlineData("localhost", 6379, "local")]
    [InlineData("::1", 6379, "local")]
    [InlineData("127.0.0.1", 6380, null)]
    [InlineData("10.0.0.7", 6379, "far")]
    [InlineData("10.0.0.8", 6379, null)]
    public void Address_belongs_to_the_connection_of_that_host_and_port(string host, int port, string? name) =>
        Assert.Equal(name, new NodeAddress(host, port).ConnectionOf(All, All[0]));

    // To a server elsewhere 127.0.0.1 is itself.
    [Fact]
    public void Loopback_told_by_a_far_server_is_not_ours()
    {
        Assert.Null(new NodeAddress("127.0.0.1", 6379).ConnectionOf(All, All[1]));
        Assert.Equal("far", new NodeAddress("10.0.0.7", 6379).ConnectionOf(All, All[1]));
    }

    [Fact]
    public void Address_of_IPv6_is_bracketed() => Assert.Equal("[::1]:6379", new NodeAddress("::1", 6379).ToString());

    private static readonly ConnectionOptions[] All = [Of("local", "localhost"), Of("far", "10.0.0.7")];

    private static ConnectionOptions Of(string name, string host) =>
        new() { Name = name, Source = "test", Kind = ConnectionKind.Server, Endpoints = [new(host, 6379)] };
}
