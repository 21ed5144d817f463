using System.Security.Cryptography;
using System.Text;
using McpRedis.EndToEnd.Conformance;
using McpRedis.EndToEnd.Http;
using McpRedis.Http;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd;

/// <summary>Sessions of the handshake era: how they end, how many there are, and the one stream each has. On a clock that the test moves.</summary>
public sealed class HttpSessionTests
{
    private static readonly HttpOptions Three = new() { MaxSessions = 3 };

    [Fact]
    public async Task A_session_that_is_not_used_ends()
    {
        var time = new ManualTime();
        await using var server = await FixtureServer.StartAsync(new() { SessionIdle = TimeSpan.FromMinutes(10) }, time);
        string used = await BeginAsync(server), idle = await BeginAsync(server);
        for (int minutes = 0; minutes < 15; minutes += 5)
        {
            time.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(200, await PingAsync(server, used));
        }
        Assert.Equal(404, await PingAsync(server, idle));
        time.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(404, await PingAsync(server, used));
    }

    [Fact]
    public async Task A_session_that_listens_is_used()
    {
        var time = new ManualTime();
        await using var server = await FixtureServer.StartAsync(new() { SessionIdle = TimeSpan.FromMinutes(10) }, time);
        string session = await BeginAsync(server);
        await using (var stream = await ListenAsync(server, session))
        {
            time.Advance(TimeSpan.FromMinutes(30));
            Assert.Equal(200, await PingAsync(server, session));
        }
    }

    [Fact]
    public async Task One_too_many_ends_the_one_that_was_idle_longest()
    {
        var time = new ManualTime();
        await using var server = await FixtureServer.StartAsync(Three, time);
        string first = await BeginAsync(server);
        time.Advance(TimeSpan.FromSeconds(1));
        string second = await BeginAsync(server);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await PingAsync(server, first));
        string third = await BeginAsync(server);
        time.Advance(TimeSpan.FromSeconds(1));

