using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.ByType;

/// <summary>Values that are never held as a whole. What they take of our memory is measured from outside, by MigrateMemoryTests.</summary>
public sealed class LargeKeyTests
{
    private const int Elements = 2000;
    private const int ElementBytes = 100_000;

    [Theory]
    [InlineData("string")]
    [InlineData("list")]
    [InlineData("hash")]
    public async Task Two_hundred_megabytes_are_never_asked_for_at_once(string type)
    {
        await using var source = await RedisServerProcess.StartAsync("save ''");
        await using var target = await RedisServerProcess.StartAsync("save ''");
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        string element = new('x', ElementBytes);
        for (int i = 0; i < Elements; i++)
        {
            await from.CallAsync(type switch
            {
                "string" => ["APPEND", "large", element],
                "list" => ["RPUSH", "large", element],
                _ => ["HSET", "large", i, element],
            });
        }
        await using var recorder = await MonitorRecorder.StartAsync(source);
        var copy = await CopyBench.RunAsync(source.Options(), target.Options());
        Assert.DoesNotContain(await recorder.StopAsync(), line => line.Contains("\"DUMP\"", StringComparison.OrdinalIgnoreCase));
        Assert.Equal((1, 0), (copy.Counters[CopyOutcome.Copied], copy.Problems.Count));
        string length = type switch { "string" => "STRLEN", "list" => "LLEN", _ => "HLEN" };
        Assert.Equal((await from.CallAsync(length, "large")).Integer, (await to.CallAsync(length, "large")).Integer);
    }

    [Fact]
    public async Task Payload_that_the_target_refuses_goes_by_type_under_its_new_name()
    {
        await using var source = await RedisServerProcess.StartAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        await CopyBench.FillAsync(from, 300);
        var copy = await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(new()
        {
            Databases = [new(0, 2, "p:"u8.ToArray())],
            Renames = [new("k:"u8.ToArray(), "key/"u8.ToArray())],
        }) with
        {
            Transcoder = () => new CopyBench.Step(_ => { }, n => n % 10 == 0 ? PayloadOutcome.Converted : n % 10 == 5 ? PayloadOutcome.Refused : PayloadOutcome.Same),
        });
        Assert.True(copy.Counters[CopyOutcome.Copied] == 300, string.Join("; ", copy.Problems.First.Select(problem => problem.Reason)));
        Assert.Equal(0, copy.Problems.Count);
        await to.CallAsync("SELECT", 2);
        Assert.Equal(300, (await to.CallAsync("DBSIZE")).Integer);
        for (int i = 0; i < 300; i++)
        {
            Assert.Equal((await from.CallAsync("PEXPIRETIME", $"k:{i}")).Integer, (await to.CallAsync("PEXPIRETIME", $"p:key/{i}")).Integer);
        }
    }

    [Fact]
    public void Pieces_shrink_to_what_elements_weigh()
    {
        var pace = PiecePace.Of(null, isCareful: false);
        int first = pace.Count;
        pace.Took(first, first * 10L);
        Assert.Equal(first * 4, pace.Count);
        pace.Took(pace.Count, pace.Count * 100_000L);
        Assert.Equal(2, pace.Count);
        pace.Took(2, 2L * PiecePace.Bytes * 10);
        Assert.Equal(1, pace.Count);
        Assert.Equal(PiecePace.Most, PiecePace.Of(1000, isCareful: false).Count);
    }
}
