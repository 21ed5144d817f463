using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>One raw connection to every kind of server, and to peers that behave badly.</summary>
public sealed class RespPipeTests
{
    [Theory]
    [InlineData(null, 2)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public async Task Plain_server_in_either_protocol(int? asked, int spoken)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = (server.Options() with { ClientName = "raw-name" }).Connection();
        await using var pipe = await connection.Door().OpenAsync(new() { Protocol = asked, Database = 3 });
        Assert.Equal(spoken, pipe.Protocol);
        string self = (await pipe.AskAsync(RedisCommand.Of("CLIENT INFO"), TestTimeout.Token())).Text;
        Assert.Contains(" name=raw-name ", self, StringComparison.Ordinal);
        Assert.Contains(" db=3 ", self, StringComparison.Ordinal);
        await RoundTripAsync(pipe);
    }

    [Fact]
    public async Task Tls_with_client_certificate_and_password()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = true, TlsClientCertificate = true, Password = "secret" });
        await using var connection = server.Options().Connection();
        await using var pipe = await connection.Door().OpenAsync(new() { Protocol = 3 });
        await RoundTripAsync(pipe);
        await using var stranger = (server.Options() with { CaFile = null }).Connection();
        Assert.Equal(ErrorCode.AuthFailed, (await Assert.ThrowsAsync<Fault>(() => stranger.Door().OpenAsync())).Code);
    }

    [Fact]
    public async Task Unix_socket()
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { UnixSocket = true });
        await using var connection = server.Options().Connection();
        await using var pipe = await connection.Door().OpenAsync();
        await RoundTripAsync(pipe);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task User_with_few_rights_and_wrong_password(int protocol)
    {
        // Neither CLIENT nor HELLO nor CLUSTER, which all of a greeting may lack.
        await using var server = await RedisServerProcess.StartAsync("user default off", "user app on >secret ~* +get +set +echo +select +incr");
        var options = new ConnectionOptions { Name = "acl", Source = "test", Kind = ConnectionKind.Server, Endpoints = [new("127.0.0.1", server.Port)], User = "app", Password = "secret" };
        await using var connection = options.Connection();
        await using (var pipe = await connection.Door().OpenAsync(new() { Protocol = protocol }))
        {
            await RoundTripAsync(pipe);
            Assert.StartsWith("NOPERM", (await pipe.AskAsync(RedisCommand.Of("DEL").Key("k"u8.ToArray()), TestTimeout.Token())).Text, StringComparison.Ordinal);
        }
        foreach (var wrong in (ConnectionOptions[])[options with { Password = "other" }, options with { User = null }, options with { User = null, Password = null }])
        {
            await using var refused = wrong.Connection();
            var fault = await Assert.ThrowsAsync<Fault>(() => refused.Door().OpenAsync(new() { Protocol = protocol }));
            Assert.Equal(ErrorCode.AuthFailed, fault.Code);
            Assert.DoesNotContain("other", fault.Message + fault.Hint, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Server_without_HELLO_speaks_RESP2()
    {
        var seen = new List<string>();
        await using var peer = ScriptedPeer.Run(async session =>
        {
            while (true)
            {
                var command = await session.CommandAsync();
                seen.Add(command[0]);
                await session.SendAsync(command[0] switch { "HELLO" => "-ERR unknown command 'HELLO'\r\n", "ECHO" => $"${command[1].Length}\r\n{command[1]}\r\n", _ => "+OK\r\n" });
            }
        });
        await using var connection = (Doors.Peer(peer.Port) with { Password = "p", Protocol = 3 }).Connection();
        await using var pipe = await connection.Door().OpenAsync(peer);
        Assert.Equal(2, pipe.Protocol);
        Assert.Equal("x", (await pipe.AskAsync(RedisCommand.Of("ECHO").Arg("x"), TestTimeout.Token())).Text);
        Assert.Equal(["HELLO", "AUTH", "CLIENT", "ECHO"], seen);
    }

    [Fact]
    public async Task Absent_server_and_absent_database_are_told()
    {
        await using var absent = Doors.Peer(FreePort.Next()).Connection();
        Assert.Equal(ErrorCode.RedisUnavailable, (await Assert.ThrowsAsync<Fault>(() => absent.Door().OpenAsync())).Code);
        await using var server = await RedisServerProcess.StartAsync("databases 4");
        await using var connection = (server.Options() with { Databases = [0, 1, 9] }).Connection();
        Assert.Equal(ErrorCode.InvalidArgument, (await Assert.ThrowsAsync<Fault>(() => connection.Door().OpenAsync(new() { Database = 9 }))).Code);
        Assert.Contains("open are 0, 1, 9", (await Assert.ThrowsAsync<Fault>(() => connection.Door().OpenAsync(new() { Database = 2 }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushes_between_replies_are_told_apart_from_them()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        await using var pipe = await connection.Door().OpenAsync(new() { Protocol = 3 });
        var pushed = new List<string>();
        pipe.OnPush = frame => pushed.Add(RespReplyReaderTests.Show(frame.ToValue()));
        Assert.Equal("OK", (await pipe.AskAsync(RedisCommand.Of("CLIENT TRACKING").Arg("ON"), TestTimeout.Token())).Text);
        Assert.True((await pipe.AskAsync(RedisCommand.Of("GET").Key("k"u8.ToArray()), TestTimeout.Token())).IsNull);
        for (int i = 0; i < 20; i++)
        {
            await server.CallAsync("SET", "k", i);
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), (await pipe.AskAsync(RedisCommand.Of("GET").Key("k"u8.ToArray()), TestTimeout.Token())).Text);
        }
        Assert.Equal(20, pushed.Count);
        Assert.All(pushed, push => Assert.Equal("Push(BulkString: invalidate, Array(BulkString: k))", push));
    }

    [Fact]
    public async Task Silent_server_is_given_up_after_its_time()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.SendAsync("$10\r\nabc");
            await session.Silence;
        });
        var time = new ManualTime();
        await using var connection = Doors.Peer(peer.Port).Connection(time: time);
        await using var pipe = await connection.Door().OpenAsync(peer, new() { IdleTimeout = TimeSpan.FromSeconds(10) });
        time.Advance(TimeSpan.FromSeconds(60));   // nothing is owed
        time.Advance(TimeSpan.FromSeconds(60));
        var asked = pipe.AskAsync(RedisCommand.Of("INCR").Key("k"u8.ToArray()), TestTimeout.Token());
        await TestTimeout.UntilAsync("half of the reply is here", () => Task.FromResult(pipe.Replies.Received > 7));
        await TestTimeout.UntilAsync("it is given up", () =>
        {
            time.Advance(TimeSpan.FromSeconds(5));
            return Task.FromResult(asked.IsCompleted);
        });
        Assert.Equal(ErrorCode.OutcomeUnknown, (await Assert.ThrowsAsync<Fault>(() => asked)).Code);
    }

    [Theory]
    [InlineData("$100\r\nhalf")]
    [InlineData("*2\r\n:1\r\n")]
    [InlineData("")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    public async Task Lost_or_broken_connection_is_told_by_what_it_leaves_open(string answer)
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.SendAsync(answer);
        });
        await using var connection = Doors.Peer(peer.Port).Connection();
        foreach (var (command, code) in ((string, ErrorCode)[])[("GET", ErrorCode.RedisUnavailable), ("INCR", ErrorCode.OutcomeUnknown)])
        {
            await using var pipe = await connection.Door().OpenAsync(peer);
            var fault = await Assert.ThrowsAsync<Fault>(() => pipe.AskAsync(RedisCommand.Of(command).Key("k"u8.ToArray()), TestTimeout.Token()));
            Assert.Equal(code, fault.Code);
        }
    }

    [Fact]
    public async Task Cancelled_step_closes_the_connection()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        await using var pipe = await connection.Door().OpenAsync();
        server.Pause();
        using var cancel = new CancellationTokenSource();
        var asked = pipe.AskAsync(RedisCommand.Of("GET").Key("k"u8.ToArray()), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        server.Resume();
        await Assert.ThrowsAnyAsync<Exception>(() => pipe.AskAsync(RedisCommand.Of("GET").Key("k"u8.ToArray()), TestTimeout.Token()));
        await using var raw = await server.ConnectAsync();
        await TestTimeout.UntilAsync("the server has seen it go", async () => !(await raw.CallAsync("CLIENT", "LIST")).Text.Contains("name=mcp-redis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_SYNC_the_rest_is_a_stream()
    {
        await using var server = await RedisServerProcess.StartAsync("repl-diskless-sync no");
        await server.CallAsync("SET", "key", "value-of-the-snapshot");
        await using var connection = server.Options().Connection();
        await using var pipe = await connection.Door().OpenAsync();
        await using var stream = await pipe.StreamAsync(RedisCommand.Of("SYNC"), TestTimeout.Token());
        using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
        string line;
        while ((line = (await reader.ReadLineAsync(TestTimeout.Token()))!).Length == 0)
        {
        }
        Assert.StartsWith("$", line, StringComparison.Ordinal);
        char[] file = new char[int.Parse(line.AsSpan(1), CultureInfo.InvariantCulture)];
        await reader.ReadBlockAsync(file, TestTimeout.Token());
        Assert.StartsWith("REDIS", new string(file), StringComparison.Ordinal);
        Assert.Contains("value-of-the-snapshot", new string(file), StringComparison.Ordinal);
    }

    private static async Task RoundTripAsync(RespPipe pipe)
    {
        byte[] value = [.. Enumerable.Range(0, 300_000).Select(i => (byte)(i * 31))];
        Assert.Equal("OK", (await pipe.AskAsync(RedisCommand.Of("SET").Key("k"u8.ToArray()).Arg(value), TestTimeout.Token())).Text);
        Assert.Equal(value, (await pipe.AskAsync(RedisCommand.Of("GET").Key("k"u8.ToArray()), TestTimeout.Token())).Bytes.ToArray());
        Assert.StartsWith("ERR value is not an integer", (await pipe.AskAsync(RedisCommand.Of("INCR").Key("k"u8.ToArray()), TestTimeout.Token())).Text, StringComparison.Ordinal);
    }
}
