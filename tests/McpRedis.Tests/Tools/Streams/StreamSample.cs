using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Streams;

/// <summary>Streams for tests: entries 1-0, 2-0 … with one field n.</summary>
internal static class StreamSample
{
    public static async Task FillAsync(this RedisFixture redis, string key, int count, string? value = null)
    {
        await using RawRedis raw = await redis.ConnectAsync();
        for (int i = 1; i <= count; i++)
        {
            await raw.CallAsync("XADD", key, $"{i}-0", "n", value ?? $"{i}");
        }
    }

    public static async Task<string[]> IdsAsync(this RedisFixture redis, string key) =>
        [.. (await redis.CallAsync("XRANGE", key, "-", "+")).Items!.Select(e => e[0].Text)];

    public static string[] Ids(this System.Text.Json.JsonElement reply) => [.. reply.List("entries").Select(e => e.At("id").GetString()!)];

    /// <summary>A group g at the start, whose consumer c has taken the first entries.</summary>
    public static async Task GroupAsync(this RedisFixture redis, string key, int taken)
    {
        await redis.CallAsync("XGROUP", "CREATE", key, "g", "0");
        if (taken > 0)
        {
            await redis.CallAsync("XREADGROUP", "GROUP", "g", "c", "COUNT", taken, "STREAMS", key, ">");
        }
    }
}
