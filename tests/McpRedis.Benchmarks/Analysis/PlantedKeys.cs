using System.Globalization;

namespace McpRedis.Benchmarks.Analysis;

/// <summary>
/// Keys as applications have them, the same in every run: 40 % strings, 35 % hashes, 10 % lists, 8 % sets, 6 % sorted sets and 1 % streams below seven prefixes, one in five with an expiry;
/// and among them some large ones, of a thousand elements and more.
/// </summary>
internal static class PlantedKeys
{
    private const int Batch = 500;

    // Every so many keys one is large.
    private const int LargeEvery = 20_000, SmallestLarge = 1_000;

    public static string NameOf(int i) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(i)}{i}");

    public static string PrefixOf(int i) => (i % 100) switch { < 40 => "session:", < 60 => "user:", < 75 => "cart:", < 85 => "feed:", < 93 => "tags:", < 99 => "rank:", _ => "log:" };

    public static void Plant(int port, int from, int to)
    {
        using var redis = new RespSocket(port);
        var random = new Random(1);
        for (int i = from; i < to; i++)
        {
            Add(redis, i, random);
            if (i % 5 == 0)
            {
                redis.Add("PEXPIRE", NameOf(i), "86400000");
            }
            if (redis.Waiting >= Batch || i == to - 1)
            {
                redis.Flush();
            }
        }
    }

    /// <summary>What the server says of every key by itself, every element looked at: bytes and elements.</summary>
    public static (long[] Bytes, long[] Elements) SizesOf(int port, int keys)
    {
        using var redis = new RespSocket(port);
        long[] bytes = new long[keys], elements = new long[keys];
        for (int from = 0; from < keys; from += Batch)
        {
            int end = Math.Min(from + Batch, keys), start = from;
            for (int i = from; i < end; i++)
            {
                redis.Add("MEMORY", "USAGE", NameOf(i), "SAMPLES", "0");
                redis.Add(LengthOf(i), NameOf(i));
            }
            redis.Flush((at, number) => (at % 2 == 0 ? bytes : elements)[start + (at / 2)] = number);
        }
        return (bytes, elements);
    }

    // Five of each twenty thousand, of five types; no two of one length.
    private static int LargeOf(int i) => (i % LargeEvery) switch
    {
        41 => 0,
        61 => 1,
        76 => 2,
        86 => 3,
        94 => 4,
        _ => -1,
    } is >= 0 and var which ? SmallestLarge + (((i / LargeEvery * 5) + which) * 37) : 0;

    private static string LengthOf(int i) => (i % 100) switch { < 40 => "STRLEN", < 75 => "HLEN", < 85 => "LLEN", < 93 => "SCARD", < 99 => "ZCARD", _ => "XLEN" };

    private static void Add(RespSocket redis, int i, Random random)
    {
        int kind = i % 100, large = LargeOf(i);
        int size = large > 0 ? large : random.Next(1, 12);
        var words = new List<string> { kind switch { < 40 => "SET", < 75 => "HSET", < 85 => "RPUSH", < 93 => "SADD", < 99 => "ZADD", _ => "XADD" }, NameOf(i) };
        if (kind is < 40 or 99)
        {
            words.AddRange(kind == 99 ? ["*", "field"] : []);
            words.Add(new string('v', 10 + random.Next(290)));
        }
        for (int n = 0; kind is >= 40 and < 99 && n < size; n++)
        {
            if (kind is < 75 or >= 93)
            {
                words.Add(kind < 75 ? string.Create(CultureInfo.InvariantCulture, $"field-{n:00000}") : random.Next(100_000).ToString(CultureInfo.InvariantCulture));
            }
            words.Add(string.Create(CultureInfo.InvariantCulture, $"element-{n:00000}-{random.Next(1_000_000):000000}"));
        }
        redis.Add([.. words]);
    }
}