        string fourth = await BeginAsync(server);
        Assert.Equal((int[])[200, 404, 200, 200], (int[])[await PingAsync(server, first), await PingAsync(server, second), await PingAsync(server, third), await PingAsync(server, fourth)]);
    }

    [Fact]
    public async Task Where_every_session_is_at_work_there_is_no_room_for_another()
    {
        await using var server = await FixtureServer.StartAsync(Three);
        var streams = new List<RawHttp>();
        for (int i = 0; i < Three.MaxSessions; i++)
        {
            streams.Add(await ListenAsync(server, await BeginAsync(server)));
        }
        Assert.Equal(503, (await Post.Initialize().SendAsync(server.Port)).Status);
        foreach (var stream in streams)
        {
            await stream.DisposeAsync();
        }
        await TestTimeout.UntilAsync("there is room again", async () => (await Post.Initialize().SendAsync(server.Port)).Status == 200);
    }

    [Fact]
    public async Task A_session_that_is_deleted_is_gone()
    {
        await using var server = await FixtureServer.StartAsync();
        string session = await BeginAsync(server);
        await using var stream = await ListenAsync(server, session);
        var delete = Post.Old("ping", session: session).With("Content-Length", "0");

        Assert.Equal(204, (await RawHttp.AskAsync(server.Port, delete.Head("DELETE"))).Status);
        Assert.Equal(404, await PingAsync(server, session));
        Assert.Equal(404, (await RawHttp.AskAsync(server.Port, delete.Head("DELETE"))).Status);
        Assert.Equal("", await stream.ReadChunkAsync());   // its stream has ended, in good order
    }

    [Fact]
    public async Task A_session_has_one_stream()
    {
        await using var server = await FixtureServer.StartAsync();
        string session = await BeginAsync(server);
        await using (var stream = await ListenAsync(server, session))
        {
            Assert.Equal(409, (await RawHttp.AskAsync(server.Port, Listening(session).Head("GET"))).Status);
        }
        // That the client has left is noticed when it is noticed.
        await TestTimeout.UntilAsync("its place is free again", async () =>
        {
            await using var again = await RawHttp.ConnectAsync(server.Port);
            await again.SendAsync(Listening(session).Head("GET"));
            return (await again.ReadHeadAsync()).Status == 200;
        });
    }

    // That it exists is not told to another: neither a call, nor the stream, nor the end of it.
    [Fact]
    public async Task A_session_is_its_callers_alone()
    {
        string[] tokens = [new('a', 43), new('b', 43)];
        using var folder = new TempFolder();
        string file = folder.File("tokens.json");
        await File.WriteAllTextAsync(file, $"[{string.Join(',', tokens.Select((token, index) => $$"""{"name":"caller{{index}}","sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))}}","access":"full"}"""))}]");
        await using var server = await FixtureServer.StartAsync(auth: new() { TokensFile = file });
        Post By(Post post, int caller) => post.With("Authorization", $"Bearer {tokens[caller]}");
        string session = (await By(Post.Initialize(), 0).SendAsync(server.Port))["Mcp-Session-Id"]!;

        Assert.Equal(404, (await By(Post.Old("ping", session: session), 1).SendAsync(server.Port)).Status);
        Assert.Equal(404, (await RawHttp.AskAsync(server.Port, By(Listening(session), 1).Head("GET"))).Status);
        Assert.Equal(404, (await RawHttp.AskAsync(server.Port, By(Listening(session), 1).Head("DELETE"))).Status);
        Assert.Equal(401, await PingAsync(server, session));
        Assert.Equal(200, (await By(Post.Old("ping", session: session), 0).SendAsync(server.Port)).Status);
    }

    // Connections break. Who comes back hears what is said from then on.
    [Fact]
    public async Task A_client_that_comes_back_hears_again()
    {
        await using var server = await FixtureServer.StartAsync();
        string session = await BeginAsync(server);
        for (int round = 0; round < 3; round++)
        {
            RawHttp? stream = null;
            await TestTimeout.UntilAsync("it listens", async () =>
            {
                stream = await RawHttp.ConnectAsync(server.Port);
                await stream.SendAsync(Listening(session).Head("GET"));
                if ((await stream.ReadHeadAsync()).Status == 200)
                {
                    return true;
                }
                await stream.DisposeAsync();
                return false;
            });
            var told = stream!.ReadChunkAsync();
            // Said before the stream is joined to the session, it is said to nobody.
            await TestTimeout.UntilAsync("it is told", async () =>
            {
                Assert.Equal(200, (await Post.Old("tools/call", new { name = "test_unasked", arguments = new { } }, session: session).SendAsync(server.Port)).Status);
                return told.IsCompleted;
            });
            Assert.Contains("notifications/tools/list_changed", await told, StringComparison.Ordinal);
            stream.Reset();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_on_which_nothing_happens_is_kept_alive_by_comments(bool session)
    {
        var time = new ManualTime();
        await using var server = await FixtureServer.StartAsync(null, time);
        await using var stream = session ? await ListenAsync(server, await BeginAsync(server)) : await RawHttp.ConnectAsync(server.Port);
        if (!session)
        {
            await stream.SendAsync(Post.Of("subscriptions/listen", new { notifications = new { toolsListChanged = true } }).ToString());
            Assert.Equal(200, (await stream.ReadHeadAsync()).Status);
            Assert.Contains("notifications/subscriptions/acknowledged", await stream.ReadChunkAsync(), StringComparison.Ordinal);
        }
        for (int i = 0; i < 3; i++)
        {
            // The request and the clock are on different threads: moved until it has been seen.
            var chunk = stream.ReadChunkAsync();
            await TestTimeout.UntilAsync("something is said", () =>
            {
                time.Advance(EventStream.Silence);
                return Task.FromResult(chunk.IsCompleted);
            });
            Assert.StartsWith(":", await chunk, StringComparison.Ordinal);
        }
    }

    private static async Task<string> BeginAsync(FixtureServer server)
    {
        string session = (await Post.Initialize().SendAsync(server.Port))["Mcp-Session-Id"]!;
        Assert.InRange(session.Length, 32, 128);
        return session;
    }

    private static async Task<int> PingAsync(FixtureServer server, string session) => (await Post.Old("ping", session: session).SendAsync(server.Port)).Status;

    private static Post Listening(string session) => Post.Old("ping", session: session).With("Accept", "text/event-stream").With("Content-Length", "0");

    private static async Task<RawHttp> ListenAsync(FixtureServer server, string session)
    {
        var stream = await RawHttp.ConnectAsync(server.Port);
        await stream.SendAsync(Listening(session).Head("GET"));
        var (status, headers) = await stream.ReadHeadAsync();
        Assert.Equal(200, status);
        Assert.Contains(("Content-Type", "text/event-stream"), headers);
        Assert.Contains(("X-Accel-Buffering", "no"), headers);
        return stream;
    }
}
