using McpRedis.Guard;
using McpRedis.Hosting;
using McpRedis.Tests.Analysis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Analysis;

/// <summary>redis_analysis_run of an RDB file in the operator's folder.</summary>
public sealed class AnalysisFileTests
{
    private const string Tool = "redis_analysis_run";

    [Fact]
    public async Task AnalysisRun_of_a_file_counts_what_the_server_had_saved()
    {
        await using var server = await SavedAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], Files(server) with { Access = "read" });
        await server.CallAsync("FLUSHALL");
        var reply = await mcp.AnalyseAsync(new { file = "dump.rdb" });
        Assert.Equal(("payload", 1001L, 1001L, false), (reply.At("sizesAre").GetString(), reply.At("seen").GetInt64(), reply.At("keys").GetInt64(), reply.At("canGoOn").GetBoolean()));
        Assert.Equal(801, reply.At("staying").At("value").GetInt64());
        Assert.Contains("users:", reply.List("prefixes").Select(prefix => prefix.At("prefix").At("text").GetString()));
        string jobId = reply.At("jobId").GetString()!;
        Assert.Equal("zset", (await mcp.CallAsync("redis_analysis_get", new { jobId, view = "longest", type = "zset" })).List("keys")[0].At("type").GetString());
        Assert.Equal(1001, (await mcp.CallAsync("redis_analysis_get", new { jobId, view = "expiry" })).List("times").Sum(time => time.At("keys").At("value").GetInt64()) + reply.At("staying").At("value").GetInt64());
        Assert.Equal(504, (await mcp.AnalyseAsync(new { file = "dump.rdb", pattern = "users:*", databases = new[] { 0 } })).At("seen").GetInt64());
        Assert.Equal(1, (await mcp.AnalyseAsync(new { file = "dump.rdb", databases = new[] { 2 } })).At("seen").GetInt64());
        // Its counts are here, and it does not run again.
        Assert.Equal(jobId, (await mcp.CallAsync(Tool, new { jobId })).At("jobId").GetString());
    }

    [Fact]
    public async Task AnalysisRun_of_a_file_shows_no_key_beyond_what_the_caller_may_see()
    {
        await using var server = await SavedAsync();
        await using var local = await ToolHarness.StartAsync([server.Options() with { Databases = [0] }], Files(server));
        await using var guest = await local.JoinAsync(new Principal("guest", new Grant { KeyPrefixes = ["carts:"] }));
        Assert.Equal(1000, (await local.AnalyseAsync(new { file = "dump.rdb" })).At("seen").GetInt64());
        var reply = await guest.AnalyseAsync(new { file = "dump.rdb" });
        Assert.Equal(248, reply.At("seen").GetInt64());
        Assert.Equal("carts:", Assert.Single(reply.List("prefixes")).At("prefix").At("text").GetString());
        Assert.All(reply.List("biggest"), key => Assert.StartsWith("carts:", key.At("key").At("text").GetString(), StringComparison.Ordinal));
        Assert.Equal("invalid_argument", (await local.FailAsync(Tool, new { file = "dump.rdb", databases = new[] { 2 } })).Code);
    }

    [Fact]
    public async Task AnalysisRun_of_what_is_no_file_or_no_whole_one()
    {
        await using var server = await SavedAsync();
        byte[] whole = await File.ReadAllBytesAsync(Path.Combine(server.DataDirectory, "dump.rdb"), TestTimeout.Token());
        await File.WriteAllBytesAsync(Path.Combine(server.DataDirectory, "half.rdb"), whole[..(whole.Length / 2)], TestTimeout.Token());
        await File.WriteAllTextAsync(Path.Combine(server.DataDirectory, "notes.txt"), "S3cret and no RDB file", TestTimeout.Token());
        await using var mcp = await ToolHarness.StartAsync([server.Options()], Files(server));
        foreach (string file in (string[])["half.rdb", "notes.txt", "none.rdb", "../dump.rdb", "/etc/passwd"])
        {
            var error = await mcp.FailAsync(Tool, new { file });
            Assert.Equal("invalid_argument", error.Code);
            Assert.DoesNotContain("S3cret", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(server.DataDirectory, error.Message + error.Hint, StringComparison.Ordinal);
        }
        await using var without = await ToolHarness.StartAsync([server.Options()]);
        Assert.Equal("not_configured", (await without.FailAsync(Tool, new { file = "dump.rdb" })).Code);
    }

    private static ServerOptions Files(RedisServerProcess server) => ToolHarness.Everything with { FilesDir = server.DataDirectory };

    // 1000 keys in database 0, one in database 2.
    private static async Task<RedisServerProcess> SavedAsync()
    {
        var server = await RedisServerProcess.StartAsync("dbfilename dump.rdb");
        await using var redis = await server.ConnectAsync();
        await AnalysisBench.PlantAsync(redis, 1000);
        await redis.CallAsync("SELECT", 2);
        await redis.CallAsync("SET", "users:alone", "v");
        await redis.CallAsync("SAVE");
        return server;
    }
}
