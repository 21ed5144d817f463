using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>The second door is no way round the first: the same fence, the same scope, the same audit.</summary>
public sealed class BulkGatewayTests
{
    [Fact]
    public async Task Only_what_was_declared_and_the_access_level_allows()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        await using var recorder = await MonitorRecorder.StartAsync(server);
        var few = connection.BindBulk(["GET", "DUMP", "SET", "ACL LOG", "CONFIG"], AccessLevel.Read, new());
        Assert.Equal(ErrorCode.ReadOnly, Assert.Throws<Fault>(() => few.Prepare("SET")).Code);
        Assert.Equal(ErrorCode.ReadOnly, Assert.Throws<Fault>(() => few.Prepare("RESTORE")).Code);
        Assert.Equal(ErrorCode.CommandNotAllowed, Assert.Throws<Fault>(() => few.Prepare("PTTL")).Code);
        Assert.Equal(ErrorCode.CommandNotAllowed, Assert.Throws<Fault>(() => few.Prepare("ACL LOG")).Code);   // RESET would change something
        // Held back from tools that show what they read; a copy shows nothing.
        Assert.Equal("DUMP", few.Prepare("DUMP").FullName);
        Assert.Equal(ErrorCode.ReadOnly, Assert.Throws<Fault>(() => connection.BindBulk(["GET"], AccessLevel.Read, new()).Prepare("DUMP")).Code);
        Assert.Equal("SYNC", connection.BindBulk(["SYNC"], AccessLevel.Read, new()).Prepare("SYNC").FullName);
        Assert.Equal(ErrorCode.CommandNotAllowed, Assert.Throws<Fault>(() => connection.BindBulk(["CONFIG"], AccessLevel.Full, new()).Prepare("CONFIG")).Code);
        await using var pipe = await few.OpenAsync();
        Assert.Equal(ErrorCode.ReadOnly, (await Assert.ThrowsAsync<Fault>(() => pipe.AskAsync(RedisCommand.Of("SET").Key("k"u8.ToArray()).Arg("v"), TestTimeout.Token()))).Code);
        Assert.Equal(ErrorCode.ReadOnly, (await Assert.ThrowsAsync<Fault>(() => pipe.StreamAsync(RedisCommand.Of("SYNC"), TestTimeout.Token()))).Code);
        Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"SET\"", StringComparison.Ordinal) || line.Contains("SYNC", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Access_of_the_connection_caps_that_of_the_job()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = (server.Options() with { Access = "read" }).Connection();
        Assert.Equal(ErrorCode.ReadOnly, Assert.Throws<Fault>(() => connection.Door().Prepare("RESTORE")).Code);
    }

    [Fact]
    public async Task Foreign_keys_are_neither_named_nor_seen()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        for (int i = 0; i < 300; i++)
        {
            await raw.CallAsync("SET", (i % 3 == 0 ? "app:" : "other:") + i, "v");
        }
        await using var connection = server.Options().Connection("app:");
        var door = connection.Door();
        foreach (string name in (string[])["SCAN", "SYNC", "PSYNC", "DBSIZE", "DEBUG"])
        {
            Assert.Equal(ErrorCode.KeyOutOfScope, Assert.Throws<Fault>(() => door.Prepare(name)).Code);
        }
        await using var recorder = await MonitorRecorder.StartAsync(server);
        await using var pipe = await door.OpenAsync();
        var dump = door.Prepare("DUMP");
        Assert.Equal(ErrorCode.KeyOutOfScope, Assert.Throws<Fault>(() => pipe.Commands.Write(dump, "other:1")).Code);
        Assert.Equal(ErrorCode.KeyOutOfScope, (await Assert.ThrowsAsync<Fault>(() => pipe.AskAsync(RedisCommand.Of("GET").Key("other:1"u8.ToArray()), TestTimeout.Token()))).Code);
        Assert.Equal(ErrorCode.KeyOutOfScope, (await Assert.ThrowsAsync<Fault>(() => pipe.StreamAsync(RedisCommand.Of("SYNC"), TestTimeout.Token()))).Code);

        var scan = door.Scan(pipe, "*"u8.ToArray());
        using var keys = new KeyBatch();
        var seen = new HashSet<string>();
        do
        {
            scan.Write(50);
            await pipe.FlushAsync(TestTimeout.Token());
            Assert.True(await pipe.ReadAsync(TestTimeout.Token()));
            keys.Clear();
            scan.Read(pipe.Reply, keys);
            for (int i = 0; i < keys.Count; i++)
            {
                seen.Add(Encoding.ASCII.GetString(keys[i]));
            }
        }
        while (scan.Cursor != 0);
        Assert.Equal(100, seen.Count);
        Assert.DoesNotContain(seen, key => !key.StartsWith("app:", StringComparison.Ordinal));
        Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("other:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scan_filters_also_what_the_pattern_cannot_narrow()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            var words = await session.GreetedAsync();
            Assert.Equal(["SCAN", "0", "MATCH", "*1", "COUNT", "10"], words);
            await session.SendAsync("*2\r\n$20\r\n18446744073709551615\r\n*3\r\n$5\r\napp:1\r\n$3\r\nxy1\r\n$6\r\napp:11\r\n");
            await session.CommandAsync();
            await session.SendAsync("*2\r\n$3\r\nabc\r\n*0\r\n");
            await session.CommandAsync();
            await session.SendAsync("-NOPERM no permissions to run the 'scan' command\r\n");
            await session.Silence;
        });
        await using var connection = Doors.Peer(peer.Port).Connection("app:");
        var door = connection.Door();
        await using var pipe = await door.OpenAsync(peer);
        var scan = door.Scan(pipe, "*1"u8.ToArray());
        using var keys = new KeyBatch();
        await StepAsync();
        Assert.Equal((ulong.MaxValue, 3, 2, "app:11"), (scan.Cursor, scan.LastFound, keys.Count, Encoding.ASCII.GetString(keys[1])));
        Assert.Equal(ErrorCode.ServerError, (await Assert.ThrowsAsync<Fault>(StepAsync)).Code);
        Assert.Equal(ErrorCode.NotPermitted, (await Assert.ThrowsAsync<Fault>(StepAsync)).Code);

        async Task StepAsync()
        {
            scan.Write(10);
            await pipe.FlushAsync(TestTimeout.Token());
            await pipe.ReadAsync(TestTimeout.Token());
            scan.Read(pipe.Reply, keys);
        }
    }

    [Fact]
    public async Task What_was_run_is_in_the_trace_and_no_value()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        var trace = new CommandTrace();
        var door = connection.Door(trace: trace);
        await using (var pipe = await door.OpenAsync())
        {
            await pipe.AskAsync(RedisCommand.Of("SET").Key("k"u8.ToArray()).Arg("secret"), TestTimeout.Token());
            var get = door.Prepare("GET");
            for (int i = 0; i < 10; i++)
            {
                pipe.Commands.Write(get, "k");
            }
            await pipe.FlushAsync(TestTimeout.Token());
        }
        Assert.Equal(("SET,GET", 11, 11), (trace.Names, trace.Commands, trace.Keys));
    }

    [Fact]
    public void Raw_connections_are_opened_by_the_door_alone() => Assert.Equal(
        ["src/McpRedis/Redis/Raw/BulkGateway.cs", "src/McpRedis/Redis/Raw/NodeResolver.cs"],
        RepositoryFile.Paths("src/McpRedis", "*.cs").Where(path => RepositoryFile.Read(path).Contains("RespPipe.OpenAsync(", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
}
