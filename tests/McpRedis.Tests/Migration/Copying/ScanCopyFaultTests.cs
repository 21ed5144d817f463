using System.Text;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>What a copy survives: every key is there in the end, whatever happened on the way.</summary>
public sealed class ScanCopyFaultTests
{
    private const int Keys = 5000;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Cut_connection_to_the_target(int policy)
    {
        await using var source = await FilledAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(target);
        var copy = await CopyBench.RunAsync(source.Options(), target.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] }, CopyBench.Options(new() { Collision = (CollisionPolicy)policy }) with
        {
            Transcoder = () => new CopyBench.Step(n => Cut(n, proxy)),
        });
        Assert.Equal(Keys, (await target.CallAsync("DBSIZE")).Integer);
        Assert.Equal((Keys, 0, 0), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Skipped], copy.Problems.Count));
        Assert.NotEqual(0, copy.Counters[CopyOutcome.Resent]);
    }

    [Fact]
    public async Task Cut_connection_to_the_source()
    {
        await using var source = await FilledAsync();
        await using var target = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(source);
        await CopyBench.RunAsync(source.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] }, target.Options(), CopyBench.Options(new()) with
        {
            Transcoder = () => new CopyBench.Step(n => Cut(n, proxy)),
        });
        Assert.Equal(Keys, (await target.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Killed_target_that_comes_back_empty_gets_everything()
    {
        await using var source = await FilledAsync();
        await using var target = await RedisServerProcess.StartAsync();
        bool killed = false;
        await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(new()) with
        {
            Transcoder = () => new CopyBench.Step(n =>
            {
                if (n == 3000 && !killed)
                {
                    killed = true;
                    target.RestartAsync().GetAwaiter().GetResult();
                }
            }),
        });
        Assert.True(killed);
        Assert.Equal(Keys, (await target.CallAsync("DBSIZE")).Integer);
    }

    [Fact]
    public async Task Stopped_target_is_waited_for()
    {
        await using var source = await FilledAsync();
        await using var target = await RedisServerProcess.StartAsync();
        var copy = await CopyBench.RunAsync(source.Options(), target.Options(), CopyBench.Options(new()) with
        {
            Transcoder = () => new CopyBench.Step(n =>
            {
                if (n == 2000)
                {
                    target.Pause();
                    _ = Task.Delay(500).ContinueWith(_ => target.Resume(), TaskScheduler.Default);
                }
            }),
        });
        Assert.Equal((Keys, 0), (copy.Counters[CopyOutcome.Copied], copy.Counters[CopyOutcome.Resent]));
    }

    [Fact]
    public async Task Slot_that_is_moving_and_slot_that_moves_meanwhile()
    {
        string[] keys = [.. Enumerable.Range(0, 3000).Select(i => (i % 3) switch { 0 => $"{{foo}}{i}", 1 => $"{{bar}}{i}", _ => $"any{i}" })];
        await using var cluster = await RedisCluster.StartAsync();
        await using var source = await RedisServerProcess.StartAsync();
        await using (var raw = await source.ConnectAsync())
        {
            foreach (string key in keys)
            {
                await raw.CallAsync("SET", key, "v");
            }
        }
        int foo = KeySlot.Of("foo"u8), bar = KeySlot.Of("bar"u8);
        var (fooFrom, barFrom) = (cluster.MasterOf(foo), cluster.MasterOf(bar));
        var (fooTo, barTo) = (cluster.Masters.First(m => m != fooFrom), cluster.Masters.First(m => m != barFrom));
        // Keys of this slot that are not here any more are asked for there, and new ones too.
        await fooTo.CallAsync("CLUSTER", "SETSLOT", foo, "IMPORTING", await RedisCluster.IdAsync(fooFrom));
        await fooFrom.CallAsync("CLUSTER", "SETSLOT", foo, "MIGRATING", await RedisCluster.IdAsync(fooTo));
        var copy = await CopyBench.RunAsync(source.Options(), cluster.Masters[0].Options(), CopyBench.Options() with
        {
            Transcoder = () => new CopyBench.Step(n =>
            {
                if (n == 1)
                {
                    MoveAsync(cluster, bar, barTo).GetAwaiter().GetResult();
                }
            }),
        });
        Assert.Equal((3000, 0), (copy.Counters[CopyOutcome.Copied], copy.Problems.Count));
        Assert.Equal(keys.Count(key => KeySlot.Of(Encoding.ASCII.GetBytes(key)) == foo), (await fooTo.CallAsync("CLUSTER", "COUNTKEYSINSLOT", foo)).Integer);
        Assert.Equal(keys.Count(key => KeySlot.Of(Encoding.ASCII.GetBytes(key)) == bar), (await barTo.CallAsync("CLUSTER", "COUNTKEYSINSLOT", bar)).Integer);
    }

    private static async Task<RedisServerProcess> FilledAsync()
    {
        var source = await RedisServerProcess.StartAsync();
        await using var raw = await source.ConnectAsync();
        await CopyBench.FillAsync(raw, Keys);
        return source;
    }

    private static void Cut(int n, FaultProxy proxy)
    {
        if (n % 1500 == 0)
        {
            proxy.ResetOpen();
        }
    }

    private static async Task MoveAsync(RedisCluster cluster, int slot, RedisServerProcess to)
    {
        string id = await RedisCluster.IdAsync(to);
        foreach (var master in (RedisServerProcess[])[to, .. cluster.Masters.Where(m => m != to)])
        {
            await master.CallAsync("CLUSTER", "SETSLOT", slot, "NODE", id);
        }
    }
}
