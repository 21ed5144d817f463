using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Admin;

/// <summary>On servers of their own: nothing else survives here.</summary>
public sealed class ServerFlushToolTests
{
    private const string Tool = "redis_server_flush";

    [Theory]
    [InlineData(null)]
    [InlineData("async")]
    [InlineData("sync")]
    public async Task ServerFlush_database_empties_one_database(string? mode)
    {
        await using RedisServerProcess server = await SeededAsync();
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
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var reply = await mcp.CallAsync(Tool, new { target = "all" });
        Assert.Equal([(0, 3L), (3, 2L)], reply.List("items").Select(i => (i.At("database").GetInt32(), i.At("removed").GetInt64())));
        Assert.Equal(0, reply.At("failed").GetInt32());
        Assert.Empty((await DatabaseDigest.OfAsync(server)).Keys);
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
        Assert.Empty((await mcp.CallAsync(Tool, new { target = "all" })).List("items"));
    }

    [Fact]
    public async Task ServerFlush_unconfirmed_says_how_many_keys_and_deletes_none()
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        await UnchangedAsync(server, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { target = "database", database = 3 });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("database 3: 2 keys", error.Message, StringComparison.Ordinal);
            error = await mcp.FailAsync(Tool, new { target = "all" });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("database 0: 3 keys, database 3: 2 keys", error.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task ServerFlush_token_is_good_for_the_right_target_after_a_wrong_one()
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var asked = await mcp.FailAsync(Tool, new { target = "database", database = 3 });
        string? confirmToken = asked.ConfirmToken;
        await UnchangedAsync(server, async () =>
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

    [Theory]
    [InlineData("read")]
    [InlineData("write")]
    public async Task ServerFlush_below_full_access_is_not_there_and_deletes_none(string access)
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { Access = access });
        Assert.DoesNotContain(Tool, (await mcp.ToolsAsync()).Keys);
        // A connection's own access lowers that of the program, where the tool is listed.
        await using var lowered = await ToolHarness.StartAsync([server.Options() with { Access = access }], ToolHarness.Unconfirmed);
        await UnchangedAsync(server, async () =>
        {
            Assert.Equal("access_denied", (await mcp.FailAsync(Tool, new { target = "all" })).Code);
            Assert.Equal("access_denied", (await lowered.FailAsync(Tool, new { target = "all" })).Code);
        });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ServerFlush_replica_is_refused_before_anybody_is_asked(bool confirmed)
    {
        await using RedisReplication pair = await RedisReplication.StartAsync("replica-read-only no");
        await SeedAsync(pair.Master);
        await using RawRedis replica = await pair.Replica.ConnectAsync();
        await TestTimeout.UntilAsync("the keys are on the replica", async () => (await replica.CallAsync("DBSIZE")).Integer == 3);
        await using var mcp = await ToolHarness.StartAsync(pair.Replica, confirmed ? ToolHarness.Unconfirmed : null);
        await UnchangedAsync(pair.Replica, async () => Assert.Equal("redis_readonly_replica", (await mcp.FailAsync(Tool, new { target = "all" })).Code));
    }

    // The connection knew a master; the server says otherwise by now.
    [Fact]
    public async Task ServerFlush_server_that_became_a_replica_is_refused()
    {
        await using RedisReplication pair = await RedisReplication.StartAsync();
        await pair.Replica.CallAsync("REPLICAOF", "NO", "ONE");
        await SeedAsync(pair.Replica);
        await using var mcp = await ToolHarness.StartAsync(pair.Replica, ToolHarness.Unconfirmed);
        await mcp.CallAsync("redis_server_info");
        await SeedAsync(pair.Master);
        await pair.Replica.CallAsync("REPLICAOF", "127.0.0.1", pair.Master.Port);
        await RedisReplication.InSyncAsync(pair.Replica);
        await UnchangedAsync(pair.Replica, async () => Assert.Equal("redis_readonly_replica", (await mcp.FailAsync(Tool, new { target = "database" })).Code));
    }

    [Theory]
    [InlineData("database")]
    [InlineData("all")]
    public async Task ServerFlush_key_scope_is_refused_before_anybody_is_asked(string target)
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "a" });
        await UnchangedAsync(server, async () => Assert.Equal("key_out_of_scope", (await mcp.FailAsync(Tool, new { target })).Code));
    }

    [Fact]
    public async Task ServerFlush_all_is_refused_where_only_some_databases_are_open()
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Databases = [0, 3] }], ToolHarness.Unconfirmed);
        await UnchangedAsync(server, async () =>
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "all" })).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync(Tool, new { target = "database", database = 5 })).Code);
        });
        await mcp.CallAsync(Tool, new { target = "database", database = 3 });
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
    }

    [Fact]
    public async Task ServerFlush_wants_a_target()
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        await UnchangedAsync(server, async () =>
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
        await SeedAsync(server);
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }], ToolHarness.Unconfirmed);
        await using var blind = await ToolHarness.StartAsync([server.Options() with { User = "blind", Password = "secret" }], ToolHarness.Unconfirmed);
        await UnchangedAsync(server, async () =>
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

    [Fact]
    public async Task ServerFlush_token_wants_the_target_typed_back()
    {
        await using RedisServerProcess server = await SeededAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        string token = (await mcp.FailAsync(Tool, new { target = "database", database = 3 })).ConfirmToken!;
        await UnchangedAsync(server, async () =>
        {
            foreach (string? typed in (string?[])[null, "", "0", "all", "3 ", "database"])
            {
                Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target = "database", database = 3, confirmToken = token, confirmTarget = typed })).Code);
                token = (await mcp.FailAsync(Tool, new { target = "database", database = 3 })).ConfirmToken!;
            }
            Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" })).Code);
        });
        await mcp.CallAsync(Tool, new { target = "database", database = 3, confirmToken = token, confirmTarget = "3" });
        Assert.Empty((await DatabaseDigest.OfAsync(server, 3)).Keys);
        Assert.Equal(3, (await DatabaseDigest.OfAsync(server)).Keys.Count);
    }

    [Fact]
    public async Task ServerFlush_expired_token_and_other_counts_delete_none()
    {
        await using RedisServerProcess server = await SeededAsync();
        var time = new ManualTime();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], time: time);
        string token = (await mcp.FailAsync(Tool, new { target = "all" })).ConfirmToken!;
        time.Advance(TimeSpan.FromSeconds(121));
        await UnchangedAsync(server, async () => Assert.Equal("confirmation_invalid", (await mcp.FailAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" })).Code));
        token = (await mcp.FailAsync(Tool, new { target = "all" })).ConfirmToken!;
        await server.CallAsync("SET", "late", "v");
        await UnchangedAsync(server, async () =>
        {
            var error = await mcp.FailAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" });
            Assert.Equal("confirmation_required", error.Code);
            Assert.Contains("database 0: 4 keys", error.Message, StringComparison.Ordinal);
            token = error.ConfirmToken!;
        });
        await mcp.CallAsync(Tool, new { target = "all", confirmToken = token, confirmTarget = "all" });
        Assert.Equal(0, (await server.CallAsync("DBSIZE")).Integer);
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

    private static async Task<RedisServerProcess> SeededAsync()
    {
        RedisServerProcess server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("SELECT", 3);
        await redis.CallAsync("MSET", "c", "v", "d", "v");
        return server;
    }

    private static async Task SeedAsync(RedisServerProcess server)
    {
        await using RawRedis redis = await server.ConnectAsync();
        await redis.CallAsync("MSET", "a", "1", "b", "2");
        await redis.CallAsync("SET", "passing", "v", "EX", 1000);
    }

    private static async Task UnchangedAsync(RedisServerProcess server, Func<Task> act)
    {
        var before = (await DatabaseDigest.OfAsync(server), await DatabaseDigest.OfAsync(server, 3));
        await act();
        Assert.NotEmpty(before.Item1.Keys);
        Assert.Equal(before, (await DatabaseDigest.OfAsync(server), await DatabaseDigest.OfAsync(server, 3)));
    }
}
