using McpRedis.Migration.Copying;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>Strings and hashes to Garnet, which takes no payloads but of strings, and back.</summary>
public sealed class GarnetCopyTests : IDisposable
{
    private const long FarAway = 4_000_000_000_000;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Strings_and_hashes_go_there_and_come_back_with_their_expiry()
    {
        await using EmbeddedServer garnet = await GarnetServer.StartAsync(_folder);
        await using var source = await RedisServerProcess.StartAsync();
        await using var back = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await back.ConnectAsync();
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await from.CallAsync("SET", "empty", "");
        await from.CallAsync("SET", "number", 12345);
        await from.CallAsync("SET", all, all);
        await from.CallAsync("SETRANGE", "large", 1_000_000, "end");
        await from.CallAsync("HSET", "hash", "field", "value", "", "empty");
        await from.CallAsync(["HSET", "hash:large", .. Enumerable.Range(0, 3000).SelectMany(i => new object[] { $"field {i}", $"value {i}" })]);
        foreach (string key in (string[])["number", "large", "hash", "hash:large"])
        {
            await from.CallAsync("COPY", key, key + ":ttl");
            await from.CallAsync("PEXPIREAT", key + ":ttl", FarAway + key.Length);
        }
        var there = await TypeBench.RunAsync(source.Options(), garnet.Options);
        Assert.True(there.Problems.Count == 0, TypeBench.Problems(there));
        Assert.Equal(10, there.Counters[CopyOutcome.Copied]);
        var home = await TypeBench.RunAsync(garnet.Options, back.Options());
        Assert.True(home.Problems.Count == 0, TypeBench.Problems(home));
        Assert.Equal(10, home.Counters[CopyOutcome.Copied]);
        Assert.Equal(10, (await to.CallAsync("DBSIZE")).Integer);
        await SameValues.CheckAsync(source, back, 0, default);
    }
}
