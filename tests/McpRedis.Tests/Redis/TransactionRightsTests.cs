using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Redis;

/// <summary>
/// Users without a right that transactions need. The client library does not look at the answer to MULTI: that is refused
/// before anything is sent that changes something, and no call says that nothing happened where something did.
/// </summary>
public sealed class TransactionRightsTests
{
    private const string Run = "redis_transaction_run";

    // What cannot be done in one command.
    private static readonly (string Tool, object Arguments)[] Blocks =
    [
        ("redis_string_set", new { items = new[] { new { key = "a", value = "1" }, new { key = "b", value = "1" } } }),
        ("redis_string_increment", new { key = "n", by = 10, ttlMs = 100_000 }),
        ("redis_set_add", new { key = "s", members = new[] { "new" }, ttlMs = 100_000 }),
        ("redis_zset_add", new { key = "z", items = new[] { new { member = "new", score = 1 } }, ttlMs = 100_000 }),
        ("redis_list_push", new { key = "l", values = new[] { "new" }, ttlMs = 100_000 }),
        ("redis_hash_set", new { key = "h", items = new[] { new { field = "new", value = "1" } }, ttlMs = 100_000 }),
        ("redis_stream_add", new { key = "x", items = new[] { Entry, Entry } }),
        (Run, new { commands = new[] { new { args = new[] { "INCR", "n" } }, new { args = new[] { "INCR", "n" } } } }),
    ];

    private static object Entry => new { fields = new[] { new { field = "f", value = "v" } } };

