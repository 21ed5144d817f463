using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Redis;

/// <summary>States in which a server answers with an error: each has its own code (R10).</summary>
public sealed class RedisGatewayServerErrorTests
{
    private static readonly object Write = new { items = new[] { new { key = "k", value = "v" } } };

    [Fact]
    public async Task Loading_is_redis_loading_and_passes()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("enable-debug-command yes", "key-load-delay 0");
        await using RawRedis raw = await server.ConnectAsync();
        await raw.CallAsync("DEBUG", "POPULATE", 3000);
        await raw.CallAsync("SAVE");
        await using var mcp = await ToolHarness.StartAsync(server);
        await mcp.CallAsync("redis_string_set", Write);
        await raw.CallAsync("CONFIG", "SET", "key-load-delay", 1000, "loading-process-events-interval-bytes", 1024);
        Task reload = raw.SendAsync("DEBUG", "RELOAD", "NOSAVE");
        await TestTimeout.UntilAsync("it is loading", async () => (await mcp.SendAsync("redis_string_get", new { keys = new[] { "k" } })).Error?.Code == "redis_loading");
        // The state of the server is no matter of single keys.
        Assert.Equal("redis_loading", (await mcp.SendAsync("redis_string_get", new { keys = new[] { "k", "l" } })).Error?.Code);
        await reload;
        await mcp.CallAsync("redis_key_scan");
    }

    [Fact]
    public async Task Busy_script_is_redis_busy_script()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("lua-time-limit 50");
        await using var mcp = await ToolHarness.StartAsync(server);
        await mcp.CallAsync("redis_key_scan");
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "k" } });
        await using RawRedis busy = await server.ConnectAsync(), killer = await server.ConnectAsync();
        Task script = busy.SendAsync("EVAL", "while true do end", 0);
        await TestTimeout.UntilAsync("the script is slow", async () => (await killer.SendAsync("GET", "k")).Text.StartsWith("BUSY", StringComparison.Ordinal));
        Assert.Equal("redis_busy_script", (await mcp.FailAsync("redis_string_get", new { keys = new[] { "k" } })).Code);
        Assert.Equal("redis_busy_script", (await mcp.FailAsync("redis_string_set", Write)).Code);
        await killer.CallAsync("SCRIPT", "KILL");
        await script;
        await mcp.CallAsync("redis_string_set", Write);
    }

    [Fact]
    public async Task Full_memory_is_redis_oom_and_reads_go_on()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("maxmemory 1", "maxmemory-policy noeviction");
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.Equal("redis_oom", (await mcp.FailAsync("redis_string_set", Write)).Code);
        var several = new { items = new[] { new { key = "a", value = "v" }, new { key = "b", value = "v" } } };
        Assert.Equal("redis_oom", (await mcp.FailAsync("redis_string_set", several)).Code);
        Assert.Equal(0, (await server.CallAsync("DBSIZE")).Integer);
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "k" } });
    }

    // The client library passes on only that the transaction was aborted.
    [Fact]
    public async Task Command_of_a_batch_that_the_user_may_not_run_is_named()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "limited", "on", ">secret", "~*", "+@all", "-set");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }]);
        var error = await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = "a", value = "v" }, new { key = "b", value = "v" } }, ttlMs = 60_000 });
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+set", error.Hint, StringComparison.Ordinal);
        Assert.Equal(0, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Save_that_failed_is_redis_misconf()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("dbfilename taken");
        Directory.CreateDirectory(Path.Combine(server.DataDirectory, "taken"));   // a save cannot take the name of a folder
        await server.CallAsync("SET", "k", "v");
        await server.CallAsync("CONFIG", "SET", "save", "3600 1000");
        await server.CallAsync("BGSAVE");
        await TestTimeout.UntilAsync("the save failed", async () => (await server.CallAsync("INFO", "persistence")).Text.Contains("rdb_last_bgsave_status:err", StringComparison.Ordinal));
        await using var mcp = await ToolHarness.StartAsync(server);
        Assert.Equal("redis_misconf", (await mcp.FailAsync("redis_string_set", Write)).Code);
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "k" } });
    }

    [Fact]
    public async Task Replica_is_redis_readonly_replica_for_writes_and_reads_work()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await pair.Master.CallAsync("SET", "k", "v");
        Assert.Equal(1, (await WaitAsync(pair)).Integer);
        await using var mcp = await ToolHarness.StartAsync(pair.Replica);
        Assert.Equal("redis_readonly_replica", (await mcp.FailAsync("redis_string_set", Write)).Code);
        Assert.Equal("redis_readonly_replica", (await mcp.FailAsync("redis_key_delete", new { keys = new[] { "k" } })).Code);
        Assert.Equal("v", (await mcp.CallAsync("redis_key_get", new { key = "k" })).At("value").Latin());
        Assert.Equal("k", Assert.Single((await mcp.PagesAsync("redis_key_scan", [])).SelectMany(p => p.List("items"))).At("key").Latin());
        Assert.Equal("node-1 (replica)", (await mcp.CallAsync("redis_server_info")).List("nodes")[0].At("node").GetString());
    }

    [Fact]
    public async Task Client_limit_is_redis_unavailable()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using RawRedis kept = await server.ConnectAsync();
        await kept.CallAsync("CONFIG", "SET", "maxclients", 1);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { ConnectTimeout = TimeSpan.FromSeconds(1) }]);
        Assert.Equal("redis_unavailable", (await mcp.FailAsync("redis_string_get", new { keys = new[] { "k" } })).Code);
        await kept.CallAsync("CONFIG", "SET", "maxclients", 100);
        await TestTimeout.UntilAsync("there is room again", async () => (await mcp.SendAsync("redis_string_get", new { keys = new[] { "k" } })).Error is null);
    }

    private static async Task<RawReply> WaitAsync(RedisReplication pair)
    {
        await using RawRedis master = await pair.Master.ConnectAsync();
        await master.CallAsync("SET", "k", "v");
        return await master.CallAsync("WAIT", 1, 0);
    }
}
