using System.Text;
using McpRedis.EndToEnd.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>S19: what one client sends, or does not send, never takes the server from the others.</summary>
[Collection(Alone.Name)]
public sealed class HttpLimitTests(RedisFixture redis)
{
    private const int Mebibyte = 1 << 20;
    private const double LargestGrowth = 20; // MiB

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task S19_A_body_of_50_MiB_is_refused_and_not_kept(bool announced)
    {
        await using var server = await HttpProcess.StartAsync(redis.Url);
        await ServesAsync(server);
        double before = server.ResidentMemory;
        byte[] part = Encoding.ASCII.GetBytes($"{Mebibyte:x}\r\n{new string('x', Mebibyte)}\r\n");
        for (int round = 0; round < 3; round++)
        {
            await using var connection = await RawHttp.ConnectAsync(server.Port);
            var post = Post.Of("tools/list");
            await connection.SendAsync((announced ? post.With("Content-Length", $"{50 * Mebibyte}") : post.With("Transfer-Encoding", "chunked")).Head());
            await SendUntilCutOffAsync(connection, announced ? part.AsMemory(8, Mebibyte) : part);
            Assert.Equal(413, (await connection.ReadAsync()).Status);
        }
        Assert.InRange(server.PeakMemory - before, -100, LargestGrowth);
        await ServesAsync(server);
    }

    // Memory is taken for what has come, not for what was announced.
    [Fact]
    public async Task S19_Two_hundred_announced_bodies_take_no_memory()
    {
        await using var server = await HttpProcess.StartAsync(redis.Url);
        await ServesAsync(server);
        double before = server.ResidentMemory;
        var connections = await HalfOpenAsync(server, Post.Of("tools/list").With("Content-Length", $"{Mebibyte}").Head() + "{", 200);
        await ServesAsync(server);
        Assert.InRange(server.PeakMemory - before, -100, LargestGrowth);
        await EndAsync(connections);
    }

    [Theory]
    [InlineData("POST /mcp HTTP/1.1\r\nHost: 127.0.0.1\r\nX-")]
    [InlineData("")]
    [InlineData("P")]
    public async Task S19_Two_hundred_clients_that_never_finish_their_headers_hold_up_nobody(string half)
    {
        await using var server = await HttpProcess.StartAsync(redis.Url);
        var connections = await HalfOpenAsync(server, half, 200);
        await ServesAsync(server);
        await EndAsync(connections);
    }

    // Whoever sends its body slowly must not take the place of one who works.
    [Fact]
    public async Task S19_Clients_that_never_finish_their_bodies_hold_up_nobody()
    {
        await using var server = await HttpProcess.StartAsync(redis.Url, "--max-concurrent-requests", "4");
        var connections = await HalfOpenAsync(server, Post.Of("tools/list").With("Content-Length", "5000").Head() + "{", 200);
        await ServesAsync(server);
        await EndAsync(connections);
    }

    [Fact]
    public async Task S19_Requests_sent_without_waiting_are_answered_in_order()
    {
        const int Count = 50;
        await using var server = await HttpProcess.StartAsync(redis.Url);
        await using var connection = await RawHttp.ConnectAsync(server.Port);
        await connection.SendAsync(string.Concat(Enumerable.Range(0, Count).Select(id => Post.Call("redis_key_scan", new { pattern = "none" }, $"{id}").ToString())));
        for (int id = 0; id < Count; id++)
        {
            var reply = await connection.ReadAsync();
            Assert.Equal((200, id), (reply.Status, reply.Answer.GetProperty("id").GetInt32()));
        }
    }

    [Fact]
    public async Task S19_Whoever_asks_too_fast_is_told_when_to_come_back()
    {
        await using var server = await HttpProcess.StartAsync(redis.Url, "--rate-limit", "1");
        var replies = new List<RawResponse>();
        for (int i = 0; i < 10; i++)
        {
            replies.Add(await Post.Of("tools/list").SendAsync(server));
        }
        Assert.Equal(200, replies[0].Status);
        var refused = Assert.IsType<RawResponse>(replies.Find(reply => reply.Status != 200));
        Assert.Equal(429, refused.Status);
        Assert.InRange(int.Parse(refused["Retry-After"]!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(200, (await RawHttp.AskAsync(server.Port, Post.Of("tools/list").With("Content-Length", "0").To("/health/live").Head("GET"))).Status);
        await TestTimeout.UntilAsync("it is served again", async () => (await Post.Of("tools/list").SendAsync(server)).Status == 200);
    }

    [Fact]
    public async Task S19_What_is_too_much_at_once_is_refused_at_once()
    {
        await using var server = await HttpProcess.StartAsync(redis.Url, "--max-concurrent-requests", "1");
        string channel = RedisFixture.Prefix() + "never";
        // One is worked on, two wait; the others are told so before any of them is answered.
        var calls = Enumerable.Range(0, 10).Select(_ => Post.Call("redis_pubsub_read", new { channels = new[] { channel }, limit = 1, timeoutMs = 50_000 }).SendAsync(server)).ToList();
        var refused = new List<RawResponse>();
        while (refused.Count < 7)
        {
            var first = await Task.WhenAny(calls);
            calls.Remove(first);
            refused.Add(await first);
        }
        Assert.All(refused, reply => Assert.Equal((503, "1"), (reply.Status, reply["Retry-After"])));
        Assert.Equal(200, (await RawHttp.AskAsync(server.Port, Post.Of("tools/list").With("Content-Length", "0").To("/health/live").Head("GET"))).Status);
        await TestTimeout.UntilAsync("the others have had their turn", async () =>
        {
            await redis.CallAsync("PUBLISH", channel, "go on");
            return calls.All(call => call.IsCompleted);
        });
        Assert.All(await Task.WhenAll(calls), reply => Assert.Equal(200, reply.Status));
    }

    private static async Task<RawHttp[]> HalfOpenAsync(HttpProcess server, string half, int count)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => RawHttp.ConnectAsync(server.Port)));
        await Task.WhenAll(connections.Select(connection => connection.SendAsync(half)));
        return connections;
    }

    private static async Task EndAsync(RawHttp[] connections)
    {
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }

    private static async Task SendUntilCutOffAsync(RawHttp connection, ReadOnlyMemory<byte> part)
    {
        try
        {
            for (int sent = 0; sent < 50; sent++)
            {
                await connection.SendAsync(part);
            }
        }
        catch (IOException)
        {
            // It does not listen to the rest.
        }
    }

    // Sooner than the server would have given up on those that keep it waiting.
    private static async Task ServesAsync(HttpProcess server) => Assert.Equal(200, (await Post.Of("tools/list").SendAsync(server).WaitAsync(TimeSpan.FromSeconds(20))).Status);
}
