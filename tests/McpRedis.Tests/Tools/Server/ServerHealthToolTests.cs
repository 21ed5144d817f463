using System.Text.Json;
using McpRedis.Diagnostics;
using McpRedis.Diagnostics.Sampling;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Server;

/// <summary>Health of real servers, healthy and made to show faults. What no server can be made to show quickly is in Diagnostics/ExaminationTests.</summary>
public sealed class ServerHealthToolTests
{
    private const string Tool = "redis_server_health";

    [Fact]
    public async Task ServerHealth_of_a_fresh_server_is_not_critical()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await HealthAsync(mcp);
        Assert.DoesNotContain(reply.List("items"), item => item.At("severity").GetString() == "critical");
        Assert.Empty(Ids(reply).Except(["RF002", "RF020", "RF024", "RF045", "RF052", "RF053", "RF056", "RF066", "RF067"]));
        Assert.Equal(1, reply.At("nodes").GetInt32());
        Assert.InRange(reply.At("checks").GetInt32(), 55, AllChecks.List.Count);
        Assert.InRange(reply.At("commands").GetInt32(), 3, 30);
        Assert.All(reply.List("items"), item =>
        {
            Assert.NotEmpty(item.List("evidence"));
            Assert.Equal($"redis://findings/{item.At("id").GetString()}", item.At("page").GetString());
        });
    }

    // Faults that settings make, all at once on one server.
    [Fact]
    public async Task ServerHealth_finds_what_is_set_wrong()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync(
            "enable-debug-command yes", "tcp-keepalive 0", "timeout 0", "hz 5", "notify-keyspace-events AKE", "client-output-buffer-limit pubsub 0 0 0", "busy-reply-threshold 0",
            "slowlog-max-len 0", "appendonly yes", "appendfsync no", "min-replicas-to-write 1", "user guest on nopass +ping", "protected-mode no");
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await HealthAsync(mcp);
        Assert.Superset(
            new HashSet<string> { "RF018", "RF024", "RF028", "RF045", "RF052", "RF053", "RF055", "RF058", "RF059", "RF061", "RF062", "RF063", "RF064" },
            Ids(reply).ToHashSet());
        Assert.Equal("critical", Finding(reply, "RF028").At("severity").GetString());
        string[] order = [.. reply.List("items").Select(item => item.At("severity").GetString()!)];
        Assert.Equal(order.OrderBy(severity => Array.IndexOf(["critical", "warning", "info"], severity)), order);
    }

    [Fact]
    public async Task ServerHealth_finds_what_data_and_clients_do()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("slowlog-log-slower-than 0", "maxclients 20", "save \"\"", "timeout 7");
        for (int i = 0; i < 40; i++)
        {
            await server.CallAsync("SET", $"k{i}", new string('x', 20_000));
        }
        await server.CallAsync("SELECT", 0);
        await server.CallAsync("KEYS", "*");
        await server.CallAsync("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
        await server.CallAsync("CONFIG", "SET", "maxmemory", "3mb");
        var crowd = new List<RawRedis>();
        try
        {
            await using var mcp = await ToolHarness.StartAsync(server);
            await mcp.CallAsync("redis_server_info");   // its own connections are open before the places go
            for (int i = 0; i < 14; i++)
            {
                crowd.Add(await server.ConnectAsync());
            }
            var reply = await HealthAsync(mcp);
            Assert.Superset(new HashSet<string> { "RF005", "RF011", "RF029", "RF038", "RF043", "RF060" }, Ids(reply).ToHashSet());
            Assert.Contains(Finding(reply, "RF038").List("evidence"), line => line.GetString()!.StartsWith("KEYS 1 times", StringComparison.Ordinal) && line.GetString()!.EndsWith("instead: SCAN", StringComparison.Ordinal));
            Assert.DoesNotContain("xxxx", reply.GetRawText(), StringComparison.Ordinal);
        }
        finally
        {
            foreach (var client in crowd)
            {
                await client.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task ServerHealth_sees_what_happens_between_the_samples()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("maxmemory 4mb", "maxmemory-policy allkeys-lru", "save \"\"");
        await using var mcp = await ToolHarness.StartAsync(server);
        using var end = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            await using RawRedis redis = await server.ConnectAsync();
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                await redis.CallAsync("SET", $"k{i}", new string('x', 4000));
                await redis.CallAsync("GET", $"none{i}");
            }
        });
        await TestTimeout.UntilAsync("keys are evicted", async () => InfoText.Parse((await server.CallAsync("INFO", "stats")).Text).Integer("evicted_keys") > 0);
        // However little of the load a busy machine lets through.
        var reply = await mcp.CallAsync(Tool, new { adjust = new[] { "sampleSeconds=1", "hitRateMinLookups=1", "evictionsPerSecond=0" } });
        await end.CancelAsync();
        await load;
        Assert.Equal("warning", Finding(reply, "RF048").At("severity").GetString());
        Assert.Contains(Finding(reply, "RF047").List("evidence"), line => line.GetString()!.StartsWith("counted between the samples", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerHealth_of_a_replica_without_its_master()
    {
        await using var set = await RedisReplication.StartAsync(replicas: 1);
        await set.Replicas[0].CallAsync("CONFIG", "SET", "replica-read-only", "no");
        await set.Master.KillAsync();
        await TestTimeout.UntilAsync("the link is down", async () => (await set.Replicas[0].CallAsync("INFO", "replication")).Text.Contains("master_link_status:down", StringComparison.Ordinal));
        await using var mcp = await ToolHarness.StartAsync(set.Replicas[0]);
        var reply = await HealthAsync(mcp);
        Assert.Equal("critical", Finding(reply, "RF021").At("severity").GetString());
        Assert.Contains("RF025", Ids(reply));
    }

    [Fact]
    public async Task ServerHealth_of_a_limited_user_says_what_it_lacks()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("user low on >x ~* +@read +ping +echo +info +hello +command +client|id");
        await using var mcp = await ToolHarness.StartAsync([server.Options() with { User = "low", Password = "x" }]);
        var reply = await HealthAsync(mcp);
        var gap = Assert.Single(reply.List("notChecked"), gap => gap.At("missing").GetString() == "CONFIG GET");
        Assert.Contains("+config|get", gap.At("reason").GetString(), StringComparison.Ordinal);
        Assert.Contains("RF011", gap.List("ids").Select(id => id.GetString()));
        Assert.Contains("RF024", Ids(reply));
        // What it was refused is nobody else's error.
        Assert.DoesNotContain("RF046", Ids(reply));
    }

    [Fact]
    public async Task ServerHealth_takes_thresholds_and_silence()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await mcp.CallAsync(Tool, new { adjust = new[] { "RF024=off", "uptimeSeconds=0", "sampleSeconds=1" } });
        Assert.DoesNotContain("RF024", Ids(reply));
        Assert.DoesNotContain("RF020", Ids(reply));
        Assert.Equal(["RF024"], reply.List("silenced").Select(id => id.GetString()));
        var error = await mcp.FailAsync(Tool, new { adjust = new[] { "uptimeSecond=0" } });
        Assert.Equal("invalid_argument", error.Code);
        Assert.Contains("Did you mean 'uptimeSeconds'?", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServerHealth_takes_what_the_operator_set_and_the_call_wins()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync();
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { HealthAdjust = ["RF024=off", "uptimeSeconds=0", "sampleSeconds=1"] });
        Assert.Empty(Ids(await mcp.CallAsync(Tool)).Intersect(["RF020", "RF024"]));
        Assert.Equal(["RF020"], Ids(await mcp.CallAsync(Tool, new { adjust = new[] { "uptimeSeconds=600" } })).Intersect(["RF020", "RF024"]));
    }

    [Fact]
    public async Task ServerHealth_of_a_cluster_covers_every_node_and_merges_them()
    {
        await using RedisCluster cluster = await RedisCluster.StartAsync(masters: 3, replicas: 1);
        await cluster.Masters[0].CallAsync("CLUSTER", "SETSLOT", 7, "MIGRATING", await RedisCluster.IdAsync(cluster.Masters[1]));
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = McpRedis.Redis.Connections.ConnectionKind.Cluster }]);
        var reply = await HealthAsync(mcp);
        Assert.Equal(4, reply.At("nodes").GetInt32());
        Assert.InRange(reply.At("commands").GetInt32(), 8, 200);
        // One master has a replica, on its own machine; two have none; one slot is half moved.
        Assert.Superset(new HashSet<string> { "RF070", "RF072", "RF073", "RF076" }, Ids(reply).ToHashSet());
        Assert.Equal(2, Finding(reply, "RF072").List("evidence").Length);
        Assert.DoesNotContain("127.0.0.1", reply.GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("redis-8.6")]
    [InlineData("valkey-8.1")]
    public async Task ServerHealth_of_a_cluster_names_the_slot_that_is_too_full(string engine)
    {
        await using RedisCluster cluster = await RedisCluster.StartOnAsync(ServerEngine.Require(engine), masters: 2);
        var full = cluster.MasterOf((int)(await cluster.Masters[0].CallAsync("CLUSTER", "KEYSLOT", "full")).Integer);
        for (int i = 0; i < 60; i++)
        {
            await full.CallAsync(["MSET", .. Enumerable.Range(i * 100, 100).SelectMany(key => new[] { $"{{full}}:{key}", "x" })]);
        }
        await using var mcp = await ToolHarness.StartAsync([cluster.Masters[0].Options() with { Kind = McpRedis.Redis.Connections.ConnectionKind.Cluster }]);
        var reply = await mcp.CallAsync(Tool, new { adjust = new[] { "sampleSeconds=1", "imbalanceMinKeys=5000" } });
        Assert.Contains(Finding(reply, "RF071").List("evidence"), line => line.GetString()!.StartsWith("keys in slot ", StringComparison.Ordinal) && line.GetString()!.EndsWith(" 6000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ServerHealth_asks_the_sentinels_too()
    {
        await using RedisSentinels set = await RedisSentinels.StartAsync();
        await set.Sentinels[1].CallAsync("SENTINEL", "SET", RedisSentinels.Service, "quorum", 5);
        await using var mcp = await ToolHarness.StartAsync([set.Sentinels[0].Options() with
        {
            Kind = McpRedis.Redis.Connections.ConnectionKind.Sentinel,
            Endpoints = [.. set.Sentinels.Select(sentinel => sentinel.Options().Endpoints[0])],
            SentinelService = RedisSentinels.Service,
        }]);
        var reply = await HealthAsync(mcp);
        Assert.Equal(4, reply.At("nodes").GetInt32());
        Assert.Equal("critical", Finding(reply, "RF077").At("severity").GetString());
        Assert.Equal("warning", Finding(reply, "RF079").At("severity").GetString());
    }

    [Fact]
    public async Task ServerHealth_fits_its_budget()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("protected-mode no", "tcp-keepalive 0", "hz 1", "appendonly yes", "appendfsync no", "busy-reply-threshold 0");
        await using var mcp = await ToolHarness.StartAsync(server, ToolHarness.Everything with { OutputBudgetBytes = 4096 });
        var reply = await HealthAsync(mcp);
        Assert.True(reply.At("truncated").GetBoolean());
        Assert.Equal("bytes", reply.At("truncatedBy").GetString());
        Assert.NotEmpty(reply.List("items"));
    }

    // Counted by the server, on one that is busy and has enough keys for their expiries to be looked at.
    [Fact]
    public async Task ServerHealth_on_a_busy_server_takes_few_commands_and_tells_how_many()
    {
        await using RedisServerProcess server = await RedisServerProcess.StartAsync("save \"\"");
        for (int i = 0; i < 20; i++)
        {
            await server.CallAsync(["MSET", .. Enumerable.Range(i * 200, 200).SelectMany(key => new[] { $"session:{key}", "x" })]);
        }
        await using var mcp = await ToolHarness.StartAsync(server);
        await HealthAsync(mcp);   // its connections are open, and what they say at first is said
        using var end = new CancellationTokenSource();
        Task[] load = [.. Enumerable.Range(0, 4).Select(client => Task.Run(async () =>
        {
            await using RawRedis redis = await server.ConnectAsync();
            for (int i = 0; !end.IsCancellationRequested; i++)
            {
                await redis.CallAsync("SET", $"session:{i % 4000}", new string('x', 100));
                await redis.CallAsync("GET", $"session:{(i * 7) % 4000}");
            }
        }))];
        var before = await CallsAsync(server);
        var reply = await HealthAsync(mcp);
        var after = await CallsAsync(server);
        await end.CancelAsync();
        await Task.WhenAll(load);
        // All but what the load does, and what the client library asks now and then to see who lives.
        var sent = after.Where(pair => pair.Key is not ("get" or "set" or "info" or "ping" or "echo")).ToDictionary(pair => pair.Key, pair => pair.Value - before.GetValueOrDefault(pair.Key));
        Assert.Equal(reply.At("commands").GetInt32(), sent.Values.Sum() + 2);   // and INFO twice
        Assert.InRange(sent["pttl"], 30, 100);
        Assert.InRange(reply.At("commands").GetInt32(), 40, 200);
    }

    [Theory, MemberData(nameof(ServerEngine.Cases), MemberType = typeof(ServerEngine))]
    public async Task ServerHealth_of_every_engine_is_whole(string engine)
    {
        await using RedisServerProcess server = await ServerEngine.StartAsync(engine);
        await using var mcp = await ToolHarness.StartAsync(server);
        var reply = await HealthAsync(mcp);
        Assert.DoesNotContain(reply.List("items"), item => item.At("severity").GetString() == "critical");
        Assert.Empty(reply.List("notChecked").Where(gap => !gap.At("missing").GetString()!.StartsWith("INFO ", StringComparison.Ordinal)).Select(gap => gap.GetRawText()));
    }

    private static async Task<Dictionary<string, long>> CallsAsync(RedisServerProcess server) =>
        InfoText.Parse((await server.CallAsync("INFO", "commandstats")).Text).Starting("cmdstat_").ToDictionary(line => line.Key["cmdstat_".Length..], line => (long)NodeSample.Part(line.Value, "calls"));

    private static Task<JsonElement> HealthAsync(ToolHarness mcp) => mcp.CallAsync(Tool, new { adjust = new[] { "sampleSeconds=1" } });

    private static IEnumerable<string> Ids(JsonElement reply) => reply.List("items").Select(item => item.At("id").GetString()!);

    private static JsonElement Finding(JsonElement reply, string id) => Assert.Single(reply.List("items"), item => item.At("id").GetString() == id);
}
