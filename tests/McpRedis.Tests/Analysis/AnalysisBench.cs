using System.Text;
using McpRedis.Analysis;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Analysis;

/// <summary>A server with planted keys, an analysis of it, and the same facts asked key by key.</summary>
internal static class AnalysisBench
{
    public static LiveAnalysis Analysis(RedisConnection connection, AnalysisOptions? options = null) =>
        new(connection.BindBulk(LiveAnalysis.Commands, AccessLevel.Read, new()), connection.Options.Databases, options ?? new(), TimeProvider.System);

    public static async Task<AnalysisReport> RunAsync(ConnectionOptions options, AnalysisOptions? what = null, string? prefix = null)
    {
        await using var connection = new RedisConnection(options, AccessLevel.Read, prefix, TimeProvider.System);
        return await Analysis(connection, what).RunAsync(TestTimeout.HangGuard, long.MaxValue, null, TestTimeout.Token());
    }

    /// <summary>Keys of every type below five prefixes, a few of them large, a fifth with expiry.</summary>
    public static async Task PlantAsync(RawRedis redis, int keys)
    {
        var random = new Random(29);
        for (int i = 0; i < keys; i++)
        {
            string key = $"{Prefix(i)}:{i}:x";
            int size = i % 25 == 0 ? 200 + random.Next(800) : random.Next(1, 12);
            object[] command = (i % 6) switch
            {
                0 => ["HSET", key, .. Elements().SelectMany(e => new[] { e, "value" })],
                1 => ["RPUSH", key, .. Elements()],
                2 => ["SADD", key, .. Elements()],
                3 => ["ZADD", key, .. Elements().SelectMany((e, n) => new object[] { (n * 7919) % 1009, e })],
                4 => ["XADD", key, "1-1", "field", new string('s', size)],
                _ => ["SET", key, new string('v', size * 20)],
            };
            await redis.WriteAsync(command);
            await redis.WriteAsync(i % 5 == 0 ? ["PEXPIRE", key, 100_000_000 + i] : ["EXISTS", key]);
            if (i % 200 == 199 || i == keys - 1)
            {
                for (int replies = (i % 200) + 1; replies > 0; replies--)
                {
                    await redis.ReadAsync();
                    await redis.ReadAsync();
                }
            }

            IEnumerable<string> Elements() => Enumerable.Range(0, size).Select(n => $"element-{i}-{n}");
        }
    }

    public static string Prefix(int i) => (i % 16) switch { < 8 => "users", < 12 => "carts", < 14 => "queue", 14 => "tags", _ => "logs" };

    /// <summary>Type, memory and length of every key, one after the other.</summary>
    public static async Task<IReadOnlyList<(string Name, string Type, long Bytes, long Length)>> AskAllAsync(RawRedis redis)
    {
        var keys = new List<(string, string, long, long)>();
        string cursor = "0";
        do
        {
            var page = await redis.CallAsync("SCAN", cursor, "COUNT", 1000);
            foreach (var key in page[1].Items!)
            {
                string type = (await redis.CallAsync("TYPE", key.Bytes!)).Text;
                string length = type switch { "hash" => "HLEN", "list" => "LLEN", "set" => "SCARD", "zset" => "ZCARD", "stream" => "XLEN", _ => "STRLEN" };
                keys.Add((Encoding.UTF8.GetString(key.Bytes!), type, (await redis.CallAsync("MEMORY", "USAGE", key.Bytes!, "SAMPLES", 0)).Integer, (await redis.CallAsync(length, key.Bytes!)).Integer));
            }
            cursor = page[0].Text;
        }
        while (cursor != "0");
        return keys;
    }
}
