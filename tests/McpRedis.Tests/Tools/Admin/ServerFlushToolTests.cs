using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>What a flush does. What stops it is in <see cref="FlushGuardTests"/>.</summary>
public sealed class ServerFlushToolTests
{
    private const string Tool = "redis_server_flush";

    [Theory]
    [InlineData(null)]
    [InlineData("async")]
    [InlineData("sync")]
    public async Task ServerFlush_database_empties_one_database(string? mode)
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var other = await DatabaseDigest.OfAsync(server);
        var reply = await mcp.CallAsync(Tool, new { target = "database", database = 3, mode });
        var item = Assert.Single(reply.List("items"));
        Assert.Equal((3, 2, 0), (item.At("database").GetInt32(), item.At("removed").GetInt64(), item.At("remaining").GetInt64()));
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
        Assert.Equal(other, await DatabaseDigest.OfAsync(server));
    }

    [Fact]
    public async Task ServerFlush_all_empties_every_database_and_tells_each()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { target = "all" });
        Assert.Equal([(0, 3L), (3, 2L)], reply.List("items").Select(i => (i.At("database").GetInt32(), i.At("removed").GetInt64())));
        Assert.Equal(0, reply.At("failed").GetInt32());
        Assert.Empty((await DatabaseDigest.OfAsync(server)).Keys);
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
        Assert.Empty((await mcp.CallAsync(Tool, new { target = "all" })).List("items"));
    }

    [Fact]
    public async Task ServerFlush_token_is_good_for_the_right_target_after_a_wrong_one()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        string? confirmToken = (await mcp.FailAsync(Tool, new { target = "database", database = 3 })).ConfirmToken;
        await FlushData.UnchangedAsync(server, async () =>
        {
            foreach (string? confirmTarget in (string?[])[null, "4"])
            {
                var error = await mcp.FailAsync(Tool, new { target = "database", database = 3, confirmToken, confirmTarget });
                Assert.Equal("confirmation_invalid", error.Code);
                Assert.Contains("same confirmToken", error.Hint, StringComparison.Ordinal);
            }
        });
        Assert.Equal(2, (await mcp.CallAsync(Tool, new { target = "database", database = 3, confirmToken, confirmTarget = "3" })).List("items")[0].At("removed").GetInt64());
    }

    [Fact]
    public async Task ServerFlush_wants_a_target()
    {
        await using RedisServerProcess server = await FlushData.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await FlushData.UnchangedAsync(server, async () =>
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool)).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "everything" })).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "all", mode = "now" })).Code);
        });
    }

    [Fact]
    public async Task ServerFlush_user_without_the_right_is_told_which()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user app on >secret ~* +@connection +@read +info +role", "user blind on >secret ~* +@connection +@read +flushdb -info -role");
        await FlushData.SeedAsync(server);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        await using var blind = await ToolHarness.StartAsync([server.Options() with { User = "blind", Password = "secret" }], ToolHarness.Unconfirmed);
        await FlushData.UnchangedAsync(server, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { target = "database" });
            Assert.Equal("not_permitted", error.Code);
            Assert.Contains("+flushdb", error.Hint, StringComparison.Ordinal);
            // Whether it is a master cannot be known: then nothing is deleted.
            Assert.Equal("not_permitted", (await blind.FailAsync(Tool, new { target = "database" })).Code);
        });
    }

    [Fact]
    public async Task ServerFlush_cluster_empties_every_master()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3, replicas: 1);
        foreach (RedisServerProcess master in cluster.Masters)
        {
            await SeedClusterAsync(cluster, master, 4);
        }
        await using var asked = await ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = ConnectionKind.Cluster }]);
        var error = await asked.FailAsync(Tool, new { target = "database" });
        Assert.Contains("whole cluster (database 0: 12 keys)", error.Message, StringComparison.Ordinal);
        await using var mcp = await ToolHarness.StartAsync(cluster.Masters[0], ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { target = "database" });
        Assert.Equal(12, Assert.Single(reply.List("items")).At("removed").GetInt64());
        Assert.Equal(0, reply.At("failed").GetInt32());
        foreach (RedisServerProcess master in cluster.Masters)
        {
            Assert.Equal(0, (await master.CallAsync("DBSIZE")).Integer);
        }
    }

    private static async Task SeedClusterAsync(RedisCluster cluster, RedisServerProcess master, int count)
    {
        await using RawRedis redis = await master.ConnectAsync();
        for (int i = 0; count > 0; i++)
        {
            string key = $"k{i}";
            if (cluster.MasterOf((int)(await redis.CallAsync("CLUSTER", "KEYSLOT", key)).Integer) == master)
            {
                await redis.CallAsync("SET", key, "v");
                count--;
            }
        }
    }
}
