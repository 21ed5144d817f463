using McpRedis.Diagnostics.Facts;
using McpRedis.Redis;

namespace McpRedis.Tests.Diagnostics.Facts;

public sealed class FactsTests
{
    [Fact]
    public void Client_line_is_read_without_its_name_and_port()
    {
        var client = Assert.Single(ClientLine.Read("id=7 addr=[::1]:42306 laddr=127.0.0.1:6379 fd=8 name=web age=36 idle=90 flags=N db=0 qbuf=26 omem=100 tot-mem=22298 cmd=get\n"));
        Assert.Equal(new ClientLine("[::1]", true, 90, "N", 100, 26, 22298), client);
        Assert.True(client.IsOrdinary);
        Assert.Equal(22298, client.Bytes);
    }

    [Theory]
    [InlineData("id=1 addr=/tmp/redis.sock:0 name= flags=U")]
    [InlineData("nothing at all")]
    [InlineData("id=1 addr= idle=much")]
    public void Client_line_of_another_form_is_read_as_far_as_it_goes(string line) =>
        Assert.Equal(("", 0L), (Assert.Single(ClientLine.Read(line)).Host, ClientLine.Read(line)[0].IdleSeconds));

    [Fact]
    public void Cluster_node_line_is_read_with_its_slots()
    {
        var node = Assert.Single(ClusterNodeLine.Read("e7d1 127.0.0.1:30001@31001,host myself,master - 0 0 7 connected 0-5460 9000 [5461->-67ed]\nshort line\n"));
        Assert.Equal(("127.0.0.1", 5462, 7L, true, true), (node.Host, node.Slots, node.ConfigEpoch, node.IsMyself, node.IsMaster));
        Assert.Equal(["[5461->-67ed]"], node.OpenSlots);
        Assert.Null(node.MasterId);
    }

    [Fact]
    public void Slow_entry_keeps_no_argument_and_no_unknown_word()
    {
        var reply = RespValue.Of(RespKind.Array, [Entry("hgetall", "key"), Entry("my-password")]);
        Assert.Equal(["HGETALL", "(unknown)"], SlowEntry.Read(reply).Select(entry => entry.Command));
    }

    [Theory]
    [InlineData("Redis", "7.0.15", "2024-07-29")]
    [InlineData("Redis", "5.0.14", "2022-04-27")]
    [InlineData("Redis", "3.2.1", "before 2022-04-27")]
    [InlineData("Redis", "7.2.15", null)]
    [InlineData("Redis", "8.9.0", null)]
    [InlineData("Valkey", "7.2.14", null)]
    [InlineData("KeyDb", "6.3.4", null)]
    [InlineData("Garnet", "1.0.1", null)]
    public void Branch_ends(string flavour, string version, string? end) =>
        Assert.Equal(end, ReleaseTable.EndOf(Enum.Parse<ServerFlavour>(flavour), Version.Parse(version)));

    [Theory]
    [InlineData("Redis", "8.6.5", "")]
    [InlineData("Redis", "8.6.4", "8.6.5")]
    [InlineData("Redis", "9.0.0", "")]
    [InlineData("Redis", "7.2.13", "7.2.15 7.2.14")]
    [InlineData("Redis", "6.2.22", "6.2.23")]
    [InlineData("Valkey", "9.1.1", "")]
    [InlineData("Valkey", "9.0.3", "9.0.5 9.0.4")]
    [InlineData("Valkey", "8.0.9", "8.0.10")]
    [InlineData("Unknown", "1.0.0", "")]
    public void Advisories_name_the_release_to_go_to(string flavour, string version, string fixes) => Assert.Equal(
        fixes,
        string.Join(' ', ReleaseTable.Advisories.Select(advisory => advisory.FixFor(Enum.Parse<ServerFlavour>(flavour), Version.Parse(version))).OfType<Version>()));

    private static RespValue Entry(params string[] words) => RespValue.Of(RespKind.Array,
        [RespValue.Of(1), RespValue.Of(1700000000), RespValue.Of(25000), RespValue.Of(RespKind.Array, [.. words.Select(RespValue.Of)]), RespValue.Of("10.0.0.1:5"), RespValue.Of("")]);
}
