using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Connections;

public sealed class ConnectionListToolTests(RedisFixture redis)
{
    private const string Tool = "redis_connection_list";

    [Fact]
    public async Task ConnectionList_tells_what_may_be_done_and_nothing_of_where()
    {
        ConnectionOptions[] connections =
        [
            redis.Options() with { User = "default", Password = redis.Password ?? "S3cretS3cret" },
            redis.Options("staging") with { Access = "read", KeyPrefix = "app:x", Databases = [0, 2], Database = 2 },
        ];
        await using var mcp = await ToolHarness.StartAsync(connections, ToolHarness.Everything with { KeyPrefix = "app:" });
        var answer = await mcp.SendAsync(Tool);
        Assert.All((string[])["S3cret", "127.0.0.1"], secret => Assert.DoesNotContain(secret, answer.Text, StringComparison.Ordinal));
        Assert.DoesNotMatch($@"\b{redis.Port}\b", answer.Text);
        var items = answer.Reply.List("items");
        Assert.Equal(["default", "staging"], items.Select(i => i.At("name").GetString()));
        Assert.Equal(["full", "read"], items.Select(i => i.At("access").GetString()));
        Assert.Equal(["app:", "app:x"], items.Select(i => i.At("keyPrefixes")[0].GetString()));
        Assert.Equal([0, 2], items[1].List("databases").Select(d => d.GetInt32()));
        Assert.True(items[0].IsNull("databases"));
        Assert.All(items, i => Assert.False(i.At("connected").GetBoolean()));
    }

    [Fact]
    public async Task ConnectionList_works_without_any_connection()
    {
        await using var mcp = await ToolHarness.StartAsync([]);
        Assert.Empty((await mcp.CallAsync(Tool)).List("items"));
        Assert.Equal("not_configured", (await mcp.FailAsync("redis_key_scan")).Code);
    }

    [Fact]
    public async Task Connection_is_required_and_a_closed_list_when_there_are_several()
    {
        await using RedisServerProcess other = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([redis.Options(), other.Options("other")]);
        await other.CallAsync("SET", mcp.Prefix, "other");
        await redis.CallAsync("SET", mcp.Prefix, "default");
        string[] keys = [mcp.Prefix];
        Assert.Equal("other", (await mcp.CallAsync("redis_string_get", new { connection = "other", keys })).List("items")[0].At("value").Latin());
        Assert.Equal("default", (await mcp.CallAsync("redis_string_get", new { connection = "default", keys })).List("items")[0].At("value").Latin());
        foreach (object arguments in (object[])[new { keys }, new { connection = "othre", keys }, new { connection = "redis://127.0.0.1:6379", keys }, new { connection = 1, keys }])
        {
            Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_string_get", arguments)).Code);
        }
        var schema = (await mcp.ToolsAsync())["redis_string_get"].InputSchema;
        Assert.Equal(["default", "other"], schema.At("properties").At("connection").List("enum").Select(e => e.GetString()));
        Assert.Contains("connection", schema.List("required").Select(r => r.GetString()));
    }

    [Fact]
    public async Task Connection_is_no_argument_when_there_is_one()
    {
        await using var mcp = await ToolHarness.StartAsync(redis);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_key_scan", new { connection = "default" })).Code);
    }

    [Fact]
    public async Task Connection_of_read_access_refuses_writes_and_sends_nothing()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { Access = "read" }], ToolHarness.Everything with { Toolsets = ["default"] });   // listing module families asks the server
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_string_set", new { items = new[] { new { key = "k", value = "v" } } })).Code);
        Assert.Equal("access_denied", (await mcp.FailAsync("redis_key_delete", new { keys = new[] { "k" } })).Code);
        Assert.Empty(await recorder.StopAsync());
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    [InlineData(2147483648)]
    [InlineData(99)]
    public async Task Database_that_is_not_open_is_invalid_argument(long database)
    {
        await using var mcp = await ToolHarness.StartAsync([redis.Options() with { Databases = [0, 2] }]);
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_string_get", new { keys = new[] { "a" }, database })).Code);
        await mcp.CallAsync("redis_string_get", new { keys = new[] { "a" }, database = 2 });
    }
}
