using McpRedis.Tests.Support;

namespace McpRedis.Tests.Stdio;

/// <summary>A server that nobody else talks to, so that asking it the same twice gives the same: one key of each type.</summary>
public sealed class LonelyServer : IAsyncLifetime
{
    internal RedisServerProcess Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Redis = await RedisServerProcess.StartAsync("slowlog-log-slower-than -1");
        await using var raw = await Redis.ConnectAsync();
        await raw.CallAsync("SET", "text", "h\u00e9 \ud83d\ude00 <b>\u202e");
        await raw.CallAsync("SET", "bytes", new byte[] { 0, 255, 10 });
        await raw.CallAsync("HSET", "hash", "f", "v", "g", "w");
        await raw.CallAsync("RPUSH", "list", "a", "b");
        await raw.CallAsync("SADD", "set", "a", "b");
        await raw.CallAsync("ZADD", "zset", "1.5", "a", "inf", "b");
        await raw.CallAsync("XADD", "stream", "1-1", "f", "v");
        await raw.CallAsync("XGROUP", "CREATE", "stream", "readers", "0");
    }

    public ValueTask DisposeAsync() => Redis.DisposeAsync();
}
