using McpRedis.Rdb;
using McpRedis.Rdb.Elements;

namespace McpRedis.Tests.Rdb.Elements;

public sealed class StreamEntriesTests
{
    private static readonly string[] Entries = ["5-1 x=1", "6-0 y=2 z=3", "length 2 last 6-0"];
    private const string Counters = "first 5-1 deleted 5-2 added 3";
    private const string Pending = "pending 5-1 1700000000000 3 alice";

    [Theory]
    [InlineData((int)RdbType.Stream)]
    [InlineData((int)RdbType.Stream2)]
    [InlineData((int)RdbType.Stream3)]
    [InlineData((int)RdbType.Stream4)]
    [InlineData((int)RdbType.Stream5)]
    public void Every_version_has_what_it_has(int number)
    {
        var type = (RdbType)number;
        string active = type >= RdbType.Stream3 ? " active" : "";
        string[] expected =
        [
            .. Entries,
            .. type >= RdbType.Stream2 ? new[] { Counters } : [],
            $"group g 5-1 read {(type >= RdbType.Stream2 ? "1" : "?")}",
            $"consumer alice{active}",
            $"consumer bob{active}",
            Pending,
            .. type >= RdbType.Stream5 ? new[] { $"pending 6-0 1700000000001 1 {StreamPending.Nacked}" } : [],
            .. type >= RdbType.Stream4 ? new[] { "producers 1 added 1" } : [],
        ];
        Assert.Equal(expected, ElementText.Of(RdbFlavour.Redis, type, SampleValues.Stream(type)));
    }

    [Fact]
    public void State_is_there_without_the_entries()
    {
        var entries = new StreamEntries(RdbType.Stream5, SampleValues.Stream(RdbType.Stream5), new DecodeBuffers());
        Assert.Equal(new StreamId(6, 0), entries.State().LastId);
    }

    [Fact]
    public void Fields_that_nobody_asked_for_are_passed_over()
    {
        var entries = new StreamEntries(RdbType.Stream, SampleValues.Stream(RdbType.Stream), new DecodeBuffers());
        Assert.True(entries.MoveNext());
        Assert.True(entries.MoveNext());
        Assert.Equal((new StreamId(6, 0), 2), (entries.Id, entries.FieldCount));
        Assert.False(entries.MoveNext());
    }

    [Fact]
    public void A_module_type_has_its_name()
    {
        ulong id = "vectorset".Aggregate(0UL, (sum, c) => sum << 6 | (uint)"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".IndexOf(c)) << 10 | 1;
        Assert.Equal(("vectorset", 1), (ModuleType.Name(id), ModuleType.EncodingVersion(id)));
    }
}
