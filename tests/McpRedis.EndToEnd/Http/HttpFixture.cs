using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>One server with default options, for all tests of a class; what they send must not harm it.</summary>
public sealed class HttpFixture(RedisFixture redis) : IAsyncLifetime
{
    internal HttpProcess Server { get; private set; } = null!;

    /// <summary>It still answers an ordinary request.</summary>
    internal async Task ServesAsync()
    {
        var reply = await Post.Of("tools/list").SendAsync(Server);
        Assert.True(reply.Status == 200 && reply.Answer.GetProperty("result").GetProperty("tools").GetArrayLength() > 0, reply.ToString());
    }

    public async ValueTask InitializeAsync() => Server = await HttpProcess.StartAsync(redis.Url);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
