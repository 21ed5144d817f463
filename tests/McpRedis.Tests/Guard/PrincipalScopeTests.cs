using System.Text.Json;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Redis;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Guard;

/// <summary>S08 for callers: keys outside a caller's prefixes are not shown, by whatever is called however.</summary>
public sealed class PrincipalScopeTests
{
    // Keys and values of the sample data, which are foreign here, as far as no documentation holds them too.
    private static readonly string[] Foreign =
    [
        "clients:text", "clients:number", "clients:session", "clients:unicode", "clients:long", "clients:bytes", "clients:hash", "clients:list", "clients:set", "clients:zset",
        "clients:stream", "clients:geo", "clients:visitors", "clients:old-name", "clients:doomed", "žluťoučký", "palermo", "catania", "a key that is not text", "gone soon",
    ];

    private static readonly Principal Ada = new("ada", new Grant { KeyPrefixes = ["mine:1:", "mine:2:"] });

    [Fact]
    public async Task No_reading_tool_shows_a_foreign_key()
    {
        await using var server = await StartAsync();
        await using var listener = await server.ConnectAsync();
        await listener.SendAsync("SUBSCRIBE", "__keyspace@0__:clients:text");
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed, principal: Ada);
        var listed = await mcp.ToolsAsync();
        var seen = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var (name, arguments) in SampleCalls.All.Where(call => IsReading(call.Tool) && listed.ContainsKey(call.Tool)))
        {
            var answer = await mcp.SendAsync(name, arguments);
            AssertOwn(name + arguments, answer.Text);
            (seen.TryGetValue(name, out var codes) ? codes : seen[name] = []).Add(answer.Error?.Code ?? "ok");
        }
        Assert.True(seen.Count > 25, $"{seen.Count} tools were called");
        // Refused because of the key, and not because something else was wrong with the call.
        foreach (string tool in new[] { "redis_key_get", "redis_key_info", "redis_string_get", "redis_hash_get", "redis_list_get", "redis_set_get", "redis_zset_get", "redis_stream_range", "redis_command_run" })
        {
            Assert.Contains("key_out_of_scope", seen[tool]);
        }
    }

    [Fact]
    public async Task Own_keys_are_read_as_ever()
    {
        await using var server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed, principal: Ada);
        Assert.Equal(["mine:1:a", "mine:2:a"], (await mcp.CallAsync("redis_key_scan")).List("items").Select(item => item.At("key").At("text").GetString()).Order());
        Assert.Equal(["mine:2:a"], (await mcp.CallAsync("redis_key_scan", new { pattern = "*2:*" })).List("items").Select(item => item.At("key").At("text").GetString()));
        Assert.Equal("own", (await mcp.CallAsync("redis_string_get", new { keys = new[] { "mine:1:a", "mine:2:a" } })).List("items")[1].At("value").At("text").GetString());
        await mcp.CallAsync("redis_key_copy", new { key = "mine:1:a", newKey = "mine:2:b" });
        foreach (object call in new object[] { new { key = "mine:1:a", newKey = "mine:3:b" }, new { key = "clients:text", newKey = "mine:1:c" } })
        {
            var error = await mcp.FailAsync("redis_key_copy", call);
            Assert.Equal(("key_out_of_scope", "Keys must begin with 'mine:1:' or 'mine:2:'."), (error.Code, error.Hint));
        }
        Assert.Equal(["mine:1:", "mine:2:"], (await mcp.CallAsync("redis_connection_list")).List("items")[0].At("keyPrefixes").EnumerateArray().Select(prefix => prefix.GetString()));
    }

    // Every command that the server has, with nothing, with foreign keys and with words that many take.
    [Fact]
    public async Task No_command_that_is_let_through_shows_a_foreign_key()
    {
        await using var server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options()], ToolHarness.Unconfirmed, principal: new("ada", Ada.Grant with { Access = AccessLevel.Read }));
        string[] commands = [.. (await server.CallAsync("COMMAND", "LIST")).Texts.Select(name => name.Replace('|', ' ').ToUpperInvariant())];
        string[][] tails = [[], ["clients:text"], ["clients:list", "0", "-1"], ["0"], ["1", "clients:set", "clients:set"], ["mine:1:a", "clients:text"], ["0", "MATCH", "*", "COUNT", "1000"], ["*"]];
        int passed = 0;
        foreach (string command in commands)
        {
            foreach (string[] tail in tails)
            {
                var answer = await mcp.SendAsync("redis_command_run", new { commands = new[] { new { args = (string[])[.. command.Split(' '), .. tail] } } });
                AssertOwn(command + " " + string.Join(' ', tail), answer.Text);
                passed += answer.Error is null ? 1 : 0;
            }
        }
        Assert.True(passed > 50, $"{passed} calls were let through");
    }

    [Fact]
    public async Task Prefix_of_the_connection_holds_beside_those_of_the_caller()
    {
        await using var server = await StartAsync();
        var connection = server.Options() with { KeyPrefix = "mine:" };
        await using var mcp = await ToolHarness.StartAsync([connection], principal: new("ada", new Grant { KeyPrefixes = ["clients:", "mine:2:"] }));
        Assert.Equal("mine:2:", Assert.Single((await mcp.CallAsync("redis_connection_list")).List("items")[0].List("keyPrefixes")).GetString());
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync("redis_key_get", new { key = "clients:text" })).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync("redis_key_get", new { key = "mine:1:a" })).Code);
        Assert.Single((await mcp.CallAsync("redis_key_scan")).List("items"));

        // Wider than the connection: the connection's holds.
        await using var wide = await mcp.JoinAsync(new("eve", new Grant { KeyPrefixes = ["m", "mine:2:"] }));
        Assert.Equal(2, (await wide.CallAsync("redis_key_scan")).List("items").Length);

        // Nothing in common: no key, and it says so.
        await using var none = await mcp.JoinAsync(new("bob", new Grant { KeyPrefixes = ["clients:"] }));
        Assert.Empty((await none.CallAsync("redis_connection_list")).List("items")[0].List("keyPrefixes"));
        Assert.Equal("No key of this connection is open to this caller.", (await none.FailAsync("redis_key_scan")).Message);
        foreach (string key in new[] { "clients:text", "mine:1:a", "a" })
        {
            var error = await none.FailAsync("redis_key_get", new { key });
            Assert.Equal("key_out_of_scope", error.Code);
            Assert.Contains("None of the caller's key prefixes", error.Hint, StringComparison.Ordinal);
        }
        Assert.Equal("key_out_of_scope", (await none.FailAsync("redis_command_run", new { commands = new[] { new { args = new[] { "RANDOMKEY" } } } })).Code);
    }

    private static async Task<RedisServerProcess> StartAsync()
    {
        var server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0");
        await SampleCalls.SeedAsync(server);
        await server.CallAsync("MSET", "mine:1:a", "own", "mine:2:a", "own");
        return server;
    }

    private static bool IsReading(string tool) => ToolCatalogue.All.SingleOrDefault(t => t.Name == tool) is { } known && (known.Risk == Risk.Read || known.ByCommand);

    // PING and ECHO give back what they were given.
    private static void AssertOwn(string call, string text) =>
        Assert.True(!Foreign.Any(word => !call.Contains(word, StringComparison.Ordinal) && (text.Contains(word, StringComparison.Ordinal) || text.Contains(JsonEncodedText.Encode(word).ToString(), StringComparison.Ordinal))), $"{call}: {text}");
}
