using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Tools.Keys;

/// <summary>A value of each core type with as many elements as asked for, and how its elements come back from redis_key_get.</summary>
internal static class StoredSample
{
    public static readonly string[] Types = ["hash", "list", "set", "zset", "stream"];

    /// <summary>Writes the value; gives its elements as <see cref="Elements"/> will, sorted.</summary>
    /// <param name="redis">A connection.</param>
    /// <param name="type">hash, list, set, zset or stream.</param>
    /// <param name="key">Key.</param>
    /// <param name="count">Elements.</param>
    /// <param name="size">Bytes of each, about; every third is not UTF-8.</param>
    public static async Task<string[]> SeedAsync(RawRedis redis, string type, string key, int count, int size = 12)
    {
        var expected = new List<string>(count);
        for (int i = 0; i < count; i++)
        {
            byte[] element = [.. Encoding.UTF8.GetBytes($"{i}:"), .. i % 3 == 0 ? [0xFF, 0x00] : "é<"u8, .. Enumerable.Repeat((byte)'x', Math.Max(0, size - 8))];
            string text = Encoding.Latin1.GetString(element);
            object[] command = type switch
            {
                "hash" => ["HSET", key, element, i],
                "list" => ["RPUSH", key, element],
                "set" => ["SADD", key, element],
                "zset" => ["ZADD", key, i / 2.0, element],
                _ => ["XADD", key, $"{i + 1}-1", "f", element],
            };
            await redis.CallAsync(command);
            expected.Add(type switch
            {
                "hash" => $"{text}={i}",
                "zset" => $"{text}={(i / 2.0).ToString(CultureInfo.InvariantCulture)}",
                "stream" => $"{i + 1}-1:f={text}",
                _ => text,
            });
        }
        return [.. expected.Order(StringComparer.Ordinal)];
    }

    /// <summary>The elements on a page of redis_key_get.</summary>
    public static IEnumerable<string> Elements(JsonElement page) => page.At("type").GetString() switch
    {
        "hash" => page.List("fields").Select(f => $"{f.At("field").Latin()}={f.At("value").Latin()}"),
        "list" => page.List("elements").Select(e => e.Latin()),
        "set" => page.List("members").Select(m => m.Latin()),
        "zset" => page.List("scores").Select(s => $"{s.At("member").Latin()}={s.At("score").GetDouble().ToString(CultureInfo.InvariantCulture)}"),
        _ => page.List("entries").Select(e => $"{e.At("id").GetString()}:{string.Join(',', e.List("fields").Select(f => $"{f.At("field").Latin()}={f.At("value").Latin()}"))}"),
    };
}
