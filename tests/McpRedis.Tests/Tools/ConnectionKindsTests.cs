using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools.Keys;

namespace McpRedis.Tests.Tools;

/// <summary>The same tools over every way to a server, and what is said when the way is barred.</summary>
public sealed class ConnectionKindsTests(RedisFixture redis)
{
    [Fact]
    public async Task Unix_socket_works()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { UnixSocket = true });
        await using var mcp = await ToolHarness.StartAsync(server);
        await RoundTripAsync(mcp);
    }

    [Fact]
    public async Task Tls_works_with_the_authority_and_is_refused_without()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Tls = true });
        await using (var mcp = await ToolHarness.StartAsync(server))
        {
            await RoundTripAsync(mcp);
        }
        using var folder = new TempFolder();
        var stranger = new TestCertificates(folder.Path);
        await using var wrong = await ToolHarness.StartAsync([server.Options() with { CaFile = stranger.CaFile, CertFile = null, KeyFile = null }]);
        var error = await wrong.FailAsync("redis_key_scan");
        Assert.StartsWith("The TLS certificate", error.Message, StringComparison.Ordinal);
        Assert.Equal("auth_failed", error.Code);
        Assert.Contains("certificate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Password_that_is_wrong_is_auth_failed_and_works_when_mended_on_the_server()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">right-password", "~*", "+@all");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "S3cretS3cret" }]);
        // The default user may do all here: nothing of ours may run as that one.
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        var error = await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = "k", value = "v" } } });
        Assert.Equal("auth_failed", error.Code);
        Assert.DoesNotContain("S3cret", error.Message + error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain(await recorder.StopAsync(), l => l.Contains("\"SET\"", StringComparison.Ordinal));
        await server.CallAsync("ACL", "SETUSER", "app", ">S3cretS3cret");
        await RoundTripAsync(mcp);
    }

    [Fact]
    public async Task Password_missing_is_auth_failed()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(new ServerSettings { Password = "S3cretS3cret" });
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Password = null }]);
        Assert.Equal("auth_failed", (await mcp.FailAsync("redis_key_scan")).Code);
        await using var login = await ToolHarness.StartAsync(server);
        await RoundTripAsync(login);
    }

    [Theory]
    [InlineData("redis_server_info", "INFO", "+info")]
    [InlineData("redis_config_get", "CONFIG GET", "+config|get")]
    [InlineData("redis_slowlog_get", "SLOWLOG GET", "+slowlog|get")]
    public async Task User_without_a_right_hears_which_and_key_tools_work(string tool, string command, string grant)
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">S3cretS3cret", "~app:*", "+@all", "-@dangerous", "-info", "-config", "-slowlog", "-memory", "-object", "-command");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "S3cretS3cret" }]);
        var error = await mcp.FailAsync(tool);
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains(command, error.Message, StringComparison.Ordinal);
        Assert.Contains(grant, error.Hint, StringComparison.Ordinal);
        await RoundTripAsync(mcp, "app:k");
        Assert.True((await mcp.CallAsync("redis_key_info", new { keys = new[] { "app:k" } })).List("items")[0].IsNull("sizeBytes"));
        Assert.True((await mcp.CallAsync("redis_key_scan", new { details = true })).List("items")[0].IsNull("sizeBytes"));
        Assert.Equal("not_permitted", (await mcp.FailAsync("redis_key_get", new { key = "other" })).Code);
    }

    [Fact]
    public async Task Database_out_of_range_is_refused_also_for_a_user_who_may_not_ask_how_many_there_are()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">S3cretS3cret", "~*", "+@all", "-config", "-info", "-client");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "S3cretS3cret" }]);
        var items = new[] { new { key = "k", value = "v" } };
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_string_set", new { items, database = 99 })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_string_set", new { items, database = int.MaxValue })).Code);
        await mcp.CallAsync("redis_string_set", new { items, database = 7 });
        Assert.Equal("key_not_found", (await mcp.FailAsync("redis_key_get", new { key = "k" })).Code);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_key_scan", new { database = 99 })).Code);
        Assert.Equal("db7", Assert.Single((await server.CallAsync("INFO", "keyspace")).Text.Split("\r\n"), l => l.StartsWith("db", StringComparison.Ordinal))[..3]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Protocol_makes_no_difference_to_reading_tools(int protocol)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options() with { Protocol = protocol }]);
        await using RawRedis raw = await redis.ConnectAsync();
        foreach (string type in StoredSample.Types)
        {
            string key = mcp.Prefix + type;
            string[] expected = await StoredSample.SeedAsync(raw, type, key, 9);
            Assert.Equal(expected, (await mcp.PagesAsync("redis_key_get", new() { ["key"] = key, ["limit"] = 4 })).SelectMany(StoredSample.Elements).Order(StringComparer.Ordinal));
        }
        await raw.CallAsync("ZADD", mcp.Prefix + "inf", "-inf", "a", "0.1", "b");
        Assert.Equal(["\"-inf\"", "0.1"], (await mcp.CallAsync("redis_key_get", new { key = mcp.Prefix + "inf" })).List("scores").Select(s => s.At("score").GetRawText()));
        Assert.Equal(6, (await mcp.PagesAsync("redis_key_scan", new() { ["pattern"] = mcp.Prefix + "*", ["details"] = true })).SelectMany(p => p.List("items")).Count());
        Assert.NotEmpty((await mcp.CallAsync("redis_server_info")).List("nodes")[0].At("sections").EnumerateObject());
        Assert.NotNull((await mcp.CallAsync("redis_config_get", new { names = new[] { "maxmemory" } })).At("settings").At("maxmemory").GetString());
        await mcp.CallAsync("redis_slowlog_get");
        Assert.All((await mcp.CallAsync("redis_key_info", new { keys = StoredSample.Types.Select(t => mcp.Prefix + t) })).List("items"), i => Assert.Equal(9, i.At("length").GetInt64()));
        await RoundTripAsync(mcp, mcp.Prefix + "k");
        Assert.Equal("2.5", (await mcp.CallAsync("redis_string_increment", new { key = mcp.Prefix + "n", byFloat = 2.5 })).At("value").GetString());
    }

    [Fact]
    public async Task Sentinel_is_followed_over_a_failover()
    {
        await using RedisSentinels set = await RedisSentinels.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([new ConnectionOptions
        {
            Name = "default",
            Source = "test",
            Kind = ConnectionKind.Sentinel,
            Endpoints = [.. set.Sentinels.Select(s => new RedisEndpoint("127.0.0.1", s.Port))],
            SentinelService = RedisSentinels.Service,
        }]);
        await RoundTripAsync(mcp);
        Assert.Equal("master", Assert.Single((await mcp.CallAsync("redis_server_info")).List("nodes")).At("sections").At("replication").At("role").GetString());
        int before = await set.MasterPortAsync();
        await set.Replication.Master.KillAsync();
        await TestTimeout.UntilAsync("another master is known", async () => await set.MasterPortAsync() != before);
        await TestTimeout.UntilAsync("writes work again", async () => (await mcp.SendAsync("redis_string_set", new { items = new[] { new { key = "after", value = "v" } } })).Error is null);
        await RoundTripAsync(mcp);
    }

    private static async Task RoundTripAsync(ToolHarness mcp, string key = "round")
    {
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = "v" } } });
        Assert.Equal("v", (await mcp.CallAsync("redis_key_get", new { key })).At("value").Latin());
        Assert.Contains((await mcp.PagesAsync("redis_key_scan", new() { ["pattern"] = key })).SelectMany(p => p.List("items")), i => i.At("key").Latin() == key);
    }
}
