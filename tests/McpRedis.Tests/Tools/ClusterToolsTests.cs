using System.Globalization;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools;

/// <summary>Every tool against three masters. Keys k0 … k29 lie in many slots; {t}… in one.</summary>
public sealed class ClusterToolsTests(ClusterFixture clusters)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cluster_keys_of_all_masters_are_written_read_and_scanned_once(bool declared)
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster, declared ? ConnectionKind.Cluster : ConnectionKind.Server);
        string[] keys = [.. Enumerable.Range(0, 30).Select(i => $"{mcp.Prefix}{i}").Order(StringComparer.Ordinal)];
        foreach (string key in keys)
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = key } }, ttlMs = 600_000 });
        }
        var pages = await mcp.PagesAsync("redis_key_scan", new() { ["pattern"] = mcp.Prefix + "*", ["limit"] = 7, ["details"] = true });
        Assert.Equal(keys, pages.SelectMany(p => p.List("items")).Select(i => i.At("key").Latin()).Order(StringComparer.Ordinal));
        Assert.All(pages, p => Assert.Equal(3, p.At("nodes").GetInt32()));
        var items = (await mcp.CallAsync("redis_string_get", new { keys })).List("items");
        Assert.Equal(keys, items.Select(i => i.At("value").Latin()));
        Assert.All((await mcp.CallAsync("redis_key_info", new { keys })).List("items"), i => Assert.Equal("string", i.At("type").GetString()));
    }

    [Fact]
    public async Task Cluster_one_key_tools_work_on_every_slot()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster);
        for (int i = 0; i < 12; i++)
        {
            string key = $"{mcp.Prefix}{i}", copy = $"{{{key}}}copy";
            string[] keys = [key];
            Assert.Equal("5", (await mcp.CallAsync("redis_string_increment", new { key, by = 5 })).At("value").GetString());
            Assert.Equal(1, (await mcp.CallAsync("redis_key_expire", new { keys, ttlMs = 600_000 })).At("changed").GetInt64());
            await mcp.CallAsync("redis_key_copy", new { key, newKey = copy });
            await mcp.CallAsync("redis_key_rename", new { key = copy, newKey = copy + "2" });
            Assert.Equal("5", (await mcp.CallAsync("redis_key_get", new { key = copy + "2" })).At("value").Latin());
            Assert.Equal(1, (await mcp.CallAsync("redis_key_delete", new { keys })).At("changed").GetInt64());
            Assert.Equal("key_not_found", (await mcp.FailAsync("redis_key_get", new { key })).Code);
        }
    }

    [Fact]
    public async Task Cluster_calls_over_two_slots_are_cross_slot_and_write_nothing()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster);
        (string a, string b) = await TwoSlotsAsync(cluster, mcp.Prefix);
        var items = new[] { new { key = a, value = "v" }, new { key = b, value = "v" } };
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_string_set", new { items })).Code);
        Assert.All((await mcp.CallAsync("redis_string_get", new { keys = new[] { a, b } })).List("items"), i => Assert.True(i.IsNull("value")));
        await mcp.CallAsync("redis_string_set", new { items = items[..1] });
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_key_rename", new { key = a, newKey = b })).Code);
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_key_copy", new { key = a, newKey = b })).Code);
        var together = new[] { new { key = $"{{{a}}}1", value = "v" }, new { key = $"{{{a}}}2", value = "v" } };
        Assert.Equal(2, (await mcp.CallAsync("redis_string_set", new { items = together })).At("applied").GetInt64());
        Assert.Equal(0, (await mcp.CallAsync("redis_string_set", new { items = together, condition = "ifAbsent" })).At("applied").GetInt64());
        var apart = new[] { new { key = a, value = "v" }, new { key = b, value = "v" } };
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_string_set", new { items = apart, condition = "ifExists" })).Code);
    }

    [Fact]
    public async Task Cluster_sets_and_sorted_sets_work_on_every_slot_and_sets_combine_over_slots()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster, options: ToolHarness.Unconfirmed);
        (string a, string b) = await TwoSlotsAsync(cluster, mcp.Prefix);
        foreach (string key in (string[])[a, b])
        {
            await mcp.CallAsync("redis_set_add", new { key, members = new[] { "both", key }, ttlMs = 600_000 });
            await mcp.CallAsync("redis_zset_add", new { key = key + "z", items = new[] { new { member = "m", score = 1 } }, ttlMs = 600_000 });
            Assert.Equal(2, (await mcp.CallAsync("redis_zset_increment", new { key = key + "z", member = "m" })).At("score").GetDouble());
            Assert.Equal(1, (await mcp.CallAsync("redis_zset_remove", new { key = key + "z", range = "score", min = "2" })).At("removed").GetInt64());
        }
        string[] keys = [a, b];
        var members = (await mcp.CallAsync("redis_set_combine", new { operation = "union", keys })).List("members").Select(m => m.Latin());
        Assert.Equal(((string[])["both", a, b]).Order(StringComparer.Ordinal), members.Order(StringComparer.Ordinal));
        Assert.Equal("both", Assert.Single((await mcp.CallAsync("redis_set_combine", new { operation = "intersection", keys })).List("members")).Latin());
        Assert.Equal(1, (await mcp.CallAsync("redis_set_combine", new { operation = "intersection", keys, countOnly = true })).At("total").GetInt64());
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_set_store", new { operation = "union", keys, newKey = a })).Code);
        Assert.Equal(2, (await mcp.CallAsync("redis_set_get", new { key = a })).At("total").GetInt64());
        Assert.Equal(2, (await mcp.CallAsync("redis_set_store", new { operation = "union", keys = new[] { a }, newKey = $"{{{a}}}copy" })).At("total").GetInt64());
        Assert.True((await mcp.CallAsync("redis_set_remove", new { key = b, random = 5 })).At("keyRemoved").GetBoolean());
    }

    [Fact]
    public async Task Cluster_hashes_and_lists_work_on_every_slot_and_name_two_slots()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster, options: ToolHarness.Unconfirmed);
        for (int i = 0; i < 12; i++)
        {
            string key = $"{mcp.Prefix}{i}", list = key + "list";
            await mcp.CallAsync("redis_hash_set", new { key, items = new[] { new { field = "a", value = "1" }, new { field = "b", value = "" } }, ttlMs = 600_000 });
            Assert.Equal("6", (await mcp.CallAsync("redis_hash_increment", new { key, field = "a", by = 5 })).At("value").GetString());
            Assert.Equal("6", (await mcp.CallAsync("redis_hash_get", new { key, fields = new[] { "a" } })).List("items")[0].At("value").Latin());
            Assert.True((await mcp.CallAsync("redis_hash_remove", new { key, fields = new[] { "a", "b" } })).At("keyRemoved").GetBoolean());
            await mcp.CallAsync("redis_list_push", new { key = list, values = new[] { "a", "b", "c", "c" }, ttlMs = 600_000 });
            Assert.Equal(2, (await mcp.CallAsync("redis_list_push", new { key = list, values = new[] { "d" }, maxLength = 3 })).At("removed").GetInt64());
            Assert.Equal(2, (await mcp.CallAsync("redis_list_get", new { key = list, value = "d" })).List("indexes")[0].GetInt64());
            Assert.Equal(1, (await mcp.CallAsync("redis_list_trim", new { key = list, start = 0, end = 1 })).At("removed").GetInt64());
            Assert.Equal(2, (await mcp.CallAsync("redis_list_remove", new { key = list, value = "c" })).At("removed").GetInt64());
        }
        (string a, string b) = await TwoSlotsAsync(cluster, mcp.Prefix + "two");
        await mcp.CallAsync("redis_list_push", new { key = a, values = new[] { "1", "2" } });
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_list_pop", new { keys = new[] { b, a } })).Code);
        Assert.Equal("cross_slot", (await mcp.FailAsync("redis_list_pop", new { keys = new[] { a }, toKey = b })).Code);
        Assert.Equal(2, (await mcp.CallAsync("redis_list_get", new { key = a })).At("total").GetInt64());
        Assert.Equal("1", (await mcp.CallAsync("redis_list_pop", new { keys = new[] { $"{{{a}}}none", a } })).List("elements")[0].Latin());
        await mcp.CallAsync("redis_list_pop", new { keys = new[] { a }, toKey = $"{{{a}}}to" });
        Assert.Equal("2", (await mcp.CallAsync("redis_list_pop", new { keys = new[] { $"{{{a}}}to" } })).List("elements")[0].Latin());
    }

    [Fact]
    public async Task Cluster_unconfirmed_lists_and_patterns_reach_all_masters()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster, options: ToolHarness.Unconfirmed);
        string[] keys = [.. Enumerable.Range(0, 12).Select(i => $"{mcp.Prefix}{i}")];
        foreach (string key in keys)
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key, value = "v" } } });
        }
        Assert.Equal(4, (await mcp.CallAsync("redis_key_delete", new { keys = keys[..4] })).At("changed").GetInt64());
        long deleted = 0;
        string? cursor = null;
        do
        {
            var page = await mcp.CallAsync("redis_key_delete", new { pattern = mcp.Prefix + "*", cursor });
            (deleted, cursor) = (deleted + page.At("changed").GetInt64(), page.At("cursor").GetString());
        }
        while (cursor is not null);
        Assert.Equal(8, deleted);
    }

    [Fact]
    public async Task Cluster_pattern_is_previewed_and_deleted_over_all_masters()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster);
        for (int i = 0; i < 12; i++)
        {
            await mcp.CallAsync("redis_string_set", new { items = new[] { new { key = $"{mcp.Prefix}{i}", value = "v" } } });
        }
        var asked = await mcp.FailAsync("redis_key_delete", new { pattern = mcp.Prefix + "*" });
        Assert.Equal((12, 12), (asked.Preview!.Value.At("keys").GetInt64(), asked.Preview!.Value.At("withoutExpiry").GetInt64()));
        Assert.Equal(12, (await mcp.CallAsync("redis_key_delete", new { pattern = mcp.Prefix + "*", confirmToken = asked.ConfirmToken })).At("changed").GetInt64());
        Assert.Empty((await mcp.PagesAsync("redis_key_scan", new() { ["pattern"] = mcp.Prefix + "*" })).SelectMany(p => p.List("items")));
    }

    [Fact]
    public async Task Cluster_has_no_other_database()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        foreach (ConnectionKind kind in (ConnectionKind[])[ConnectionKind.Server, ConnectionKind.Cluster])
        {
            await using var mcp = await StartAsync(cluster, kind);
            Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_key_get", new { key = "a", database = 1 })).Code);
            Assert.Equal("invalid_argument", (await mcp.FailAsync("redis_key_scan", new { database = 1 })).Code);
        }
    }

    [Fact]
    public async Task Cluster_server_tools_cover_every_node()
    {
        RedisCluster cluster = await clusters.ClusterAsync();
        await using var mcp = await StartAsync(cluster);
        var nodes = (await mcp.CallAsync("redis_server_info")).List("nodes");
        Assert.Equal(cluster.Nodes.Count, nodes.Length);
        Assert.Equal(3, nodes.Count(n => n.At("node").GetString()!.EndsWith("(master)", StringComparison.Ordinal)));
        Assert.All(nodes, n => Assert.True(n.IsNull("error")));
        Assert.Empty((await mcp.CallAsync("redis_slowlog_get")).List("failed"));
        Assert.Equal("yes", (await mcp.CallAsync("redis_config_get", new { names = new[] { "cluster-enabled" } })).At("settings").At("cluster-enabled").GetString());
    }

    [Fact]
    public async Task Cluster_without_one_master_names_it_and_never_passes_for_whole()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3);
        await using var mcp = await StartAsync(cluster);
        await mcp.CallAsync("redis_server_info");
        await mcp.CallAsync("redis_key_scan");
        await cluster.Masters[1].KillAsync();
        var nodes = await TestTimeout.FirstAsync("the dead node is named", async () =>
        {
            var reply = await mcp.CallAsync("redis_server_info");
            return reply.At("failed").GetInt32() == 1 ? reply.List("nodes") : null;
        });
        Assert.Equal(3, nodes.Length);
        Assert.Equal(2, nodes.Count(n => n.IsNull("error")));
        Assert.Single((await mcp.CallAsync("redis_slowlog_get")).List("failed"));
        Assert.Equal("cluster_down", await ScanEndAsync(mcp));
    }

    private static async Task<string> ScanEndAsync(ToolHarness mcp)
    {
        string? cursor = null;
        do
        {
            var answer = await mcp.SendAsync("redis_key_scan", new { cursor });
            if (answer.Error is { } error)
            {
                return error.Code;
            }
            cursor = answer.Reply.At("cursor").GetString();
        }
        while (cursor is not null);
        return "complete";
    }

    private static async Task<(string, string)> TwoSlotsAsync(RedisCluster cluster, string prefix)
    {
        var slots = new Dictionary<RedisServerProcess, string>();
        for (int i = 0; slots.Count < 2; i++)
        {
            string key = string.Create(CultureInfo.InvariantCulture, $"{prefix}{i}");
            slots[cluster.MasterOf((int)(await cluster.Masters[0].CallAsync("CLUSTER", "KEYSLOT", key)).Integer)] = key;
        }
        return (slots.Values.First(), slots.Values.Last());
    }

    private static Task<ToolHarness> StartAsync(RedisCluster cluster, ConnectionKind kind = ConnectionKind.Server, McpRedis.Hosting.ServerOptions? options = null) =>
        ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = kind }], options);
}
