using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Json;

public sealed class JsonSetToolTests(RedisFixture redis)
{
    private const string Tool = "redis_json_set";

    [Fact]
    public async Task JsonSet_one_and_several_in_a_transaction()
    {
        string key = RedisFixture.Prefix();
        await using var replay = new ReplayServer(redis).Answer($"JSON.SET {key} $ {{\"a\":1}}", "OK").Answer($"JSON.SET {key}2 $ [] NX", null).Answer($"JSON.SET {key} $.a 2 NX", "OK");
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        Assert.Equal(1, (await mcp.CallAsync(Tool, new { items = new[] { new { key, value = "{\"a\":1}" } } })).At("applied").GetInt64());
        var both = new object[] { new { key = key + "2", value = "[]" }, new { key = key + "2", value = "2", path = "$.a" } };
        replay.Answer($"JSON.SET {key}2 $.a 2 NX", "OK");
        var reply = await mcp.CallAsync(Tool, new { items = both, condition = "ifAbsent" });
        Assert.Equal([false, true], reply.List("items").Select(i => i.GetBoolean()));
    }

    [Fact]
    public async Task JsonSet_mistakes_send_nothing()
    {
        string list = RedisFixture.Prefix();
        await redis.CallAsync("RPUSH", list, "a");
        await using var replay = new ReplayServer(redis);
        await using var mcp = await ToolHarness.StartAsync([replay.Options]);
        foreach (string wrong in (string[])["", "{", "text", "{'a':1}", "[1,]"])
        {
            var error = await mcp.FailAsync(Tool, new { items = new[] { new { key = "a", value = "1" }, new { key = "b", value = wrong } } });
            Assert.Equal("invalid_argument", error.Code);
            Assert.StartsWith("items[1].value", error.Message, StringComparison.Ordinal);
        }
        Assert.Equal("wrong_type", (await mcp.FailAsync(Tool, new { items = new[] { new { key = list + "new", value = "1" }, new { key = list, value = "1" } } })).Code);
        Assert.Empty(replay.Seen);
    }

    [Fact]
    public async Task JsonSet_without_the_module_is_unsupported_and_names_it()
    {
        await using var mcp = await ToolHarness.StartAsync(redis, ToolHarness.Unconfirmed);
        var error = await mcp.FailAsync(Tool, new { items = new[] { new { key = mcp.Prefix, value = "1" } } });
        Assert.Equal("unsupported_by_server", error.Code);
        Assert.Contains("module (json)", error.Hint, StringComparison.Ordinal);
    }
}
