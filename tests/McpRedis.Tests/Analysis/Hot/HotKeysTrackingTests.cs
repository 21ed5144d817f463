using System.Text;
using McpRedis.Analysis.Hot;
using McpRedis.Redis;

namespace McpRedis.Tests.Analysis.Hot;

public sealed class HotKeysTrackingTests
{
    // [[sample-ratio 10  all-commands-all-slots-us 22387  collection-duration-ms 3049  by-cpu-time-us [key:4 244 key:8 225]  by-net-bytes [key:8 39325]]]
    [Fact]
    public void Costs_of_one_command_in_so_many_are_held_against_those_of_all()
    {
        var found = HotKeysTracking.Read(List([List(
        [
            RespValue.Of("sample-ratio"), RespValue.Of(10), RespValue.Of("all-commands-all-slots-us"), RespValue.Of(22_387), RespValue.Of("collection-duration-ms"), RespValue.Of(3049),
            RespValue.Of("by-cpu-time-us"), List([RespValue.Of("key:4"), RespValue.Of(244), RespValue.Of("key:8"), RespValue.Of(225)]),
            RespValue.Of("by-net-bytes"), List([RespValue.Of("key:8"), RespValue.Of(39_325)]),
        ])]));
        Assert.Equal(TimeSpan.FromMilliseconds(3049), found.Took);
        Assert.Equal(
            [("key:4", 2440L, 2440L, 22_387L, null), ("key:8", 2250L, 2250L, 22_387L, (long?)393_250)],
            found.Keys.Select(key => (Encoding.ASCII.GetString(key.Name), key.Low, key.High, key.Total, key.NetBytes)));
    }

    private static RespValue List(RespValue[] items) => RespValue.Of(RespKind.Array, items);
}