    [Theory]
    [InlineData("-@transaction")]
    [InlineData("-multi")]
    [InlineData("-exec")]
    [InlineData("-exec -discard")]
    public async Task Without_the_right_nothing_is_done_and_the_right_is_named(string rights)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server, $"~* &* +@all {rights}");
        await using var mcp = await HarnessAsync(server);
        var before = await DatabaseDigest.OfAsync(server);
        foreach (var (tool, arguments) in Blocks.Concat(Blocks))
        {
            var error = await mcp.FailAsync(tool, arguments);
            Assert.Equal((tool, "not_permitted"), (tool, error.Code));
            Assert.Contains("MULTI", error.Message, StringComparison.Ordinal);
            Assert.Contains("+multi +exec", error.Hint, StringComparison.Ordinal);
            Assert.Empty(before.DifferencesTo(await DatabaseDigest.OfAsync(server)));
            Assert.Equal(-1, (await server.CallAsync("PTTL", "s")).Integer);
            // Nothing was left queueing on the connection, small or large.
            Assert.Equal("5", (await mcp.CallAsync("redis_string_get", new { keys = new[] { "n" } })).List("items")[0].At("value").At("text").GetString());
        }
        await server.CallAsync("ACL", "SETUSER", "limited", "+@transaction", "+multi", "+exec", "+discard");
        foreach (var (tool, arguments) in Blocks)
        {
            await mcp.CallAsync(tool, arguments);   // a refusal is not kept
        }
        Assert.Equal("17", (await server.CallAsync("GET", "n")).Text);
    }

    [Fact]
    public async Task One_change_needs_no_transaction()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server, "~* &* +@read +@write -@dangerous -scard -zcard +ping +echo");
        await using var mcp = await HarnessAsync(server);
        Assert.Equal(1, (await mcp.CallAsync("redis_set_add", new { key = "s", members = new[] { "a", "new" } })).At("added").GetInt64());
        var added = await mcp.CallAsync("redis_zset_add", new { key = "z", items = new[] { new { member = "a", score = 7 }, new { member = "new", score = 8 } } });
        Assert.True(added.IsNull("added") && added.IsNull("updated") && added.IsNull("total"));
        Assert.Equal("7", (await server.CallAsync("ZSCORE", "z", "a")).Text);
        await server.CallAsync("ACL", "SETUSER", "limited", "+scard", "+zcard");
        added = await mcp.CallAsync("redis_zset_add", new { key = "z", items = new[] { new { member = "a", score = 1 }, new { member = "newer", score = 9 } } });
        Assert.Equal((1, 1, 5), (added.At("added").GetInt64(), added.At("updated").GetInt64(), added.At("total").GetInt64()));
        var taken = await mcp.CallAsync("redis_set_remove", new { key = "s", random = 2 });
        Assert.Equal((2, 2, 2), (taken.At("removed").GetInt64(), taken.List("members").Length, taken.At("total").GetInt64()));
        Assert.Equal(2, (await server.CallAsync("SCARD", "s")).Integer);
        var popped = await mcp.CallAsync("redis_zset_remove", new { key = "z", pop = "min" });
        Assert.Equal("a", popped.List("items")[0].At("member").At("text").GetString());
        Assert.Equal(1, (await mcp.CallAsync("redis_zset_remove", new { key = "z", members = new[] { "new", "none" } })).At("removed").GetInt64());
        Assert.Equal(3, (await server.CallAsync("ZCARD", "z")).Integer);
    }

    [Theory]
    [InlineData("-watch")]
    [InlineData("-unwatch")]
    [InlineData("-watch -unwatch")]
    public async Task Conditions_without_the_right_to_watch_run_nothing(string rights)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server, $"~* &* +@all {rights}");
        await using var mcp = await HarnessAsync(server);
        object commands = new[] { new { args = new[] { "INCR", "n" } } };
        var error = await mcp.FailAsync(Run, new { commands, conditions = new[] { new { key = "a", @is = "absent" } } });
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("+watch", error.Hint, StringComparison.Ordinal);
        Assert.Equal("5", (await server.CallAsync("GET", "n")).Text);
        Assert.Equal("committed", (await mcp.CallAsync(Run, new { commands })).At("outcome").GetString());
        Assert.Equal("6", (await server.CallAsync("GET", "n")).Text);
    }

    [Theory]
    [InlineData("-multi")]
    [InlineData("-exec")]
    [InlineData("-@transaction")]
    public async Task A_right_taken_away_later_leaves_the_outcome_unknown_once(string rights)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server, "~* &* +@all");
        await using var mcp = await HarnessAsync(server);
        await mcp.CallAsync("redis_string_increment", new { key = "n", ttlMs = 100_000 });
        await server.CallAsync("ACL", "SETUSER", "limited", rights);
        Assert.Equal("outcome_unknown", (await mcp.FailAsync("redis_string_increment", new { key = "n", ttlMs = 100_000 })).Code);
        string after = (await server.CallAsync("GET", "n")).Text;
        Assert.Equal("not_permitted", (await mcp.FailAsync("redis_string_increment", new { key = "n", ttlMs = 100_000 })).Code);
        Assert.Equal(after, (await server.CallAsync("GET", "n")).Text);
    }

    [Fact]
    public async Task A_key_out_of_reach_is_named_as_such_and_nothing_is_done()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server, "~app:* &* +@all");
        await using var mcp = await HarnessAsync(server);
        var before = await DatabaseDigest.OfAsync(server);
        foreach (var (tool, arguments) in Blocks.Where(b => b.Tool != Run))
        {
            var error = await mcp.FailAsync(tool, arguments);
            Assert.Equal((tool, "not_permitted"), (tool, error.Code));
            Assert.Contains("~pattern", error.Hint, StringComparison.Ordinal);
        }
        // Which of several keys it is the server does not say.
        var reply = await mcp.CallAsync(Run, new { commands = new[] { new { args = new[] { "INCR", "app:n" } }, new { args = new[] { "INCR", "n" } } } });
        Assert.Equal("rejected", reply.At("outcome").GetString());
        Assert.Contains("~pattern", reply.At("reason").GetString(), StringComparison.Ordinal);
        Assert.Empty(before.DifferencesTo(await DatabaseDigest.OfAsync(server)));
    }

    private static async Task SeedAsync(RedisServerProcess server, string rights)
    {
        await using var redis = await server.ConnectAsync();
        await redis.CallAsync("SET", "n", "5");
        await redis.CallAsync("SADD", "s", "a", "b", "c");
        await redis.CallAsync("ZADD", "z", "1", "a", "2", "b", "3", "c");
        await redis.CallAsync(["ACL", "SETUSER", "limited", "on", ">secret", .. rights.Split(' ')]);
    }

    private static Task<ToolHarness> HarnessAsync(RedisServerProcess server) =>
        ToolHarness.StartAsync([server.Options() with { User = "limited", Password = "secret" }], ToolHarness.Unconfirmed);
}
