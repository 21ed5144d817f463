using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>The waist over a healthy server: what it lets through, and what it makes of many commands.</summary>
public sealed class RedisGatewayTests(RedisFixture redis)
{
    [Fact]
    public async Task Gateway_refuses_what_is_not_declared_or_out_of_scope_and_sends_nothing()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, "app:", TimeProvider.System);
        var gateway = Bind(connection, "GET", "SET", "MGET");
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        Assert.Equal(ErrorCode.CommandNotAllowed, await CodeAsync(gateway, RedisCommand.Of("DEL").Key("app:a"u8.ToArray())));
        Assert.Equal(ErrorCode.KeyOutOfScope, await CodeAsync(gateway, RedisCommand.Of("GET").Key("other"u8.ToArray())));
        Assert.Equal(ErrorCode.KeyOutOfScope, await CodeAsync(gateway, RedisCommand.Of("MGET").Key("app:a"u8.ToArray()).Arg("other")));
        var fault = await Assert.ThrowsAsync<Fault>(() => gateway.ExecuteManyAsync([Get("app:a"), Get("other")], atomic: false, TestTimeout.Token()));
        Assert.Equal(ErrorCode.KeyOutOfScope, fault.Code);
        Assert.Empty(await recorder.StopAsync());
    }

    [Fact]
    public async Task Gateway_at_read_access_sends_no_write()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Read, null, TimeProvider.System);
        var gateway = connection.Bind(null, ["GET", "SET"], AccessLevel.Read, new CommandTrace());
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        Assert.Equal(ErrorCode.ReadOnly, await CodeAsync(gateway, RedisCommand.Of("SET").Key("a"u8.ToArray()).Arg("v")));
        await gateway.ExecuteAsync(Get("a"), TestTimeout.Token());
        Assert.DoesNotContain(await recorder.StopAsync(), l => l.Contains("\"SET\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gateway_at_read_access_compares_commands_behind_the_calls_and_none_of_them_is_lost()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Read, null, TimeProvider.System);
        // COMMAND goes over the link for large replies; once that is up and asked, the calls go on as before.
        await TestTimeout.UntilAsync("the comparison has begun", async () =>
        {
            await connection.Bind(null, ["GET"], AccessLevel.Read, new CommandTrace()).ExecuteAsync(Get("a"), TestTimeout.Token());
            return (await server.CallAsync("INFO", "commandstats")).Text.Contains("cmdstat_command:", StringComparison.Ordinal);
        });
        await connection.Bind(null, ["GET"], AccessLevel.Read, new CommandTrace()).ExecuteAsync(Get("a"), TestTimeout.Token());
        Assert.Single(await recorder.StopAsync(), l => l.Contains("\"COMMAND\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Commands_of_reading_tools_are_reads_on_the_server_at_hand()
    {
        await using RawRedis raw = await redis.ConnectAsync();
        var distrusted = await CommandTrust.DistrustedAsync((command, _) => raw.ExecuteAsync(command), TestTimeout.Token());
        Assert.Empty(ToolCatalogue.All.Where(t => t.Risk == Risk.Read).SelectMany(t => t.Commands).Where(distrusted.Contains).Distinct());
    }

    [Fact]
    public async Task Gateway_filters_keys_that_replies_bring_unasked()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SET", "other", "v");
        await using var connection = new RedisConnection(server.Options(), AccessLevel.Full, "app:", TimeProvider.System);
        var gateway = Bind(connection, "SCAN", "RANDOMKEY");
        RedisCommand random = RedisCommand.Of("RANDOMKEY"), scan = RedisCommand.Of("SCAN").Arg("0");
        Assert.True((await gateway.ExecuteAsync(random, TestTimeout.Token())).IsNull);
        var many = await gateway.ExecuteManyAsync([random, scan], atomic: false, TestTimeout.Token());
        Assert.True(many[0].IsNull);
        Assert.Empty(many[1][1].ItemArray);
        await server.CallAsync("RENAME", "other", "app:1");
        Assert.Equal("app:1", (await gateway.ExecuteAsync(random, TestTimeout.Token())).Text);
        Assert.Equal("app:1", (await gateway.ExecuteAsync(scan, TestTimeout.Token()))[1][0].Text);
    }

    [Fact]
    public async Task ExecuteMany_one_error_does_not_hide_the_others()
    {
        await using var connection = Connection();
        string key = RedisFixture.Prefix();
        await redis.CallAsync("RPUSH", key, "a");
        var replies = await Bind(connection, "GET", "LLEN").ExecuteManyAsync([RedisCommand.Of("LLEN").Key(Bytes(key)), Get(key), RedisCommand.Of("LLEN").Key(Bytes(key))], atomic: false, TestTimeout.Token());
        Assert.Equal([false, true, false], replies.Select(r => r.IsError));
        Assert.Equal(1, replies[2].Integer);
    }

    [Fact]
    public async Task RunAtomic_does_all_or_nothing()
    {
        await using var connection = Connection();
        string key = RedisFixture.Prefix();
        var gateway = Bind(connection, "SET");
        RedisCommand set = RedisCommand.Of("SET").Key(Bytes(key)).Arg("v"), malformed = RedisCommand.Of("SET").Key(Bytes(key + "2"));
        var fault = await Assert.ThrowsAsync<Fault>(() => gateway.ExecuteManyAsync([set, malformed], atomic: true, TestTimeout.Token()));
        Assert.Contains(fault.Code, (ErrorCode[])[ErrorCode.InvalidArgument, ErrorCode.Conflict]);
        Assert.Equal(0, (await redis.CallAsync("EXISTS", key, key + "2")).Integer);
        await gateway.ExecuteManyAsync([set, RedisCommand.Of("SET").Key(Bytes(key + "2")).Arg("v")], atomic: true, TestTimeout.Token());
        Assert.Equal(2, (await redis.CallAsync("EXISTS", key, key + "2")).Integer);
    }

    [Fact]
    public async Task Large_reply_that_comes_slowly_does_not_delay_small_ones()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("SETRANGE", "big", 2_000_000, "x");
        await using var proxy = FaultProxy.To(server);
        await using var connection = new RedisConnection(server.Options() with { Endpoints = [new RedisEndpoint("127.0.0.1", proxy.Port)], Timeout = TimeSpan.FromSeconds(30) }, AccessLevel.Full, null, TimeProvider.System);
        var gateway = Bind(connection, "GET");
        await gateway.ExecuteAsync(Get("small"), TestTimeout.Token());
        await gateway.ExecuteAsync(Get("small").Large(), TestTimeout.Token());
        Task seen = proxy.SeesAsync("big");
        proxy.Fault = NetworkFault.Drip(4096, TimeSpan.FromMilliseconds(10));
        var large = gateway.ExecuteAsync(Get("big").Large(), TestTimeout.Token()).AsTask();
        await seen;
        for (int i = 0; i < 20; i++)
        {
            await gateway.ExecuteAsync(Get("small"), TestTimeout.Token());
        }
        Assert.False(large.IsCompleted);
        proxy.Fault = NetworkFault.None;
        Assert.Equal(2_000_001, (await large).Bytes.Length);
    }

    private RedisConnection Connection() => new(redis.Options(), AccessLevel.Full, null, TimeProvider.System);

    private static RedisGateway Bind(RedisConnection connection, params string[] commands) =>
        connection.Bind(null, commands, AccessLevel.Full, new CommandTrace());

    private static RedisCommand Get(string key) => RedisCommand.Of("GET").Key(Bytes(key));

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static async Task<ErrorCode> CodeAsync(RedisGateway gateway, RedisCommand command) =>
        (await Assert.ThrowsAsync<Fault>(async () => await gateway.ExecuteAsync(command, TestTimeout.Token()))).Code;
}
