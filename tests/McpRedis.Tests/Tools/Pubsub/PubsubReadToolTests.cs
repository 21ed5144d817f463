using System.Text;
using McpRedis.Hosting;
using McpRedis.Tests.Stdio;
using McpRedis.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using ModelContextProtocol;

namespace McpRedis.Tests.Tools.Pubsub;

/// <summary>redis_pubsub_read on one server; the cluster and broken connections have classes of their own.</summary>
public sealed class PubsubReadToolTests(RedisFixture redis)
{
    [Theory, MemberData(nameof(SampleBytes.Names), MemberType = typeof(SampleBytes))]
    public async Task Read_any_bytes_come_as_sent(string name)
    {
        byte[] message = SampleBytes.ByName[name];
        await using var mcp = await ToolHarness.StartAsync(redis);
        byte[] channel = [.. Encoding.UTF8.GetBytes(mcp.Prefix), .. message];
        var call = await mcp.ListenAsync(redis.CallAsync, channel, new { channels = new[] { Convert.ToBase64String(channel) }, encoding = "base64", limit = 1, timeoutMs = 60_000 });
        await redis.CallAsync("PUBLISH", channel, message);
        var reply = await call;
        var item = Assert.Single(reply.List("items"));
        Assert.Equal(channel, item.At("channel").Bytes());
        Assert.Equal(message, item.At("message").Bytes());
        Assert.True(item.IsNull("pattern"));
        Assert.InRange(item.At("receivedAtMs").GetInt64(), 1_700_000_000_000, 4_000_000_000_000);
        Assert.Equal(("limit", 0L, 0), (reply.At("endedBy").GetString(), reply.At("dropped").GetInt64(), reply.At("interruptions").GetInt32()));
    }

