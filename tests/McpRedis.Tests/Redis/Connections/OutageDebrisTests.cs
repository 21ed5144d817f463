using System.Runtime.CompilerServices;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

public sealed class OutageDebrisTests
{
    [Fact]
    public async Task Old_garbage_is_collected_in_a_moment_and_again_after_the_next_outage()
    {
        var time = new ManualTime();
        var debris = new OutageDebris(time);
        for (int outage = 0; outage < 2; outage++)
        {
            var old = OldGarbage();
            debris.CollectSoon();
            debris.CollectSoon();
            time.Advance(TimeSpan.FromSeconds(2));
            await TestTimeout.UntilAsync("it is collected", () => Task.FromResult(!old.IsAlive));
        }
    }

    // In a method of its own: a local variable would keep it alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference OldGarbage()
    {
        object garbage = new();
        while (GC.GetGeneration(garbage) < GC.MaxGeneration)
        {
            GC.Collect();
        }
        return new(garbage);
    }
}
