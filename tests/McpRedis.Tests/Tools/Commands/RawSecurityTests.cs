using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Redis;
using McpRedis.Tests.Guard.Commands;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Commands;

/// <summary>S02, S04, S05, S06, S08 for commands a caller names: what MONITOR and a digest have to say of it. The listeners are in <see cref="CanaryTests"/>.</summary>
public sealed class RawSecurityTests
{
    private static readonly string[] Levels = ["read", "write", "full"];

    [Fact]
    public async Task S02_what_is_not_in_the_table_never_reaches_the_server()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var call = RawCall.To(server, ToolHarness.Unconfirmed);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        string[] names = [.. CommandTable.Pinned.All.Select(e => e.Name.Split(' ')[0]).Distinct()];
        char[] odd = ['\0', '\r', '\n', ' ', '|', ';', '"', '*', '$', 'Ａ', 'ſ', '\u200b', 'é', '-', '.', '_', '0', 'a', 'Z'];
        var mangled =
            from name in Gen.Elements(names)
            from at in Gen.Choose(0, name.Length)
            from c in Gen.Elements(odd)
            select name.Insert(at, c.ToString());
        var tokens = Gen.OneOf(mangled, Gen.Elements(odd).ArrayOf().Select(c => new string(c)), Gen.Elements("\r\nFLUSHALL\r\n", " FLUSHALL", "FLUSHALL ", "CLIENT|KILL", "ＦＬＵＳＨＡＬＬ"));
        int refused = 0;
        foreach (string token in tokens.Values(10_000, 12))
        {
            refused += await call.RunAsync(Encoding.UTF8.GetBytes(token), "k"u8.ToArray(), "1"u8.ToArray()) is null ? 0 : 1;
        }
        Assert.InRange(refused, 9_000, 10_000);
        var seen = (await recorder.StopAsync()).Select(MonitorLine.Arguments).Where(a => a.Count > 0).Select(a => Encoding.UTF8.GetString(a[0])).Distinct();
        Assert.DoesNotContain(seen, name => CommandTable.Pinned.Find(name) is null);
    }

    [Fact]
    public async Task S04_nothing_changes_at_read_access_whatever_is_sent()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        await SeedAsync(raw, "");
        var before = await DatabaseDigest.OfAsync(server);
        string dirty = (await raw.InfoAsync("persistence"))["rdb_changes_since_last_save"];
        await using var call = RawCall.To(server, ToolHarness.Unconfirmed with { Access = "read" });
        string[] names = [.. CommandTable.Pinned.All.Select(e => e.Name), "NO.SUCH", "JSON.SET"];
        int ran = 0;
        // Words at random seldom make a write that a server takes, so some are.
        string[] writes =
        [
            "SORT l STORE x", "sort l ALPHA store x", "GETEX s EX 100", "getex s persist", "BITFIELD s SET u8 0 1", "BITFIELD s GET u8 0 incrby u8 0 1", "GEORADIUS z 1 1 1 km STORE x", "SET s y", "DEL s h",
            "INCR n", "HSET h field 2", "LPUSH l 4", "SPOP set", "XADD x * f v", "EXPIRE s 100", "PUBLISH c m", "CONFIG RESETSTAT", "ACL LOG RESET", "FLUSHALL", "EVAL redis.call('DEL','s') 0",
        ];
        var vectors = Gen.Frequency((9, Vectors(names, ["s", "h", "l", "set", "z", "x", "n"])), (1, Gen.Elements(writes).Select(line => line.Split(' '))));
        foreach (var vector in vectors.Values(5_000, 8))
        {
            ran += await call.RunAsync([.. vector.Select(Encoding.UTF8.GetBytes)]) is null ? 1 : 0;
        }
        Assert.InRange(ran, 100, 5_000);
        Assert.Empty(before.DifferencesTo(await DatabaseDigest.OfAsync(server)));
        Assert.Equal(dirty, (await raw.InfoAsync("persistence"))["rdb_changes_since_last_save"]);
    }

    // S05, S06: at every level and in every disguise; the server lives on, and the connection is in the same database.
    [Fact]
    public async Task S05_S06_never_at_any_level()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        await SeedAsync(raw, "");
        var before = await DatabaseDigest.OfAsync(server);
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        foreach (string level in Levels)
        {
            await using var call = RawCall.To(server, ToolHarness.Unconfirmed with { Access = level });
            Assert.Null(await call.RunAsync("PING"));
            foreach (string line in CommandRulesTests.Never)
            {
                Assert.Equal("command_not_allowed", await call.RunAsync(line));
                Assert.Equal("command_not_allowed", await call.RunAsync("redis_transaction_run", [["PING"u8.ToArray()], [.. line.Split(' ').Select(Encoding.UTF8.GetBytes)]]));
                Assert.Equal("command_not_allowed", await call.RunAsync([.. line.Split(' ').Select((w, i) => Encoding.UTF8.GetBytes(i == 0 ? w.ToLowerInvariant() : w))]));
            }
            Assert.Null(await call.RunAsync("GET s"));
        }
        Assert.True(server.IsRunning);
        Assert.Equal(before, await DatabaseDigest.OfAsync(server));
        // What the client library itself sends when it connects and when it leaves.
        string[] harmless = ["QUIT", "PING", "GET", "ECHO", "STRLEN", "COMMAND", "SCAN", "DUMP", "SELECT", "CLIENT", "HELLO", "INFO", "CONFIG", "CLUSTER", "SUBSCRIBE", "SENTINEL", "AUTH"];
        Assert.Empty((await recorder.StopAsync()).Select(MonitorLine.Arguments).Where(a => a.Count > 0).Select(a => Encoding.UTF8.GetString(a[0]).ToUpperInvariant()).Distinct().Except(harmless));
    }

    // S08
    [Fact]
    public async Task S08_no_key_outside_the_prefix_reaches_the_server()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        await SeedAsync(raw, "app:");
        await SeedAsync(raw, "sec:");
        var foreign = await DatabaseDigest.OfAsync(raw, "sec:*");
        string[] names = [.. (await raw.CallAsync("COMMAND", "LIST")).Texts.Select(n => n.ToUpperInvariant().Replace('|', ' ')).Where(n => CommandTable.Pinned.Find(n) is not null).Order(StringComparer.Ordinal)];
        await using var call = RawCall.To(server, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        await using MonitorRecorder recorder = await MonitorRecorder.StartAsync(server);
        int ran = 0;
        foreach (var vector in Vectors(names, ["app:s", "app:h", "app:l", "app:set", "app:z", "app:x", "sec:s", "sec:h", "sec:set", "sec:l"]).Values(10_000, 8))
        {
            ran += await call.RunAsync([.. vector.Select(Encoding.UTF8.GetBytes)]) is null ? 1 : 0;
        }
        Assert.InRange(ran, 100, 10_000);
        foreach (var arguments in (await recorder.StopAsync()).Select(MonitorLine.Arguments).Where(a => a.Count > 1))
        {
            var keys = await raw.SendAsync(["COMMAND", "GETKEYS", .. arguments]);
            Assert.DoesNotContain(keys.IsError ? [] : keys.Texts, key => key.StartsWith("sec:", StringComparison.Ordinal));
        }
        Assert.Equal(foreign, await DatabaseDigest.OfAsync(raw, "sec:*"));
    }

    [Fact]
    public async Task S08_ten_thousand_foreign_keys_are_not_seen()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        await raw.CallAsync(["MSET", .. Enumerable.Range(0, 10_000).SelectMany(i => new object[] { $"sec:{i}", "v" }), "app:only", "v"]);
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Unconfirmed with { KeyPrefix = "app:" });
        object Line(params string[] args) => new { commands = new[] { new { args } } };
        var seen = new List<string>();
        string cursor = "0";
        do
        {
            var page = (await mcp.CallAsync("redis_command_run", Line("SCAN", cursor, "COUNT", "400"))).List("results")[0].At("result");
            cursor = page[0].GetString()!;
            seen.AddRange(page[1].EnumerateArray().Select(k => k.GetString()!));
        }
        while (cursor != "0");
        Assert.Equal(["app:only"], seen);
        for (int i = 0; i < 50; i++)
        {
            string? key = (await mcp.CallAsync("redis_command_run", Line("RANDOMKEY"))).List("results")[0].At("result").GetString();
            Assert.True(key is null or "app:only", key);
        }
        var pages = await mcp.PagesAsync("redis_key_scan", new() { ["limit"] = 500 });
        Assert.Equal(["app:only"], pages.SelectMany(p => p.List("items")).Select(k => k.At("key").Latin()));
        Assert.Empty((await mcp.CallAsync("redis_key_scan", new { pattern = "sec:*" })).List("items"));
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync("redis_command_run", Line("SORT", "app:only", "BY", "sec:*"))).Code);
        Assert.Equal("key_out_of_scope", (await mcp.FailAsync("redis_command_run", Line("SORT", "app:only", "BY", "nosort", "GET", "sec:*", "STORE", "app:stored"))).Code);
        Assert.Equal("command_not_allowed", (await mcp.FailAsync("redis_command_run", Line("SORT", "app:only", "BY", "nosort", "GET", "sec:*"))).Code);
    }

    // A command and words that mean something to some command.
    private static Gen<string[]> Vectors(string[] names, string[] keys)
    {
        string[] words =
        [
            "", "0", "1", "2", "-1", "$", "*", "-", "+", "STREAMS", "STORE", "STOREDIST", "BY", "GET", "LIMIT", "KEYS", "COUNT", "BLOCK", "GROUP", "LEFT", "MIN", "EX", "PX", "PERSIST", "NX", "XX",
            "#", "nosort", "km", "WEIGHTS", "store", "SET", "INCRBY", "u8", "FIELDS", "REPLACE", "BYSCORE", "WITHSCORES", "field", "1.5", "inf", "RESET",
        ];
        return from name in Gen.Elements(names)
               from arguments in Gen.Frequency((2, Gen.Elements(keys)), (3, Gen.Elements(words))).ArrayOf()
               select (string[])[.. name.Split(' '), .. arguments];
    }

    private static async Task SeedAsync(RawRedis raw, string prefix)
    {
        await raw.CallAsync("MSET", prefix + "s", "text", prefix + "n", "41");
        await raw.CallAsync("HSET", prefix + "h", "field", "1");
        await raw.CallAsync("RPUSH", prefix + "l", "1", "2", "3");
        await raw.CallAsync("SADD", prefix + "set", "1", "2");
        // A long member: SORT turns a compact sorted set into the other encoding, which is no change of data and yet one of DUMP.
        await raw.CallAsync("ZADD", prefix + "z", 1, "a", 2, new string('b', 100));
        await raw.CallAsync("XADD", prefix + "x", "1-1", "field", "v");
    }
}