    [Fact]
    public async Task Read_channels_and_patterns_in_the_order_published()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string a = mcp.Prefix + "a", b = mcp.Prefix + "b", all = mcp.Prefix + "*";
        var call = await mcp.ListenAsync(redis.CallAsync, b, new { channels = new[] { a, b }, patterns = new[] { all }, limit = 6, timeoutMs = 60_000 });
        await TestTimeout.UntilAsync("the pattern is in force", async () => (await redis.CallAsync("PUBLISH", mcp.Prefix + "probe", "p")).Integer == 1);
        await using var raw = await redis.ConnectAsync();
        await raw.CallAsync("PUBLISH", a, "1");
        await raw.CallAsync("PUBLISH", b, "2");
        await raw.CallAsync("PUBLISH", mcp.Prefix + "c", "3");
        var items = (await call).List("items");
        // By name and by pattern: a message comes for each, as Redis sends it.
        Assert.Equal(["p", "1", "1", "2", "2", "3"], items.Select(i => i.At("message").Latin()));
        Assert.Equal([all, null, all, null, all, all], items.Select(i => i.IsNull("pattern") ? null : i.At("pattern").Latin()));
        Assert.Equal([a, a, b, b, mcp.Prefix + "c"], items.Skip(1).Select(i => i.At("channel").Latin()));
    }

    [Theory, MemberData(nameof(ToolHarness.Eras), MemberType = typeof(ToolHarness))]
    public async Task Read_tells_each_message_as_progress(string? era)
    {
        await using var mcp = await ToolHarness.StartAsync(redis, era: era);
        string channel = mcp.Prefix + "c";
        var told = new Queue<ProgressNotificationValue>();
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var progress = new Listed(value =>
        {
            lock (gone)
            {
                told.Enqueue(value);
                if (told.Count == 4)
                {
                    gone.TrySetResult();
                }
            }
        });
        var call = mcp.Client.CallToolAsync("redis_pubsub_read", new Dictionary<string, object?> { ["channels"] = new[] { channel }, ["limit"] = 3, ["timeoutMs"] = 60_000 }, progress, cancellationToken: TestTimeout.Token()).AsTask();
        await TestTimeout.UntilAsync("the tool listens", async () => (await redis.CallAsync("PUBSUB", "NUMSUB", channel))[1].Integer == 1);
        await redis.CallAsync("PUBLISH", channel, "plain");
        await redis.CallAsync("PUBLISH", channel, "hidden \u202E<b>");
        await redis.CallAsync("PUBLISH", channel, new byte[] { 0xFF, 0x00 });
        Assert.NotEqual(true, (await call).IsError);
        await gone.Task.WaitAsync(TestTimeout.HangGuard);
        told = new(told.OrderBy(t => t.Progress));   // the client tells each on a thread of its own
        Assert.Equal([0f, 1f, 2f, 3f], told.Select(t => t.Progress));
        Assert.All(told, t => Assert.Equal(3f, t.Total));
        Assert.Equal([$"{channel}: plain", $"{channel}: hidden \\u202E\\u003Cb\\u003E", $"{channel}: base64 /wA="], told.Skip(1).Select(t => t.Message));
    }

    [Fact]
    public async Task Read_ends_by_time_with_what_there_was()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string channel = mcp.Prefix + "c";
        var nothing = await mcp.CallAsync("redis_pubsub_read", new { channels = new[] { channel }, timeoutMs = 100 });
        Assert.Equal(("time", 0), (nothing.At("endedBy").GetString(), nothing.List("items").Length));
        Assert.Equal(0, (await redis.CallAsync("PUBSUB", "NUMSUB", channel))[1].Integer);
    }

    [Fact]
    public async Task Read_ends_when_the_reply_is_full_and_a_large_message_is_cut()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        string channel = mcp.Prefix + "c";
        var call = await mcp.ListenAsync(redis.CallAsync, channel, new { channels = new[] { channel }, limit = 500, timeoutMs = 60_000 });
        await redis.CallAsync("PUBLISH", channel, new byte[3_000_000].Select(_ => (byte)'x').ToArray());
        for (int i = 0; i < 20; i++)
        {
            await redis.CallAsync("PUBLISH", channel, new string('y', 4000));
        }
        var reply = await call;
        Assert.Equal("bytes", reply.At("endedBy").GetString());
        var first = reply.List("items")[0].At("message");
        Assert.Equal((3_000_000L, 4096), (first.At("sizeBytes").GetInt64(), first.Bytes().Length));
        Assert.InRange(reply.List("items").Length, 5, 8);
        Assert.InRange(reply.GetRawText().Length, 1000, 32 * 1024);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_cancelled_leaves_no_subscription(bool atTheDesk)
    {
        await using var composition = new Composition(ToolHarness.Everything, [redis.Options()], null, NullLoggerFactory.Instance, TimeProvider.System);
        await using var line = atTheDesk ? LineServer.Ours(composition) : LineServer.Sdk(composition);
        string channel = RedisFixture.Prefix();
        await line.InitializeAsync();
        await line.SendAsync(RequestTable.Request("tools/call", $$$"""{"name":"redis_pubsub_read","arguments":{"channels":["{{{channel}}}"],"timeoutMs":60000}}""", "7"));
        await TestTimeout.UntilAsync("the tool listens", async () => (await redis.CallAsync("PUBSUB", "NUMSUB", channel))[1].Integer == 1);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        await line.SendAsync("""{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""");
        await TestTimeout.UntilAsync("nobody listens", async () => (await redis.CallAsync("PUBSUB", "NUMSUB", channel))[1].Integer == 0);
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 50);   // not by its own time limit
        await line.SilentAsync();
    }

    [Theory]
    [InlineData("""{}""", "channels")]
    [InlineData("""{"channels":[]}""", "channels")]
    [InlineData("""{"channels":["a"],"timeoutMs":60001}""", "timeoutMs")]
    [InlineData("""{"channels":["a"],"timeoutMs":0}""", "timeoutMs")]
    [InlineData("""{"channels":["a"],"limit":0}""", "limit")]
    [InlineData("""{"channels":["a"],"limit":501}""", "limit")]
    [InlineData("""{"patterns":["a*"],"sharded":true}""", "patterns")]
    public async Task Read_wrong_arguments_are_named(string arguments, string named)
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        using var json = System.Text.Json.JsonDocument.Parse(arguments);
        var error = await mcp.FailAsync("redis_pubsub_read", json.RootElement.Clone());
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_and_list_work_at_read_access()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Everything with { Access = "read" });
        string channel = mcp.Prefix + "c";
        var call = await mcp.ListenAsync(redis.CallAsync, channel, new { channels = new[] { channel }, limit = 1, timeoutMs = 60_000 });
        Assert.Equal(1, (await mcp.CallAsync("redis_pubsub_list", new { pattern = channel })).List("items")[0].At("subscribers").GetInt64());
        await redis.CallAsync("PUBLISH", channel, "x");
        Assert.Equal(["x"], (await call).Texts());
    }

    [Fact]
    public async Task Read_without_the_channel_names_the_right_and_leaves_no_connection()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await server.CallAsync("ACL", "SETUSER", "app", "on", ">secret", "~*", "resetchannels", "&open:*", "+@all", "-client");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "app", Password = "secret" }]);
        foreach (object arguments in new object[] { new { channels = new[] { "open:a", "closed" } }, new { patterns = new[] { "*" } } })
        {
            var error = await mcp.FailAsync("redis_pubsub_read", arguments);
            Assert.Equal("not_permitted", error.Code);
            Assert.Contains("channel", error.Message, StringComparison.Ordinal);
            Assert.Contains("&pattern", error.Hint, StringComparison.Ordinal);
        }
        await TestTimeout.UntilAsync("nothing listens", async () => !(await server.CallAsync("CLIENT", "LIST", "TYPE", "PUBSUB")).Text.Contains("user=app", StringComparison.Ordinal));
        Assert.Empty((await server.CallAsync("PUBSUB", "CHANNELS")).Texts);
        var open = await mcp.ListenAsync(server.CallAsync, "open:a", new { channels = new[] { "open:a" }, limit = 1, timeoutMs = 60_000 });
        await server.CallAsync("PUBLISH", "open:a", "x");
        Assert.Equal(["x"], (await open).Texts());
        await server.CallAsync("ACL", "SETUSER", "app", "-subscribe");
        var refused = await mcp.FailAsync("redis_pubsub_read", new { channels = new[] { "open:a" } });
        Assert.Equal("not_permitted", refused.Code);
        Assert.Contains("+subscribe", refused.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_shows_no_notification_of_a_foreign_key()
    {
        await using var server = await RedisServerProcess.StartAsync("notify-keyspace-events KEA");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { KeyPrefix = "app:" });
        var call = await mcp.ListenToPatternAsync(server, new { patterns = new[] { "*" }, limit = 3, timeoutMs = 60_000 });
        await server.CallAsync("SET", "secret", "1");
        await server.CallAsync("SET", "app:mine", "1");
        await server.CallAsync("PUBLISH", "news", "x");
        var items = (await call).List("items");
        Assert.Equal(["__keyspace@0__:app:mine", "__keyevent@0__:set", "news"], items.Select(i => i.At("channel").Latin()));
        Assert.Equal(["set", "app:mine", "x"], items.Select(i => i.At("message").Latin()));
    }

    private sealed class Listed(Action<ProgressNotificationValue> see) : IProgress<ProgressNotificationValue>
    {
        public void Report(ProgressNotificationValue value) => see(value);
    }
}
