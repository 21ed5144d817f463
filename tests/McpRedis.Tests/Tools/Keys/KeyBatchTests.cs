using System.Text;
using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Pipeline;
using McpRedis.Reply;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

/// <summary>Many keys in one call: in batches, told as they go, stopped between two of them, and never more than was shown.</summary>
public sealed class KeyBatchTests(RedisFixture redis)
{
    private const string Delete = "redis_key_delete", Expire = "redis_key_expire";

    [Theory]
    [InlineData(Delete)]
    [InlineData(Expire)]
    public async Task Preview_of_a_pattern_is_exact_and_so_is_what_is_done(string tool)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 1234, "cart:");
        for (int i = 0; i < 34; i++)
        {
            await server.CallAsync("PEXPIRE", $"cart:{i}", 1_000_000);
        }
        await server.CallAsync("MSET", "cart", "stays", "other", "stays");
        await using var mcp = await ToolHarness.StartAsync(server);
        object first = tool == Delete ? new { pattern = "cart:*" } : new { pattern = "cart:*", ttlMs = 500_000 };
        var asked = await mcp.FailAsync(tool, first);
        var preview = asked.Preview!.Value;
        Assert.Equal((1234, 1200, 10), (preview.At("keys").GetInt64(), preview.At("withoutExpiry").GetInt64(), preview.List("sample").Length));
        Assert.Equal("cart:0", preview.List("sample").First().Latin());
        Assert.Equal(1236, (await server.CallAsync("DBSIZE")).Integer);
        object second = tool == Delete ? new { pattern = "cart:*", confirmToken = asked.ConfirmToken } : new { pattern = "cart:*", ttlMs = 500_000, confirmToken = asked.ConfirmToken };
        var reply = await mcp.CallAsync(tool, second);
        Assert.Equal((1234, 1234, true), (reply.At("matched").GetInt64(), reply.At("changed").GetInt64(), reply.IsNull("cursor")));
        Assert.Equal(2, (await server.CallAsync("EXISTS", "cart", "other")).Integer);
        Assert.Equal(-1, (await server.CallAsync("PTTL", "cart")).Integer);
        if (tool == Delete)
        {
            Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
        }
        else
        {
            Assert.InRange((await server.CallAsync("PTTL", "cart:5")).Integer, 1, 500_000);
        }
    }

    [Fact]
    public async Task One_call_covers_a_bounded_page_and_says_that_more_may_follow()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 130_000, "k:");
        await using var mcp = await ToolHarness.StartAsync(server);
        string? cursor = null;
        long left = 130_000;
        for (int page = 0; left > 0; page++)
        {
            var asked = await mcp.FailAsync(Delete, new { pattern = "*", cursor });
            long keys = asked.Preview!.Value.At("keys").GetInt64();
            Assert.InRange(keys, 1, 100_000);
            var reply = await mcp.CallAsync(Delete, new { pattern = "*", cursor, confirmToken = asked.ConfirmToken });
            Assert.Equal(keys, reply.At("changed").GetInt64());
            left -= keys;
            Assert.Equal(left, (await server.CallAsync("DBSIZE")).Integer);
            cursor = reply.At("cursor").GetString();
            Assert.Equal(cursor is not null, asked.Message.Contains("more may follow", StringComparison.Ordinal));
            Assert.InRange(page, 0, 5);
        }
        Assert.Null(cursor);
    }

    [Fact]
    public async Task Named_keys_that_do_not_exist_are_told_and_nothing_to_do_is_not_asked_about()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        string[] keys = [mcp.Prefix + "a", mcp.Prefix + "none", mcp.Prefix + "b", mcp.Prefix + "a"];
        var asked = await mcp.FailAsync(Delete, new { keys });
        Assert.StartsWith("This call deletes 2 of 3 named keys", asked.Message, StringComparison.Ordinal);
        Assert.Equal((2, 2), (asked.Preview!.Value.At("keys").GetInt64(), asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        // What was not there and so not shown is not touched either.
        await redis.CallAsync("SET", mcp.Prefix + "none", "now it is");
        Assert.Equal("confirmation_required", (await mcp.FailAsync(Delete, new { keys, confirmToken = asked.ConfirmToken })).Code);
        var nothing = await mcp.CallAsync(Delete, new { keys = new[] { mcp.Prefix + "x", mcp.Prefix + "y" } });
        Assert.Equal((2, 0), (nothing.At("matched").GetInt64(), nothing.At("changed").GetInt64()));
        Assert.Equal(0, (await mcp.CallAsync(Delete, new { pattern = mcp.Prefix + "zzz*" })).At("matched").GetInt64());
    }

    [Fact]
    public async Task A_time_that_is_past_deletes_and_says_so()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await redis.CallAsync("MSET", mcp.Prefix + "a", "1", mcp.Prefix + "b", "2");
        string[] keys = [mcp.Prefix + "a"];
        var asked = await mcp.FailAsync(Expire, new { keys, atMs = 1 });
        Assert.StartsWith("This call deletes, by a time that is past, the named key", asked.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await mcp.CallAsync(Expire, new { keys, atMs = 1, confirmToken = asked.ConfirmToken })).At("changed").GetInt64());
        Assert.Equal(0, (await redis.CallAsync("EXISTS", keys[0])).Integer);
        Assert.StartsWith("This call removes the expiry of 1 of 2 named keys", (await mcp.FailAsync(Expire, new { keys = new[] { keys[0], mcp.Prefix + "b" }, persist = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_counts_up_to_the_whole()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 1700, "k:");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed);
        var told = new List<(float Done, float? Total, string Message)>();
        var outcome = await RunAsync(mcp, (done, total, message) => told.Add((done, total, message)));
        Assert.Null(outcome.Code);
        Assert.Equal([500, 1000, 1500, 1700], told.Select(t => t.Done));
        Assert.All(told, t => Assert.Equal(1700, t.Total));
        Assert.Equal("deleted 1 000 of 1 700 keys", told[1].Message);
    }

    [Fact]
    public async Task Stopped_between_two_batches_it_says_what_was_done()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 1700, "k:");
        var log = new LogLines();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed, loggers: log);
        using var stop = new CancellationTokenSource();
        var outcome = await RunAsync(mcp, (done, _, _) =>
        {
            if (done >= 1000)
            {
                stop.Cancel();
            }
        }, stop.Token);
        Assert.Equal(ErrorCode.Cancelled, outcome.Code);
        Assert.Contains("stopped after 1 000 of 1 700 keys; 1 000 were deleted", Encoding.UTF8.GetString(outcome.Json.Span), StringComparison.Ordinal);
        Assert.Equal(700, (await server.CallAsync("DBSIZE")).Integer);
        Assert.Contains(" cancelled(1000/1700) ", Assert.Single(log.Of<AuditFilter>()).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Out_of_time_it_says_what_was_done()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 1700, "k:");
        var time = new ManualTime();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed, time: time);
        var outcome = await RunAsync(mcp, (_, _, _) => time.Advance(TimeSpan.FromSeconds(121)));
        Assert.Equal(ErrorCode.Timeout, outcome.Code);
        Assert.Contains("stopped after 500 of 1 700 keys; 500 were deleted. It took longer than 120 s.", Encoding.UTF8.GetString(outcome.Json.Span), StringComparison.Ordinal);
        Assert.Equal(1200, (await server.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task A_batch_that_fails_in_part_is_told_as_such()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await PopulateAsync(server, 1198, "k:");
        await server.CallAsync("MSET", "locked:1", "v", "locked:2", "v");
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">word", "+@all", "~k:*", "%R~locked:*");
        var user = server.Options() with { User = "app", Password = "word" };
        await using var mcp = await ToolHarness.StartAsync([user], ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Delete, new { pattern = "*" });
        Assert.Equal("not_permitted", error.Code);
        Assert.StartsWith("2 of 1 200 keys failed (", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("; 1 198 were deleted.", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await server.CallAsync("DBSIZE")).Integer);
    }

    private static async Task<CallOutcome> RunAsync(ToolHarness mcp, Action<float, float?, string> told, CancellationToken cancellationToken = default)
    {
        var arguments = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"pattern":"k:*"}""");
        return await mcp.Composition.Pipeline.RunAsync(new CallRequest(mcp.Composition.Catalogue.Find(Delete)!, arguments, Progress: new CallProgress(told)), cancellationToken);
    }

    private static async Task PopulateAsync(RedisServerProcess server, int count, string prefix)
    {
        await using RawRedis raw = await server.ConnectAsync();
        foreach (int[] part in Enumerable.Range(0, count).Chunk(5000))
        {
            await raw.CallAsync(["MSET", .. part.SelectMany(i => (object[])[$"{prefix}{i}", "v"])]);
        }
    }
}
