using System.Text.Json;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Migration.Compare;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Support;
using McpRedis.Tests.Tools;

namespace McpRedis.Tests.Migration.Matrix;

/// <summary>
/// Every ordered pair of engines through the tools: planned, carried out, compared. The data are every core type, compact and large, with and without expiry, of
/// keys and of fields. What is lost is what must be, the plan said so before, and nothing else differs.
/// </summary>
public sealed class MigrationMatrixTests(MatrixServers servers) : IClassFixture<MatrixServers>, IDisposable
{
    private const int Long = 60_000;
    private const string Vectors = "vectors";
    private static readonly string[] Engines = [ServerEngine.AtHand, "redis-8.0", "valkey-8.1", "valkey-9.1"];
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string, string> Cases =>
    [
        .. from source in Engines from target in Engines from path in (string[])["sync", "scan"] select (source, target, path),
        // Each engine on either side: what these two depend on is one side at a time.
        .. Engines.Zip([.. Engines[1..], Engines[0]]).SelectMany(pair => new[] { (pair.First, pair.Second, "types"), (pair.Second, pair.First, "types") }),
        .. Engines.Zip([.. Engines[1..], Engines[0]]).Select(pair => (pair.First, pair.Second, "serve")),
    ];

    public static TheoryData<string> Sources => [.. Engines];

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Cases))]
    public async Task What_arrives_is_what_was_there_but_for_what_the_plan_announced(string from, string to, string path)
    {
        var (source, target) = (await servers.SourceAsync(from), await servers.TargetAsync(to));
        var (has, knows) = (await EngineTraits.OfAsync(source), await EngineTraits.OfAsync(target));
        await using var mcp = await StartAsync(source.Options("main"), target.Options("spare"));
        var plan = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", path, replaceTarget = path == "serve" });
        Assert.Equal((path, true), (plan.At("path").GetString(), plan.At("executable").GetBoolean()));
        string planId = plan.At("planId").GetString()!;
        var job = await CarryOutAsync(mcp, planId);

        TranscodeLoss[] lost = [.. has.LostOn(knows, byCommands: path == "types").Order()];
        Assert.Equal(lost, Announced(plan));
        Assert.Equal(lost, Happened(job));
        bool leavesVectors = has.HasVectors && !knows.HasVectors;
        Assert.Equal(leavesVectors, plan.List("losses").Any(loss => loss.At("kind").GetString() is "refused" or "types"));

        var compared = await mcp.CallAsync("redis_migration_compare", new { connection = "spare", planId });
        // Vector sets are a module's. What knows them writes them otherwise each time, and only the module could say whether they are the same.
        string[] vectors = has.HasVectors ? [.. RdbSampleData.Databases.SelectMany(_ => new[] { Vectors, $"{Vectors}:ttl" }).Order()] : [];
        Assert.True(has.HasVectors || compared.At("equal").GetBoolean(), compared.ToString());
        Assert.All(compared.List("findings"), finding => Assert.Equal(leavesVectors ? "missingOnTarget" : "cannotTell", finding.At("category").GetString()));
        Assert.Empty(compared.List("findings").SelectMany(Named).Except(vectors));
        Assert.Equal(leavesVectors ? vectors : [], compared.List("findings").Where(finding => finding.At("category").GetString() == "missingOnTarget").SelectMany(Named).Order());

        // The same without a word of the plan: what it announced is there, and that alone.
        var report = await CompareBench.RunAsync(source.Options(), target.Options(), CompareBench.Options() with { Rounds = 0 });
        Assert.Equal(AnnouncedLosses.Aspects(lost), report.Differing.Aggregate(ValueAspect.None, (aspects, key) => aspects | key.Aspects) & ~ValueAspect.ModuleValue);
        Assert.InRange(report.Statement.Checked, 200, 1000);
    }

    // The cases above rest on this.
    [Theory, MemberData(nameof(Sources))]
    public async Task Sample_has_every_core_type_small_and_large_with_and_without_expiry(string engine)
    {
        var source = await servers.SourceAsync(engine);
        var traits = await EngineTraits.OfAsync(source);
        await using var redis = await source.ConnectAsync();
        var seen = new HashSet<string>();
        foreach (var key in (await redis.CallAsync("KEYS", "*")).Items!)
        {
            string type = (await redis.CallAsync("TYPE", key.Bytes!)).Text, encoding = (await redis.CallAsync("OBJECT", "ENCODING", key.Bytes!)).Text;
            bool expires = (await redis.CallAsync("PTTL", key.Bytes!)).Integer > 0;
            seen.Add($"{type} {encoding} {expires}");
            if (type == "hash" && traits.HasFieldTtls)
            {
                var fields = (await redis.CallAsync("HPTTL", key.Bytes!, "FIELDS", 1, "a")).Items!;
                seen.Add($"fields {((await redis.CallAsync("HLEN", key.Bytes!)).Integer > 100 ? "large" : "small")} {fields[0].Integer > 0} {expires}");
            }
        }
        string[] encodings = ["string int", "string embstr", "string raw", "list quicklist", "set intset", "set hashtable", "zset listpack", "zset skiplist", "hash listpack", "hash hashtable", "stream stream"];
        Assert.Empty(encodings.SelectMany(encoding => new[] { $"{encoding} True", $"{encoding} False" }).Except(seen));
        Assert.True(!traits.HasFieldTtls || seen.IsSupersetOf(["fields small True True", "fields small True False", "fields large True True", "fields large True False"]));
    }

    [Theory]
    [InlineData("sync")]
    [InlineData("scan")]
    [InlineData("types")]
    public async Task Into_a_cluster_and_back(string path)
    {
        await using var cluster = await RedisCluster.StartAsync(masters: 3, replicas: 0, "cluster-node-timeout 60000");   // a plan holds as long as all nodes answer
        var (source, back) = (await servers.SourceAsync(ServerEngine.AtHand), await servers.TargetAsync(ServerEngine.AtHand));
        string prefix = RedisFixture.Prefix();
        await using var mcp = await StartAsync(source.Options("main"), cluster.Masters[1].Options("ring") with { Kind = ConnectionKind.Cluster }, back.Options("spare"));
        var there = await mcp.CallAsync("redis_migration_plan", new { connection = "ring", source = "main", path, databases = new[] { new { source = 0, target = 0, prefix } } });
        long copied = await MoveAsync(mcp, there, "ring");
        Assert.InRange(copied, 50, 200);
        var home = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "ring", path, patterns = new[] { prefix + "*" }, renames = new[] { new { from = prefix, to = "" } } });
        Assert.Equal(copied, await MoveAsync(mcp, home, "spare"));
        var all = await mcp.CallAsync("redis_migration_plan", new { connection = "spare", source = "main", databases = new[] { new { source = 0 } }, collision = "replace" });
        Assert.Equal($"all {copied} keys compared, 0 differ", (await mcp.CallAsync("redis_migration_compare", new { connection = "spare", planId = all.At("planId").GetString() })).At("statement").GetString());
    }

    private static async Task<long> MoveAsync(ToolHarness mcp, JsonElement plan, string target)
    {
        string planId = plan.At("planId").GetString()!;
        var job = await CarryOutAsync(mcp, planId, target);
        var compared = await mcp.CallAsync("redis_migration_compare", new { connection = target, planId });
        Assert.True(compared.At("equal").GetBoolean(), compared.ToString());
        return job.At("counts").At("copied").GetInt64();
    }

    private static async Task<JsonElement> CarryOutAsync(ToolHarness mcp, string planId, string target = "spare")
    {
        var started = await mcp.CallAsync("redis_migration_start", new { connection = target, planId, waitMs = Long });
        var job = await mcp.CallAsync("redis_job_get", new { id = started.At("id").GetString() });
        Assert.True(started.At("state").GetString() == "succeeded", job.ToString());
        return job;
    }

    // What the sample showed; the plan names with 0 what could be lost besides.
    private static IEnumerable<TranscodeLoss> Announced(JsonElement plan) => Kinds(plan.List("losses").Where(loss => !loss.IsNull("keys") && loss.At("keys").GetInt64() > 0).Select(loss => loss.At("kind").GetString()!));

    private static IEnumerable<TranscodeLoss> Happened(JsonElement job) => Kinds(job.At("losses").EnumerateObject().Select(loss => loss.Name));

    private static IEnumerable<TranscodeLoss> Kinds(IEnumerable<string> words) =>
        words.SelectMany(word => Enum.TryParse<TranscodeLoss>(word, ignoreCase: true, out var kind) ? [kind] : (TranscodeLoss[])[]).Distinct().Order();

    private static IEnumerable<string> Named(JsonElement finding) => finding.List("examples").Select(example => example.At("key").At("text").GetString()!);

    private Task<ToolHarness> StartAsync(params ConnectionOptions[] connections) => ToolHarness.StartAsync(connections, ToolHarness.Unconfirmed with { FilesDir = _folder.Path });
}
