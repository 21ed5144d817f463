using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>Pub/sub keeps nothing for those who are away, so a connection that broke while listening must be told, and listening goes on.</summary>
public sealed class PubsubReadFaultTests
{
    [Fact]
    public async Task Listening_goes_on_after_the_connection_was_cut_and_says_so()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var call = await mcp.ListenAsync(server.CallAsync, "c", new { channels = new[] { "c" }, limit = 2, timeoutMs = 60_000 });
        await server.CallAsync("PUBLISH", "c", "before");
        Assert.NotEqual(0, (await server.CallAsync("CLIENT", "KILL", "TYPE", "PUBSUB")).Integer);
        await TestTimeout.UntilAsync("it listens again", async () => (await server.CallAsync("PUBLISH", "c", "after")).Integer == 1);
        var reply = await call;
        Assert.Equal(["before", "after"], reply.Texts());
        Assert.Equal((1, "limit"), (reply.At("interruptions").GetInt32(), reply.At("endedBy").GetString()));
    }

    [Fact]
    public async Task Server_that_restarts_is_listened_to_again()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var call = await mcp.ListenAsync(server.CallAsync, "c", new { channels = new[] { "c" }, limit = 1, timeoutMs = 60_000 });
        await server.RestartAsync();
        await TestTimeout.UntilAsync("it listens again", async () => (await server.CallAsync("PUBLISH", "c", "after")).Integer == 1);
        var reply = await call;
        Assert.Equal(["after"], reply.Texts());
        Assert.Equal(1, reply.At("interruptions").GetInt32());
    }

    [Fact]
    public async Task Server_that_stays_away_ends_it_as_lost_with_what_there_was()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var call = await mcp.ListenAsync(server.CallAsync, "c", new { channels = new[] { "c" }, timeoutMs = 3000 });
        await server.CallAsync("PUBLISH", "c", "before");
        await server.KillAsync();
        var reply = await call;
        Assert.Equal(["before"], reply.Texts());
        Assert.Equal((1, "lost"), (reply.At("interruptions").GetInt32(), reply.At("endedBy").GetString()));
    }

    [Fact]
    public async Task No_server_at_all_is_unavailable()
    {
        await using var mcp = await ToolHarness.StartAsync([new ConnectionOptions { Name = "default", Source = "test", Kind = ConnectionKind.Server, Endpoints = [new RedisEndpoint("127.0.0.1", FreePort.Next())] }]);
        Assert.Equal("redis_unavailable", (await mcp.FailAsync("redis_pubsub_read", new { channels = new[] { "c" } })).Code);
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("unix")]
    [InlineData("password")]
    public async Task Every_kind_of_connection_listens(string kind)
    {
        await using var server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = kind == "tls", UnixSocket = kind == "unix", Password = kind == "password" ? "secret" : null });
        await using var mcp = await ToolHarness.StartAsync(server);
        var call = await mcp.ListenAsync(server.CallAsync, "c", new { channels = new[] { "c" }, limit = 1, timeoutMs = 60_000 });
        await server.CallAsync("PUBLISH", "c", "x");
        Assert.Equal(["x"], (await call).Texts());
    }
}
