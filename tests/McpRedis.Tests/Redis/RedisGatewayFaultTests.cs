using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>The waist while the server is absent, stopped, killed, or behind a bad network (R01 – R05, R10).</summary>
public sealed class RedisGatewayFaultTests
{
    // Said in the contract: about a second and a half. The guard is for a machine that does ten things at once.
    private static readonly TimeSpan AbsentGuard = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task Absent_server_is_told_at_once_and_used_when_it_comes()
    {
        int port = FreePort.Next();
        await using var connection = Connection(port);
        for (int i = 0; i < 2; i++)
        {
            using var given = new GivenTime();
            var fault = await FaultAsync(connection, Incr());
            Assert.Equal(ErrorCode.RedisUnavailable, fault.Code);
            Assert.Contains("refused", fault.Message, StringComparison.Ordinal);
            Assert.InRange(given.Elapsed, TimeSpan.Zero, AbsentGuard);
        }
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var proxied = FaultProxy.To(server);
        await using var other = Connection(proxied.Port);
        Assert.Equal(1, (await RunAsync(other, Incr())).Integer);
    }

    [Fact]
    public async Task Killed_server_is_told_and_used_again_when_it_is_back()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var connection = Connection(server.Port);
        await RunAsync(connection, Incr());
        await server.KillAsync();
        using var given = new GivenTime();
        Assert.Equal(ErrorCode.RedisUnavailable, (await FaultAsync(connection, Get())).Code);
        Assert.Contains((await FaultAsync(connection, Incr())).Code, (ErrorCode[])[ErrorCode.RedisUnavailable, ErrorCode.OutcomeUnknown]);
        Assert.InRange(given.Elapsed, TimeSpan.Zero, 2 * AbsentGuard);
        await server.RestartAsync();
        await RecoversAsync(connection);
    }

    // Each on a connection of its own: one that is lost a second time comes back later.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Read_whose_connection_breaks_is_tried_once_more_and_succeeds(bool many)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(server);
        await using var connection = Connection(proxy.Port);
        await RunAsync(connection, Incr());
        proxy.Fault = NetworkFault.LoseReplies;
        Task seen = proxy.SeesAsync("GET");
        var gateway = Bind(connection);
        Task<RespValue> read = many
            ? gateway.ExecuteManyAsync([Get(), Get()], atomic: false, TestTimeout.Token()).ContinueWith(t => t.Result[1], TaskScheduler.Default)
            : gateway.ExecuteAsync(Get(), TestTimeout.Token()).AsTask();
        await seen;
        proxy.Fault = NetworkFault.None;
        proxy.ResetOpen();
        Assert.Equal("1", (await read).Text);
    }

    [Fact]
    public async Task Write_whose_reply_is_lost_is_outcome_unknown_and_not_repeated()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(server);
        await using var connection = Connection(proxy.Port);
        await RunAsync(connection, Incr());
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        proxy.Fault = NetworkFault.LoseReplies;
        var write = FaultAsync(connection, Incr());
        await TestTimeout.UntilAsync("the write was done", async () => (await server.CallAsync("GET", "k")).Text == "2");
        proxy.Fault = NetworkFault.None;
        proxy.ResetOpen();
        var fault = await write;
        Assert.Equal(ErrorCode.OutcomeUnknown, fault.Code);
        Assert.False(fault.Retryable);
        await RecoversAsync(connection);
        Assert.Equal("2", (await server.CallAsync("GET", "k")).Text);
        Assert.Single(await recorder.StopAsync(), l => l.Contains("\"INCR\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stopped_server_is_timeout_for_reads_and_outcome_unknown_for_writes()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "k", "1");
        await using var connection = Connection(server.Port, timeout: 1);
        await RecoversAsync(connection);   // a second is not much for the first that connects
        server.Pause();
        var read = FaultAsync(connection, Get());
        var write = FaultAsync(connection, Incr());
        Assert.Equal((ErrorCode.Timeout, ErrorCode.OutcomeUnknown), ((await read).Code, (await write).Code));
        server.Resume();
        await RecoversAsync(connection);
        // It was in the socket all along; whether it ran is what nobody could know, but it never ran twice.
        Assert.Equal("2", (await server.CallAsync("GET", "k")).Text);
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("garbage")]
    [InlineData("half-close")]
    public async Task Broken_stream_fails_what_was_under_way_and_replies_stay_with_their_commands(string how)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(server);
        await using var connection = Connection(proxy.Port);
        for (int i = 0; i < 50; i++)
        {
            await server.CallAsync("SET", $"k{i}", $"value-{i}");
        }
        await RunAsync(connection, Get());
        proxy.Fault = how switch { "cut" => NetworkFault.CutAfter(7), "garbage" => NetworkFault.Garbage((byte)'?'), _ => NetworkFault.HalfClose };
        var broken = Task.Run(() => RunAsync(connection, Get("k1")));
        await Task.WhenAny(broken, proxy.SeesAsync("k1"));
        try
        {
            Assert.Equal("value-1", (await broken).Text);
        }
        catch (Fault fault)
        {
            Assert.Contains(fault.Code, (ErrorCode[])[ErrorCode.RedisUnavailable, ErrorCode.Timeout]);
        }
        proxy.Fault = NetworkFault.None;
        proxy.ResetOpen();
        await RecoversAsync(connection);
        for (int i = 0; i < 1000; i++)
        {
            Assert.Equal($"value-{i % 50}", (await RunAsync(connection, Get($"k{i % 50}"))).Text);
        }
    }

    private static RedisConnection Connection(int port, int timeout = 5) => new(
        new ConnectionOptions
        {
            Name = "default",
            Source = "test",
            Kind = ConnectionKind.Server,
            Endpoints = [new RedisEndpoint("127.0.0.1", port)],
            Timeout = TimeSpan.FromSeconds(timeout),
        },
        AccessLevel.Full, null, TimeProvider.System);

    private static RedisGateway Bind(RedisConnection connection) => connection.Bind(null, ["GET", "INCR"], AccessLevel.Full, new CommandTrace());

    private static RedisCommand Get(string key = "k") => RedisCommand.Of("GET").Key(System.Text.Encoding.UTF8.GetBytes(key));

    private static RedisCommand Incr() => RedisCommand.Of("INCR").Key("k"u8.ToArray());

    private static Task<RespValue> RunAsync(RedisConnection connection, RedisCommand command) => Bind(connection).ExecuteAsync(command, TestTimeout.Token()).AsTask();

    private static Task<Fault> FaultAsync(RedisConnection connection, RedisCommand command) => Assert.ThrowsAsync<Fault>(() => RunAsync(connection, command));

    private static Task RecoversAsync(RedisConnection connection) => TestTimeout.UntilAsync("reads work again", async () =>
    {
        try
        {
            await RunAsync(connection, Get());
            return true;
        }
        catch (Fault)
        {
            return false;
        }
    });
}
