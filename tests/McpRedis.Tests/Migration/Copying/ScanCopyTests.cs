using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>Copying by SCAN, DUMP and RESTORE between real servers.</summary>
public sealed class ScanCopyTests(ClusterFixture clusters)
{
    [Fact]
    public async Task Everything_arrives_as_it_was_and_the_source_is_only_read()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 3000);
        await from.CallAsync("SELECT", 5);
        await CopyBench.FillAsync(from, 50, "five:");
        await from.CallAsync("SET", new byte[] { 0, 255, 13, 10, 32 }, new byte[] { 0, 1, 2, 13, 10 });
        await using var recorder = await MonitorRecorder.StartAsync(source);
        var copy = await CopyBench.RunAsync(source.Options(), target.Options());
        string[] allowed = ["SCAN", "DUMP", "PEXPIRETIME", "INFO", "CLUSTER", "CLIENT", "SELECT", "ECHO", "HELLO"];
        Assert.All(await recorder.StopAsync(), line => Assert.Contains(line.Split('"')[1].ToUpperInvariant(), allowed));
        Assert.Equal((3051, 3051, 0), (copy.Counters[CopyOutcome.Seen], copy.Counters[CopyOutcome.Copied], copy.Problems.Count));
        await SameAsync(source, target, 0, 5);
    }

    [Fact]
    public async Task Expiry_without_PEXPIRETIME_is_reckoned_by_the_clock_of_the_source()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 600);
        await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options() with { HasExpireTime = false });
        await using var to = await target.ConnectAsync();
        for (int i = 0; i < 600; i++)
        {
            long there = (await to.CallAsync("PEXPIRETIME", $"k:{i}")).Integer, here = (await from.CallAsync("PEXPIRETIME", $"k:{i}")).Integer;
            Assert.InRange(there - here, here < 0 ? 0 : -30_000, here < 0 ? 0 : 30_000);   // a pause between the two questions counts
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Names_that_are_taken_are_dealt_with_as_the_plan_says(int policy)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 700);
        await to.CallAsync("SET", "k:123", "own");
        var options = CopyBench.Options(new() { Collision = (CollisionPolicy)policy });
        if ((CollisionPolicy)policy == CollisionPolicy.Fail)
        {
            await Assert.ThrowsAsync<CollisionFault>(() => CopyBench.RunAsync(source.Options(), target.Options(), options));
        }
        else
        {
            var copy = await CopyBench.RunAsync(source.Options(), target.Options(), options);
            int skipped = (CollisionPolicy)policy == CollisionPolicy.Skip ? 1 : 0;
            Assert.Equal((700L - skipped, (long)skipped), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped]));
            Assert.Equal(700, (await to.CallAsync("DBSIZE")).Integer);
        }
        Assert.Equal((CollisionPolicy)policy == CollisionPolicy.Replace ? "list" : "string", (await to.CallAsync("TYPE", "k:123")).Text == "string" ? "string" : "list");
    }

    [Fact]
    public async Task Selection_and_new_names()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 210);
        await CopyBench.FillAsync(from, 70, "other:");
        var copy = await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(new()
        {
            Patterns = ["k:*"u8.ToArray()],
            Types = ["set", "hash"],
            Databases = [new(0, 3, "db0:"u8.ToArray())],
            Renames = [new("k:"u8.ToArray(), "key/"u8.ToArray())],
        }));
        Assert.Equal((280, 60, 220), (copy.Counters[CopyOutcome.Seen], copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Filtered]));
        Assert.Equal(0, (await to.CallAsync("DBSIZE")).Integer);
        await to.CallAsync("SELECT", 3);
        Assert.Equal(60, (await to.CallAsync("DBSIZE")).Integer);
        Assert.Equal("set", (await to.CallAsync("TYPE", "db0:key/2")).Text);
    }

    // Not as a key that SCAN named twice, which would be passed over without a word.
    [Theory]
    [InlineData("small")]
    [InlineData("large")]
    [InlineData("refused")]
    public async Task Two_keys_that_would_get_one_name_are_a_collision(string how)
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        string value = new('v', how == "large" ? 100_000 : 10);
        await source.CallAsync("MSET", "old:1", value, "new:1", value + "!");
        SelectionRequest met = new() { Renames = [new("old:"u8.ToArray(), "new:"u8.ToArray())] };
        await Assert.ThrowsAsync<CollisionFault>(() => RunAsync(CollisionPolicy.Fail));
        await target.CallAsync("FLUSHALL");
        var copy = await RunAsync(CollisionPolicy.Skip);
        Assert.Equal((1, 1), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped]));
        await target.CallAsync("FLUSHALL");
        copy = await RunAsync(CollisionPolicy.Replace);
        Assert.Equal((2, 0), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped]));

        // What is too large, or refused by the target, goes by the commands of its type.
        Task<ScanCopy> RunAsync(CollisionPolicy policy) => CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(met with { Collision = policy }) with
        {
            MaxPayloadBytes = 50_000,
            Transcoder = how == "refused" ? () => new CopyBench.Step(_ => { }, _ => PayloadOutcome.Converted) : null,
        });
    }

    [Fact]
    public async Task Into_a_cluster_and_back()
    {
        var cluster = await clusters.ClusterAsync();
        string prefix = RedisFixture.Prefix();
        await using var source = await RedisServerProcess.StartAsync();
        await using var back = await RedisServerProcess.StartAsync();
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 2000, prefix);
        var there = await CopyBench.RunAsync(source.Options(), cluster.Masters[1].Options());
        Assert.Equal((2000, 0), (there.Counters[CopyOutcome.Copied], there.Counters[CopyOutcome.Resent]));
        var home = await CopyBench.RunAsync(cluster.Replicas[0].Options() with { Kind = ConnectionKind.Cluster }, back.Options(), CopyBench.Options(new() { Patterns = [System.Text.Encoding.ASCII.GetBytes(prefix + "*")] }));
        Assert.Equal(2000, home.Counters[CopyOutcome.Copied]);
        await SameAsync(source, back, 0);
    }

    [Fact]
    public async Task Values_that_cannot_go_are_told_by_key_and_reason()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 300);
        byte[] huge = new byte[200_000];
        new Random(7).NextBytes(huge);   // else the server makes it small
        await from.CallAsync("SET", "huge", huge);
        var copy = await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options() with
        {
            MaxPayloadBytes = 100_000,
            ByType = false,
            Transcoder = () => new CopyBench.Step(_ => { }, n => n switch { 10 => PayloadOutcome.Refused, 20 => PayloadOutcome.Converted, 30 => PayloadOutcome.Gone, _ => PayloadOutcome.Same }),
        });
        Assert.Equal((297, 2, 1, 1), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Refused], copy.Counters[CopyOutcome.Expired], copy.Counters[CopyOutcome.TooLarge]));
        Assert.Equal(3, copy.Problems.Count);
        Assert.Contains(copy.Problems.First, p => p.Outcome == CopyOutcome.TooLarge && p.Key.AsSpan().SequenceEqual("huge"u8));
        Assert.Contains(copy.Problems.First, p => p.Reason == "not on this target");
        Assert.Contains(copy.Problems.First, p => p.Reason.Contains("DUMP payload version or checksum", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Target_that_is_full_ends_it()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync("maxmemory 1500kb", "maxmemory-policy noeviction");
        await using var from = await source.ConnectAsync();
        await CopyBench.FillAsync(from, 4000);
        Assert.Equal(ErrorCode.RedisOom, (await Assert.ThrowsAsync<Fault>(() => CopyBench.RunAsync(source.Options(), target.Options()))).Code);
    }

    [Fact]
    public async Task Target_that_takes_no_writes_is_given_up_after_its_time()
    {
        await using var pair = await RedisReplication.StartAsync(replicas: 1);
        await using var source = await RedisServerProcess.StartAsync();
        await source.CallAsync("SET", "k", "v");
        var fault = await Assert.ThrowsAsync<Fault>(() => CopyBench.RunAsync(source.Options(), pair.Replicas[0].Options(), CopyBench.Options() with { Patience = TimeSpan.FromMilliseconds(300) }));
        Assert.Equal(ErrorCode.RedisUnavailable, fault.Code);
    }

    private static async Task SameAsync(RedisServerProcess source, RedisServerProcess target, params int[] databases)
    {
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        foreach (int database in databases)
        {
            await from.CallAsync("SELECT", database);
            await to.CallAsync("SELECT", database);
            string cursor = "0";
            long seen = 0;
            do
            {
                var page = await from.CallAsync("SCAN", cursor, "COUNT", 1000);
                cursor = page[0].Text;
                foreach (var key in page[1].Items!)
                {
                    Assert.Equal((await from.CallAsync("PEXPIRETIME", key.Bytes!)).Integer, (await to.CallAsync("PEXPIRETIME", key.Bytes!)).Integer);
                    Assert.Equal(await ValueAsync(from, key.Bytes!), await ValueAsync(to, key.Bytes!));
                    seen++;
                }
            }
            while (cursor != "0");
            Assert.Equal((await from.CallAsync("DBSIZE")).Integer, (await to.CallAsync("DBSIZE")).Integer);
            Assert.NotEqual(0, seen);
        }
    }

    // The order of a hash table is a matter of the process.
    private static async Task<string> ValueAsync(RawRedis redis, byte[] key) => (await redis.CallAsync("TYPE", key)).Text switch
    {
        "set" => string.Join(' ', (await redis.CallAsync("SMEMBERS", key)).Texts.Order(StringComparer.Ordinal)),
        "hash" => string.Join(' ', (await redis.CallAsync("HGETALL", key)).Map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}={pair.Value.Text}")),
        _ => Convert.ToHexString((await redis.CallAsync("DUMP", key)).Bytes!),
    };
}
