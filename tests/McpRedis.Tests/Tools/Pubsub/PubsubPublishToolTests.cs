using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>redis_pubsub_publish, heard by a client that is not ours.</summary>
public sealed class PubsubPublishToolTests(RedisFixture redis, ClusterFixture clusters)
{
    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task Publish_any_bytes_arrive_as_sent(string name)
    {
        byte[] message = SampleBytes.ByName[name];
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var listener = await redis.ConnectAsync();
        byte[] channel = [.. System.Text.Encoding.UTF8.GetBytes(mcp.Prefix), .. message];
        await listener.CallAsync("SUBSCRIBE", channel);
        var reply = await mcp.CallAsync("redis_pubsub_publish", new { channel = Convert.ToBase64String(channel), messages = new[] { Convert.ToBase64String(message) }, encoding = "base64" });
        Assert.Equal([1L], reply.List("receivers").Select(r => r.GetInt64()));
        Assert.Equal("all", reply.At("countedOn").GetString());
        Assert.Equal(message, (await listener.ReadAsync())[2].Bytes);
    }

    [Fact]
    public async Task Publish_many_keep_their_order_and_each_is_counted()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        await using var listener = await redis.ConnectAsync();
        string channel = mcp.Prefix + "c";
        string[] messages = [.. Enumerable.Range(0, 50).Select(i => $"m{i}")];
        await listener.CallAsync("SUBSCRIBE", channel);
        Assert.Equal(Enumerable.Repeat(1L, 50), (await mcp.CallAsync("redis_pubsub_publish", new { channel, messages })).List("receivers").Select(r => r.GetInt64()));
        foreach (string message in messages)
        {
            Assert.Equal(message, (await listener.ReadAsync())[2].Text);
        }
        Assert.Equal([0L], (await mcp.CallAsync("redis_pubsub_publish", new { channel = mcp.Prefix + "nobody", messages = new[] { "x" } })).List("receivers").Select(r => r.GetInt64()));
    }

    [Fact]
    public async Task Publish_nothing_is_refused()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_pubsub_publish", new { channel = "c", messages = Array.Empty<string>() })).Code);
    }

    [Fact]
    public async Task Publish_without_the_channel_names_the_right_that_is_missing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "resetchannels", "&open:*", "+@all");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        await mcp.CallAsync("redis_pubsub_publish", new { channel = "open:a", messages = new[] { "x" } });
        var error = await mcp.FailAsync("redis_pubsub_publish", new { channel = "closed", messages = new[] { "x", "y" } });
        Assert.Equal("not_permitted", error.Code);
        Assert.Contains("&pattern", error.Hint, StringComparison.Ordinal);
        Assert.DoesNotContain("closed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_is_not_open_at_read_access()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        await using var listener = await redis.ConnectAsync();
        await listener.CallAsync("SUBSCRIBE", mcp.Prefix);
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_pubsub_publish", new { channel = mcp.Prefix, messages = new[] { "x" } })).Code);
        await redis.CallAsync("PUBLISH", mcp.Prefix, "the first that comes");
        Assert.Equal("the first that comes", (await listener.ReadAsync())[2].Text);
    }

    [Fact]
    public async Task Publish_on_a_cluster_tells_whose_receivers_it_counts()
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options()]);
        await using var listener = await cluster.Masters[2].ConnectAsync();
        await listener.CallAsync("SUBSCRIBE", mcp.Prefix);
        var reply = await mcp.CallAsync("redis_pubsub_publish", new { channel = mcp.Prefix, messages = new[] { "x" } });
        Assert.Equal("node", reply.At("countedOn").GetString());
        Assert.Equal("x", (await listener.ReadAsync())[2].Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Publish_sharded_goes_to_the_master_of_the_slot(bool declared)
    {
        var cluster = await clusters.ClusterAsync();
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = declared ? ConnectionKind.Cluster : ConnectionKind.Server }]);
        for (int i = 0; i < 6; i++)
        {
            string channel = $"{mcp.Prefix}{i}";
            await using var listener = await cluster.MasterOf((int)(await cluster.Masters[0].CallAsync("CLUSTER", "KEYSLOT", channel)).Integer).ConnectAsync();
            await listener.CallAsync("SSUBSCRIBE", channel);
            var reply = await mcp.CallAsync("redis_pubsub_publish", new { channel, messages = new[] { "x" }, sharded = true });
            Assert.Equal((1L, "all"), (reply.List("receivers")[0].GetInt64(), reply.At("countedOn").GetString()));
            Assert.Equal(["smessage", channel, "x"], (await listener.ReadAsync()).Texts);
        }
    }

    [Fact]
    public async Task Publish_within_a_key_scope_takes_any_channel()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { KeyPrefix = "app:" });
        Assert.Equal(1, (await mcp.CallAsync("redis_pubsub_publish", new { channel = mcp.Prefix, messages = new[] { "x" } })).At("messages").GetInt32());
        Assert.Equal(1, (await mcp.CallAsync("redis_pubsub_publish", new { channel = mcp.Prefix, messages = new[] { "x" }, sharded = true })).At("messages").GetInt32());
    }
}
