using McpRedis.Diagnostics.Clusters;
using McpRedis.Diagnostics.Facts;

namespace McpRedis.Tests.Diagnostics.Clusters;

public sealed class ClusterMapTests
{
    // Lines as redis-server 7.0 writes them, ids shortened.
    private const string A = "aaaa 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-99 200-16383 [99->-bbbb]\nbbbb 127.0.0.1:7002@17002 master - 0 1 2 connected 100\ncccc 127.0.0.1:7003@17003 slave,fail bbbb 0 1 2 disconnected\n";
    private const string B = "aaaa 127.0.0.1:7001@17001 master - 0 0 1 connected 0-99 200-16383\nbbbb 127.0.0.1:7002@17002 myself,master - 0 1 2 connected 100 [99-<-aaaa]\ncccc 127.0.0.1:7003@17003 slave,fail? bbbb 0 1 2 disconnected\n";

    [Fact]
    public void Slots_of_all_nodes_their_gaps_and_their_moves()
    {
        var map = Map(("node-1 (master)", A), ("node-2 (master)", B));
        var first = map.Find("aaaa")!;
        Assert.Equal(["0-99", "200-16383"], map.RangesOf(first));
        Assert.Equal(["100"], map.RangesOf(map.Find("bbbb")!));
        Assert.Equal(["101-199"], map.Uncovered);
        Assert.Equal((16384 - 99, 100 + 16184, 0), (map.Covered, map.CountOf(first), map.Disputed));
        Assert.Equal([new SlotMove(99, "aaaa", "bbbb", true), new SlotMove(99, "aaaa", "bbbb", false)], map.Moves);
        Assert.Equal("127.0.0.1:7001", first.Line.Address);
    }

    [Fact]
    public void A_node_that_does_not_answer_is_what_others_say()
    {
        var lost = Map(("node-1 (master)", A), ("node-2 (master)", B)).Find("cccc")!;
        Assert.Equal(("cccc", null, true, true, "bbbb"), (lost.Name, lost.Node, lost.IsFailed, lost.IsSuspected, lost.Line.MasterId));
        // Its slots too: only one of two masters was heard.
        var map = Map(("node-1 (master)", A));
        Assert.Equal(["100"], map.RangesOf(map.Find("bbbb")!));
    }

    // The cluster settles it so, too.
    [Fact]
    public void What_two_claim_belongs_to_the_newer_claim()
    {
        const string Old = "aaaa 127.0.0.1:7001@17001 myself,master - 0 0 1 connected 0-10\n", New = "bbbb 127.0.0.1:7002@17002 myself,master - 0 0 5 connected 5-20\n";
        foreach (var map in new[] { Map(("one", Old), ("two", New)), Map(("two", New), ("one", Old)) })
        {
            Assert.Equal(6, map.Disputed);
            Assert.Equal(["0-4"], map.RangesOf(map.Find("aaaa")!));
            Assert.Equal(["5-20"], map.RangesOf(map.Find("bbbb")!));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense\n")]
    [InlineData("aaaa :0@0 myself,master - 0 0 1 connected 16390-99999 x-y [z->-b]\n")]
    public void What_is_no_layout_has_no_slots(string text)
    {
        var map = Map(("one", text));
        Assert.Equal((0, 0), (map.Covered, map.Moves.Count));
        Assert.Equal(["0-16383"], map.Uncovered);
    }

    private static ClusterMap Map(params (string Node, string Text)[] sights) => ClusterMap.Of([.. sights.Select(sight => new ClusterSight(sight.Node, ClusterNodeLine.Read(sight.Text)))]);
}
