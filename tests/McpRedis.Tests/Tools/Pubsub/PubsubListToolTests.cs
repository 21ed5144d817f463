using System.Globalization;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>redis_pubsub_list on one server.</summary>
public sealed class PubsubListToolTests(RedisFixture redis)
{
    [Fact]
    public async Task List_channels_with_their_subscribers()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var one = await redis.ConnectAsync();
        await using var two = await redis.ConnectAsync();
        byte[] binary = [.. Encoding.UTF8.GetBytes(mcp.Prefix), 0xFF, 0x00];
        await one.CallAsync("SUBSCRIBE", mcp.Prefix + "a");
        await two.CallAsync("SUBSCRIBE", mcp.Prefix + "a");
        await two.CallAsync("SUBSCRIBE", binary);
        await two.CallAsync("PSUBSCRIBE", mcp.Prefix + "*");
        var reply = await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*" });
        Assert.Equal([(mcp.Prefix + "a", 2L), (Encoding.Latin1.GetString(binary), 1L)], reply.List("items").Select(i => (i.At("channel").Latin(), i.At("subscribers").GetInt64())));
        Assert.Equal((2, 1, false), (reply.At("total").GetInt32(), reply.At("nodes").GetInt32(), reply.At("truncated").GetBoolean()));
        Assert.InRange(reply.At("patterns").GetInt64(), 1, long.MaxValue);
        var exact = await mcp.CallAsync("redis_pubsub_list", new { pattern = binary, encoding = "base64" });
        Assert.Equal(binary, Assert.Single(exact.List("items")).At("channel").Bytes());
    }

    [Fact]
    public async Task List_of_nothing_is_empty_and_a_foreign_cursor_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        var reply = await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "none" });
        Assert.Equal((0, 0, false), (reply.List("items").Length, reply.At("total").GetInt32(), reply.At("truncated").GetBoolean()));
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_pubsub_list", new { cursor = "%" })).Code);
        Assert.Empty((await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "none", cursor = "eHg=" })).List("items"));
    }

    [Fact]
    public async Task List_of_many_channels_is_paged_without_loss_also_when_one_goes()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var one = await redis.ConnectAsync();
        string[] channels = [.. Enumerable.Range(0, 700).Select(i => mcp.Prefix + i.ToString("D4", CultureInfo.InvariantCulture) + new string('x', i % 150))];
        await one.WriteAsync(["SUBSCRIBE", .. channels]);
        for (int i = 0; i < channels.Length; i++)
        {
            await one.ReadAsync();
        }
        var pages = await mcp.PagesAsync("redis_pubsub_list", new() { ["pattern"] = mcp.Prefix + "*" });
        Assert.Equal(channels, pages.SelectMany(p => p.List("items")).Select(i => i.At("channel").Latin()));
        Assert.InRange(pages.Count, 3, 20);
        Assert.All(pages, p => Assert.Equal(700, p.At("total").GetInt32()));
        Assert.Empty((await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*", cursor = Convert.ToBase64String("zzz"u8) })).List("items"));
        var last = pages[0].List("items")[^1].At("channel").Latin();
        await one.CallAsync("UNSUBSCRIBE", last);
        var second = await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*", cursor = pages[0].At("cursor").GetString() });
        Assert.Equal(pages[1].List("items")[0].At("channel").Latin(), second.List("items")[0].At("channel").Latin());
    }

    [Fact]
    public async Task List_shard_channels_apart_from_the_others()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var one = await redis.ConnectAsync();
        await one.CallAsync("SSUBSCRIBE", mcp.Prefix + "s");
        await one.CallAsync("SUBSCRIBE", mcp.Prefix + "c");
        Assert.Equal(mcp.Prefix + "s", Assert.Single((await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*", sharded = true })).List("items")).At("channel").Latin());
        Assert.Equal(mcp.Prefix + "c", Assert.Single((await mcp.CallAsync("redis_pubsub_list", new { pattern = mcp.Prefix + "*" })).List("items")).At("channel").Latin());
    }

    [Fact]
    public async Task List_hides_channels_named_after_foreign_keys()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "app:" });
        await using var one = await server.ConnectAsync();
        await one.CallAsync("SUBSCRIBE", "__keyspace@0__:secret");
        await one.CallAsync("SUBSCRIBE", "__keyspace@0__:app:mine");
        await one.CallAsync("SUBSCRIBE", "news");
        Assert.Equal(["__keyspace@0__:app:mine", "news"], (await mcp.CallAsync("redis_pubsub_list")).List("items").Select(i => i.At("channel").Latin()));
    }

    [Fact]
    public async Task List_without_the_right_names_it()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "&*", "+@all", "-pubsub");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        var error = await mcp.FailAsync("redis_pubsub_list");
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("pubsub|channels", error.Hint, StringComparison.Ordinal);
    }
}
