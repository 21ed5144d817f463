using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Guard;

/// <summary>S13: every way to lose more than one thing asks first, and until then nothing is lost.</summary>
public sealed class DestructiveCallsTests
{
    [Fact]
    public async Task S13_what_destroys_is_asked_about_and_changes_nothing_before()
    {
        (string Tool, string Arguments)[] calls =
        [
            ("redis_key_delete", """{ "keys": ["text", "list"] }"""),
            ("redis_key_delete", """{ "pattern": "t*" }"""),
            ("redis_key_expire", """{ "pattern": "*", "ttlMs": 60000 }"""),
            ("redis_key_expire", """{ "keys": ["text", "list"], "ttlMs": 60000 }"""),
            ("redis_key_rename", """{ "key": "text", "newKey": "list", "replace": true }"""),
            ("redis_key_copy", """{ "key": "text", "newKey": "list", "replace": true }"""),
            ("redis_string_set", """{ "items": [{ "key": "list", "value": "x" }] }"""),
            ("redis_list_trim", """{ "key": "list", "start": 0, "end": 0 }"""),
            ("redis_list_push", """{ "key": "list", "values": ["x"], "maxLength": 1 }"""),
            ("redis_set_store", """{ "operation": "union", "keys": ["set"], "newKey": "text" }"""),
            ("redis_zset_remove", """{ "key": "zset", "range": "rank", "min": "0" }"""),
            ("redis_stream_delete", """{ "key": "stream", "maxLength": 1 }"""),
            ("redis_stream_group", """{ "key": "stream", "group": "g", "action": "destroy" }"""),
            ("redis_bit_combine", """{ "operation": "or", "keys": ["text"], "newKey": "list" }"""),
            ("redis_geo_store", """{ "key": "geo", "newKey": "text", "member": "palermo", "radiusM": 1000 }"""),
            ("redis_server_flush", """{ "target": "database" }"""),
            ("redis_server_flush", """{ "target": "all" }"""),
            ("redis_script_run", """{ "script": "return redis.call('FLUSHALL')" }"""),
            ("redis_function_call", """{ "function": "f" }"""),
            .. new[] { "\"UNLINK\", \"text\", \"list\"", "\"EXPIRE\", \"text\", \"0\"", "\"PEXPIREAT\", \"text\", \"1\"", "\"XTRIM\", \"stream\", \"MAXLEN\", \"0\"", "\"RENAME\", \"text\", \"list\"", "\"SET\", \"list\", \"x\"", "\"SORT\", \"list\", \"STORE\", \"text\"", "\"COPY\", \"text\", \"list\", \"REPLACE\"", "\"LTRIM\", \"list\", \"1\", \"0\"" }
                .SelectMany(args => new[] { "redis_command_run", "redis_transaction_run" }.Select(tool => (tool, $$"""{ "commands": [{ "args": [{{args}}] }] }"""))),
        ];
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        var before = await DatabaseDigest.OfAsync(server);
        await using var mcp = await ToolHarness.StartAsync(server);
        foreach (var (tool, arguments) in calls)
        {
            var answer = await mcp.SendAsync(tool, JsonElement.Parse(arguments));
            Assert.True(answer.Error?.Code == "confirmation_required", $"{tool} {arguments}: {answer.Error?.ToString() ?? "ran"}");
            Assert.Equal(before, await DatabaseDigest.OfAsync(server));
            Assert.Equal(-1, (await server.CallAsync("PTTL", "text")).Integer);
        }
    }

    // A moment that has passed deletes: it is refused, or asked about, and never just done.
    [Fact]
    public async Task S13_expiry_in_the_past_is_not_just_done()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await SeedAsync(server);
        await using var mcp = await ToolHarness.StartAsync(server);
        foreach (long atMs in new[] { -1L, 0, 1, 1_600_000_000_000 })
        {
            string code = (await mcp.FailAsync("redis_key_expire", new { keys = new[] { "text" }, atMs })).Code;
            Assert.True(code is "invalid_argument" or "confirmation_required", code);
        }
        Assert.Equal("v", (await server.CallAsync("GET", "text")).Text);
    }

    private static async Task SeedAsync(RedisServerProcess server)
    {
        string[] lines = ["SET text v", "RPUSH list 3 1 2", "SADD set a b", "ZADD zset 1 a 2 b", "XADD stream 1-1 f v", "XADD stream 2-1 f v", "XGROUP CREATE stream g 0", "GEOADD geo 13.361389 38.115556 palermo"];
        foreach (string line in lines)
        {
            await server.CallAsync([.. line.Split(' ')]);
        }
    }
}
