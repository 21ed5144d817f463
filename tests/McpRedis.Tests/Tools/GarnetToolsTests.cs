using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>The fallback of --embedded where there is no Redis: strings, keys and the server tools work, what it lacks has a name.</summary>
public sealed class GarnetToolsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Garnet_strings_and_keys_work()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "a", value = "1" }, new { key = "b", value = "" } } });
        var items = (await mcp.CallAsync("redis_string_get", new { keys = new[] { "a", "b", "none" } })).List("items");
        Assert.Equal("1", items[0].At("value").Latin());
        Assert.Empty(items[1].At("value").Bytes());
        Assert.True(items[2].IsNull("value"));
        Assert.Equal("3", (await mcp.CallAsync("redis_string_increment", new { key = "a", by = 2 })).At("value").GetString());
        Assert.Equal("3", (await mcp.CallAsync("redis_key_get", new { key = "a" })).At("value").Latin());
        Assert.Equal(["a", "b"], (await mcp.PagesAsync("redis_key_scan", [])).SelectMany(p => p.List("items")).Select(i => i.At("key").Latin()).Order(StringComparer.Ordinal));
        Assert.Equal("string", (await mcp.CallAsync("redis_key_info", new { keys = new[] { "a" } })).List("items")[0].At("type").GetString());
        Assert.Equal(1, (await mcp.CallAsync("redis_key_expire", new { keys = new[] { "a" }, ttlMs = 60_000 })).At("changed").GetInt64());
        await mcp.CallAsync("redis_key_rename", new { key = "a", newKey = "c" });
        Assert.Equal(1, (await mcp.CallAsync("redis_key_delete", new { keys = new[] { "c" } })).At("changed").GetInt64());
        Assert.Equal("unsupported_by_server", (await mcp.FailAsync("redis_key_copy", new { key = "b", newKey = "d" })).Code);
    }

    [Fact]
    public async Task Garnet_pattern_is_previewed_and_deleted()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "cart:1", value = "v" } }, ttlMs = 600_000 });
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "cart:2", value = "v" } } });
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "other", value = "v" } } });
        var asked = await mcp.FailAsync("redis_key_delete", new { pattern = "cart:*" });
        Assert.Equal((2, 1), (asked.Preview!.Value.At("keys").GetInt64(), asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        Assert.Equal(2, (await mcp.CallAsync("redis_key_delete", new { pattern = "cart:*", confirmToken = asked.ConfirmToken })).At("changed").GetInt64());
        Assert.Equal("other", Assert.Single((await mcp.CallAsync("redis_key_scan")).List("items")).At("key").Latin());
    }

    [Fact]
    public async Task Garnet_sets_work()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        Assert.Equal(3, (await mcp.CallAsync("redis_set_add", new { key = "a", members = new[] { "1", "2", "" }, ttlMs = 100_000_000_000_000 })).At("added").GetInt64());
        Assert.Equal(2, (await mcp.CallAsync("redis_set_add", new { key = "b", members = new[] { "2", "3" } })).At("total").GetInt64());
        Assert.Equal(["", "1", "2"], (await mcp.PagesAsync("redis_set_get", new() { ["key"] = "a", ["limit"] = 2 })).SelectMany(p => p.List("members")).Select(m => m.Latin()).Order(StringComparer.Ordinal));
        Assert.Equal("1", (await mcp.CallAsync("redis_set_get", new { key = "a", pattern = "1*" })).List("members")[0].Latin());
        Assert.Equal(2, (await mcp.CallAsync("redis_set_get", new { key = "b", random = 5 })).List("members").Length);
        // Reading in pages needs SMISMEMBER, which a server has or names.
        var tested = await mcp.SendAsync("redis_set_get", new { key = "a", members = new[] { "1", "x" } });
        Assert.True(tested.Error?.Code == "unsupported_by_server" || tested.Reply.List("membership").Select(m => m.At("isMember").GetBoolean()).SequenceEqual([true, false]), $"{tested.Error}");
        var combined = await mcp.SendAsync("redis_set_combine", new { operation = "intersection", keys = new[] { "a", "b" } });
        Assert.True(combined.Error?.Code == "unsupported_by_server" || combined.Reply.List("members")[0].Latin() == "2", $"{combined.Error}");
        var counted = await mcp.SendAsync("redis_set_combine", new { operation = "intersection", keys = new[] { "a", "b" }, countOnly = true });
        Assert.True(counted.Error?.Code == "unsupported_by_server" || counted.Reply.At("total").GetInt64() == 1, $"{counted.Error}");
        Assert.Equal(4, (await mcp.CallAsync("redis_set_store", new { operation = "union", keys = new[] { "a", "b" }, newKey = "c" })).At("total").GetInt64());
        Assert.Equal(1, (await mcp.CallAsync("redis_set_remove", new { key = "c", members = new[] { "1", "x" } })).At("removed").GetInt64());
        var taken = await mcp.CallAsync("redis_set_remove", new { key = "c", random = 10 });
        Assert.Equal((3, true), (taken.List("members").Length, taken.At("keyRemoved").GetBoolean()));
    }

    [Fact]
    public async Task Garnet_sorted_sets_work()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options], ToolHarness.Unconfirmed);
        object[] items = [new { member = "a", score = 1 }, new { member = "b", score = 2.5 }, new { member = "c", score = "inf" }];
        Assert.Equal(3, (await mcp.CallAsync("redis_zset_add", new { key = "z", items, ttlMs = 1_000_000 })).At("added").GetInt64());
        Assert.Equal("a b c", await MembersAsync(new { key = "z" }));
        Assert.Equal("c b", await MembersAsync(new { key = "z", range = "rank", reverse = true, max = "1" }));
        Assert.Equal("b c", await MembersAsync(new { key = "z", range = "score", min = "(1", max = "inf" }));
        Assert.Equal("b a", await MembersAsync(new { key = "z", range = "score", min = "-inf", max = "(100", reverse = true }));
        Assert.Equal("a b c", await MembersAsync(new { key = "z", members = new[] { "a", "b", "c" } }));
        Assert.Equal(3.5, (await mcp.CallAsync("redis_zset_increment", new { key = "z", member = "b" })).At("score").GetDouble());
        Assert.Equal("a", (await mcp.CallAsync("redis_zset_remove", new { key = "z", pop = "min" })).List("items")[0].At("member").Latin());
        Assert.Equal(1, (await mcp.CallAsync("redis_zset_remove", new { key = "z", range = "score", max = "4" })).At("removed").GetInt64());
        Assert.True((await mcp.CallAsync("redis_zset_remove", new { key = "z", members = new[] { "c" } })).At("keyRemoved").GetBoolean());

        async Task<string> MembersAsync(object arguments) =>
            string.Join(' ', (await mcp.CallAsync("redis_zset_get", arguments)).List("items").Select(i => i.At("member").Latin()));
    }

    [Fact]
    public async Task Garnet_hashes_and_lists_work()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options], ToolHarness.Unconfirmed);
        var set = await mcp.CallAsync("redis_hash_set", new { key = "h", items = new[] { new { field = "a", value = "1" }, new { field = "b", value = "" } }, ttlMs = 600_000 });
        Assert.Equal(2, set.At("created").GetInt64());
        Assert.False((await mcp.CallAsync("redis_hash_set", new { key = "h", items = new[] { new { field = "a", value = "2" } }, condition = "ifAbsent" })).At("applied").GetBoolean());
        Assert.Equal("42", (await mcp.CallAsync("redis_hash_increment", new { key = "h", field = "a", by = 41 })).At("value").GetString());
        Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_hash_increment", new { key = "h", field = "b" })).Code);
        var named = (await mcp.CallAsync("redis_hash_get", new { key = "h", fields = new[] { "b", "none", "a" } })).List("items");
        Assert.Empty(named[0].At("value").Bytes());
        Assert.True(named[1].IsNull("value"));
        Assert.Equal("a", Assert.Single((await mcp.CallAsync("redis_hash_get", new { key = "h", pattern = "a*" })).List("items")).At("field").Latin());
        Assert.True((await mcp.CallAsync("redis_hash_remove", new { key = "h", fields = new[] { "a", "b" } })).At("keyRemoved").GetBoolean());
        await mcp.CallAsync("redis_list_push", new { key = "l", values = new[] { "a", "b", "c", "c" }, ttlMs = 600_000 });
        await mcp.CallAsync("redis_list_push", new { key = "l", values = new[] { "x" }, before = "b" });
        Assert.Equal("axbcc", string.Concat((await mcp.CallAsync("redis_list_get", new { key = "l" })).List("elements").Select(e => e.Latin())));
        Assert.Equal(2, (await mcp.CallAsync("redis_list_remove", new { key = "l", value = "c" })).At("removed").GetInt64());
        Assert.Equal("ax", string.Concat((await mcp.CallAsync("redis_list_pop", new { keys = new[] { "none", "l" }, count = 2 })).List("elements").Select(e => e.Latin())));
        Assert.Equal("b", (await mcp.CallAsync("redis_list_pop", new { keys = new[] { "l" }, toKey = "to" })).List("elements")[0].Latin());
        Assert.True((await mcp.CallAsync("redis_list_trim", new { key = "to", start = 1, end = 1 })).At("keyRemoved").GetBoolean());
    }

    [Theory]
    [InlineData("redis_hash_set", """{"key":"h","items":[{"field":"a","value":"1"},{"field":"b","value":"2"}],"condition":"ifAbsent"}""")]
    [InlineData("redis_hash_set", """{"key":"h","items":[{"field":"a","value":"1"}],"fieldTtlMs":600000}""")]
    [InlineData("redis_hash_get", """{"key":"seed","fieldTtls":true}""")]
    [InlineData("redis_list_get", """{"key":"list","value":"a"}""")]
    [InlineData("redis_bit_set", """{"key":"bits","items":[{"offset":7,"value":1},{"offset":8,"type":"u8","by":300}],"overflow":"saturate"}""")]
    [InlineData("redis_bit_get", """{"key":"bits","items":[{"offset":7},{"offset":0,"type":"i16"}]}""")]
    [InlineData("redis_bit_count", """{"keys":["bits","none"],"start":0,"unit":"bit"}""")]
    [InlineData("redis_bit_combine", """{"operation":"or","keys":["bits","bits2"],"newKey":"bits3"}""")]
    [InlineData("redis_bit_combine", """{"operation":"diff","keys":["bits","bits2"],"newKey":"bits3"}""")]
    [InlineData("redis_geo_add", """{"key":"geo","items":[{"member":"rome","longitude":12.496366,"latitude":41.902782}]}""")]
    [InlineData("redis_geo_get", """{"key":"geo","members":["rome","none"]}""")]
    [InlineData("redis_geo_search", """{"key":"geo","longitude":12.5,"latitude":41.9,"radiusM":2000}""")]
    [InlineData("redis_geo_store", """{"key":"geo","newKey":"geo2","longitude":12.5,"latitude":41.9,"widthM":2000,"heightM":2000}""")]
    [InlineData("redis_hyperloglog_add", """{"key":"h","members":["a","b"]}""")]
    [InlineData("redis_hyperloglog_count", """{"keys":["h","none"]}""")]
    [InlineData("redis_hyperloglog_merge", """{"key":"h2","keys":["h"]}""")]
    [InlineData("redis_vector_add", """{"key":"v","items":[{"member":"a","vector":[1,2]},{"member":"b","vector":[1,2]}]}""")]
    [InlineData("redis_json_get", """{"keys":["list"]}""")]
    [InlineData("redis_search_query", """{"index":"i","query":"*"}""")]
    [InlineData("redis_timeseries_range", """{"key":"t"}""")]
    public async Task Garnet_does_it_or_says_that_it_cannot(string tool, string arguments)
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        await mcp.CallAsync("redis_hash_set", new { key = "seed", items = new[] { new { field = "a", value = "1" } } });
        await mcp.CallAsync("redis_list_push", new { key = "list", values = new[] { "a" } });
        var answer = await mcp.SendAsync(tool, System.Text.Json.JsonDocument.Parse(arguments).RootElement);
        TestContext.Current.SendDiagnosticMessage($"{tool} {arguments}: {answer.Error?.Code ?? answer.Text}");
        Assert.True(answer.Error is null or { Code: "unsupported_by_server" }, $"{answer.Error}");
    }

    [Fact]
    public async Task Garnet_server_tools_answer()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        Assert.NotEmpty((await mcp.CallAsync("redis_server_info")).List("nodes")[0].At("sections").EnumerateObject());
        await mcp.CallAsync("redis_config_get");
        await mcp.CallAsync("redis_slowlog_get");
    }

    [Fact]
    public async Task Garnet_admin_tools_do_it_or_say_that_they_cannot()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options with { Name = "a" }, server.Options with { Name = "b" }], ToolHarness.Unconfirmed);
        await mcp.CallAsync("redis_string_set", new { connection = "a", items = new[] { new { key = "k", value = "1" } } });
        Assert.Equal("master", (await mcp.CallAsync("redis_replication_info", new { connection = "a" })).List("items")[0].At("role").GetString());
        foreach (object arguments in (object[])[new { connection = "a", kind = "snapshot" }, new { connection = "a", kind = "aofRewrite" }])
        {
            var saved = await mcp.SendAsync("redis_persistence_save", arguments);
            Assert.True(saved.Error is { Code: "unsupported_by_server" or "redis_misconf" } || saved.Reply.List("items")[0].At("state").GetString() is "started" or "saved", $"{saved.Error} {saved.Text}");
        }
        Assert.Contains((await mcp.FailAsync("redis_replication_set", new { connection = "a", source = "b" })).Code, (string[])["invalid_argument", "unsupported_by_server"]);
        Assert.False((await mcp.CallAsync("redis_replication_set", new { connection = "a", promote = true })).At("changed").GetBoolean());
        Assert.Equal("unsupported_by_server", (await mcp.FailAsync("redis_config_set", new { connection = "a", items = new[] { new { name = "maxmemory-samples", value = "7" } } })).Code);
        foreach (string tool in (string[])["redis_config_rewrite", "redis_config_reset"])
        {
            var answer = await mcp.SendAsync(tool, new { connection = "a" });
            Assert.True(answer.Error is null or { Code: "unsupported_by_server" or "conflict" }, $"{tool}: {answer.Error}");
        }
        Assert.Equal("1", (await mcp.CallAsync("redis_key_get", new { connection = "a", key = "k" })).At("value").Latin());
    }

    [Fact]
    public async Task Garnet_is_flushed_when_the_target_is_typed_back()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options]);
        foreach (var (target, typed) in ((string, string)[])[("database", "0"), ("all", "all")])
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "k", value = "1" } } });
            string token = (await mcp.FailAsync("redis_server_flush", new { target })).ConfirmToken!;
            Assert.Equal("confirmation_invalid", (await mcp.FailAsync("redis_server_flush", new { target, confirmToken = token, confirmTarget = "1" })).Code);
            Assert.Single((await mcp.CallAsync("redis_key_scan")).List("items"));
            token = (await mcp.FailAsync("redis_server_flush", new { target })).ConfirmToken!;
            await mcp.CallAsync("redis_server_flush", new { target, confirmToken = token, confirmTarget = typed });
            // Asynchronous is meant literally here: it answers first and empties then.
            await TestTimeout.UntilAsync("nothing is left", async () => (await mcp.CallAsync("redis_key_scan")).List("items").Length == 0);
        }
    }

    [Fact]
    public async Task Garnet_reads_stay_open_at_read_access_after_its_commands_were_compared()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options with { Access = "read" }]);
        for (int i = 0; i < 50; i++)
        {
            await mcp.CallAsync("redis_string_get", new { keys = new[] { "a" } });
            await mcp.CallAsync("redis_key_info", new { keys = new[] { "a" } });
        }
    }

    [Fact]
    public async Task Garnet_keys_are_resources_and_it_is_said_that_nobody_tells_of_changes()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options], era: ToolHarness.Handshake);
        await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = "a:1", value = "one" } } });
        const string Uri = "redis://default/0/keys/a%3A1";
        var read = await mcp.Client.ReadResourceAsync(Uri, cancellationToken: TestTimeout.Token());
        Assert.Contains("\"one\"", Assert.IsType<ModelContextProtocol.Protocol.TextResourceContents>(read.Contents[0]).Text, StringComparison.Ordinal);
        var template = new ModelContextProtocol.Protocol.ResourceTemplateReference { Uri = "redis://{connection}/{database}/keys/{key}" };
        Assert.Equal(["a:1"], (await mcp.Client.CompleteAsync(template, "key", "a", cancellationToken: TestTimeout.Token())).Completion.Values);
        Assert.Equal(["0"], (await mcp.Client.CompleteAsync(template, "database", "", cancellationToken: TestTimeout.Token())).Completion.Values);
        var refused = await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(() => mcp.Client.SubscribeToResourceAsync(Uri, cancellationToken: TestTimeout.Token()));
        Assert.Contains("unsupported_by_server: This server has no keyspace notifications", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("CONFIG SET", refused.Message, StringComparison.Ordinal);
    }

    // A search path with dotnet and nothing else, so that no redis-server comes first.
    [Fact]
    public async Task Garnet_transactions_run_and_scripts_are_named_as_missing()
    {
        await using EmbeddedServer server = await StartAsync();
        await using var mcp = await ToolHarness.StartAsync([server.Options], ToolHarness.Unconfirmed);
        object Lines(string condition, params string[][] commands) => new { commands = commands.Select(args => new { args }), conditions = new[] { new { key = "c", @is = condition } } };
        var reply = await mcp.CallAsync("redis_transaction_run", Lines("absent", ["SET", "n", "1"], ["INCR", "n"], ["LPUSH", "n", "x"]));
        Assert.Equal(("committed", 1), (reply.At("outcome").GetString(), reply.At("failed").GetInt32()));
        Assert.Equal("wrong_type", reply.List("results")[2].At("error").At("code").GetString());
        reply = await mcp.CallAsync("redis_transaction_run", Lines("exists", ["INCR", "n"]));
        Assert.Equal("aborted", reply.At("outcome").GetString());
        Assert.Equal([0], reply.List("unmet").Select(u => u.GetInt32()));
        reply = await mcp.CallAsync("redis_transaction_run", Lines("absent", ["INCR", "n"], ["INCR"]));
        Assert.Equal("rejected", reply.At("outcome").GetString());
        Assert.Equal("2", (await mcp.CallAsync("redis_key_get", new { key = "n" })).At("value").Latin());
        var script = await mcp.SendAsync("redis_script_run", new { script = "return 1" });
        Assert.True(script.Error?.Code == "unsupported_by_server" || script.Reply.At("result").GetInt64() == 1, $"{script.Error}");
        Assert.Equal("unsupported_by_server", (await mcp.FailAsync("redis_function_call", new { function = "f" })).Code);
        var run = await mcp.CallAsync("redis_command_run", new { commands = new[] { new { args = new[] { "GET", "n" } }, new { args = new[] { "INCR", "n" } } } });
        Assert.Equal(["\"2\"", "3"], run.List("results").Select(r => r.At("result").GetRawText()));
    }

    private Task<EmbeddedServer> StartAsync() => GarnetServer.StartAsync(_folder);
}
