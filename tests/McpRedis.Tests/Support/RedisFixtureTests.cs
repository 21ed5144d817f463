namespace McpRedis.Tests.Support;

public sealed class RedisFixtureTests(RedisFixture redis)
{
    [Fact]
    public async Task Shared_server_answers_and_prefixes_differ()
    {
        string prefix = RedisFixture.Prefix();
        Assert.NotEqual(prefix, RedisFixture.Prefix());
        await redis.CallAsync("SET", prefix + "a", "é");
        Assert.Equal("é", (await redis.CallAsync("GET", prefix + "a")).Text);
        await redis.CallAsync("DEL", prefix + "a");
    }

    [Fact]
    public async Task Raw_client_reads_every_kind_of_reply()
    {
        await using RawRedis raw = await redis.ConnectAsync();
        Assert.Equal('%', (await raw.CallAsync("HELLO", 3)).Kind);
        string key = RedisFixture.Prefix() + "h";
        byte[] bytes = [0, 13, 10, 255];
        await raw.CallAsync("HSET", key, "f", bytes);
        Assert.Equal(bytes, (await raw.CallAsync("HGETALL", key)).Map["f"].Bytes);
        Assert.True((await raw.CallAsync("GET", key + "none")).IsNull);
        Assert.Equal('-', (await raw.SendAsync("GET", key)).Kind);
        Assert.Equal(1, (await raw.CallAsync("DEL", key)).Integer);
        await Assert.ThrowsAsync<RawRedisException>(() => raw.CallAsync("NOSUCH"));
    }
}
