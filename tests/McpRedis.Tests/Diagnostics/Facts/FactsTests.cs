using McpRedis.Diagnostics.Facts;
using McpRedis.Redis;

namespace McpRedis.Tests.Diagnostics.Facts;

public sealed class FactsTests
{
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
