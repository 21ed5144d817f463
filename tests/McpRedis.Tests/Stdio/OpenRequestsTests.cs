using McpRedis.Stdio;
using McpRedis.Tests.Support;
using ModelContextProtocol.Protocol;

namespace McpRedis.Tests.Stdio;

public sealed class OpenRequestsTests
{
    [Fact]
    public void Id_is_taken_until_it_is_answered()
    {
        var open = new OpenRequests();
        Assert.True(open.TryAdd(new RequestId(1)));
        Assert.False(open.TryAdd(new RequestId(1)));
        Assert.True(open.TryAdd(new RequestId("1")));   // another id than the number
        open.Remove(new RequestId(1));
        Assert.True(open.TryAdd(new RequestId(1)));
    }

    [Fact]
    public async Task Drained_when_nothing_is_open()
    {
        var open = new OpenRequests();
        await open.WhenDrainedAsync().WaitAsync(TestTimeout.Token());
        open.TryAdd(new RequestId(1));
        open.TryAdd(new RequestId(2));
        var drained = open.WhenDrainedAsync();
        open.Remove(new RequestId(1));
        open.Remove(new RequestId(7));
        Assert.False(drained.IsCompleted);
        open.Remove(new RequestId(2));
        await drained.WaitAsync(TestTimeout.Token());
    }
}
