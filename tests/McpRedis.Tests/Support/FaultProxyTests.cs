using System.Net.Sockets;

namespace McpRedis.Tests.Support;

public sealed class FaultProxyTests(RedisFixture redis)
{
    [Fact]
    public async Task Passes_and_sees_what_is_sent()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        Task seen = proxy.SeesAsync("marker");
        Assert.Equal("marker", (await client.CallAsync("ECHO", "marker")).Text);
        await seen;
        Assert.Equal((1, 1), (proxy.Accepted, proxy.Open));
    }

    [Fact]
    public async Task Black_hole_answers_nothing_and_lets_nothing_through()
    {
        string key = RedisFixture.Prefix() + "k";
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.BlackHole;
        Task seen = proxy.SeesAsync(key);
        await client.WriteAsync("SET", key, "1");
        await seen;
        proxy.Fault = NetworkFault.None;
        Assert.Equal(0, (await client.CallAsync("EXISTS", key)).Integer);
    }

    [Fact]
    public async Task Lost_reply_leaves_the_write_done()
    {
        string key = RedisFixture.Prefix() + "k";
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.LoseReplies;
        await client.WriteAsync("SET", key, "1");
        await TestTimeout.UntilAsync("the write arrived", async () => (await redis.CallAsync("EXISTS", key)).Integer == 1);
        proxy.ResetOpen();
        await AssertResetAsync(client.ReadAsync());
        await redis.CallAsync("DEL", key);
    }

    [Fact]
    public async Task Reset_breaks_open_and_new_connections()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.Reset;
        await AssertResetAsync(client.SendAsync("PING"));
        // The kernel accepts before the proxy resets, so connecting may succeed; using the connection cannot.
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await ConnectAsync(proxy)).SendAsync("PING"));
        proxy.Fault = NetworkFault.None;
        await (await ConnectAsync(proxy)).DisposeAsync();
    }

    [Fact]
    public async Task Half_close_ends_replies_but_not_requests()
    {
        string key = RedisFixture.Prefix() + "k";
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.HalfClose;
        await Assert.ThrowsAsync<EndOfStreamException>(() => client.SendAsync("SET", key, "1"));
        await client.WriteAsync("SET", key, "2");
        await TestTimeout.UntilAsync("the second write arrived", async () => (await redis.CallAsync("GET", key)).Text == "2");
        await redis.CallAsync("DEL", key);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(3, false)]
    [InlineData(7, true)] // +PONG\r\n
    public async Task Cut_gives_the_client_so_many_bytes(int bytes, bool whole)
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.CutAfter(bytes);
        Task<RawReply> first = client.SendAsync("PING");
        if (whole)
        {
            Assert.Equal("PONG", (await first).Text);
            first = client.ReadAsync();
        }
        await Assert.ThrowsAnyAsync<IOException>(() => first);
    }

    [Fact]
    public async Task Drip_and_delay_only_slow_down()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.Drip(1, TimeSpan.FromMilliseconds(1));
        Assert.Equal("slow", (await client.CallAsync("ECHO", "slow")).Text);
        proxy.Fault = NetworkFault.Delay(TimeSpan.FromMilliseconds(5));
        Assert.Equal("late", (await client.CallAsync("ECHO", "late")).Text);
    }

    [Fact]
    public async Task Garbage_comes_once_ahead_of_a_reply()
    {
        await using var proxy = FaultProxy.To(redis.Port);
        await using RawRedis client = await ConnectAsync(proxy);
        proxy.Fault = NetworkFault.Garbage((byte)'?');
        RawReply reply = await client.SendAsync("PING");
        Assert.Equal(('?', "+PONG"), (reply.Kind, reply.Text));
        Assert.Equal("PONG", (await client.CallAsync("PING")).Text);
    }

    [Fact]
    public async Task No_server_behind_it_is_a_reset()
    {
        await using var proxy = FaultProxy.To(FreePort.Next());
        await AssertResetAsync(Task.Run(async () =>
        {
            await using RawRedis client = await RawRedis.ConnectAsync(proxy.Port);
            await client.SendAsync("PING");
        }));
    }

    // Bare when the reset comes while connecting; Shutdown when it came before the bytes were sent.
    private static async Task AssertResetAsync(Task task)
    {
        Exception broken = await Assert.ThrowsAnyAsync<Exception>(() => task);
        Assert.Contains(
            (broken as SocketException ?? broken.InnerException as SocketException)?.SocketErrorCode,
            (SocketError?[])[SocketError.ConnectionReset, SocketError.Shutdown]);
    }

    private Task<RawRedis> ConnectAsync(FaultProxy proxy) => RawRedis.ConnectAsync(proxy.Port, redis.Password, redis.User);
}
