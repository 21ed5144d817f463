using System.Globalization;

namespace McpRedis.Tests.Support;

/// <summary>Holds what writers were told against what a target has.</summary>
internal static class WrittenRounds
{
    /// <summary>Every round that was acknowledged is there, and no more than the source has.</summary>
    public static async Task CheckAsync(PipelinedWriters writers, RedisServerProcess source, RedisServerProcess target)
    {
        await using RawRedis from = await source.ConnectAsync(), to = await target.ConnectAsync();
        for (int writer = 0; writer < PipelinedWriters.Count; writer++)
        {
            foreach (string name in (string[])[WriteMix.CounterOf(writer), WriteMix.ScriptedOf(writer)])
            {
                long there = await NumberAsync(to, name);
                Assert.True(there >= writers.RoundsOf(writer), $"{name}: {writers.RoundsOf(writer)} rounds were acknowledged, and {there} are there");
                Assert.Equal(await NumberAsync(from, name), there);
            }
        }
    }

    private static async Task<long> NumberAsync(RawRedis redis, string name) => long.Parse((await redis.CallAsync("GET", name)).Text, CultureInfo.InvariantCulture);
}
