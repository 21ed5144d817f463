using System.Globalization;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb;

/// <summary>Fills a server with every core type in each of its encodings, in several databases, as far as the server has them.</summary>
internal static class RdbSampleData
{
    private const long FarAway = 4_000_000_000_000; // 2096, in milliseconds
    private const int Many = 600;                   // beyond every limit of a compact encoding

    /// <summary>Databases that hold something afterwards.</summary>
    public static IReadOnlyList<int> Databases { get; } = [0, 3, 15];

    public static async Task FillAsync(RawRedis redis)
    {
        await redis.SendAsync("DEBUG", "QUICKLIST-PACKED-THRESHOLD", "200b");
        await redis.SendAsync("FUNCTION", "LOAD", "#!lua name=sample\nredis.register_function('f', function(keys, args) return " + new string('1', 100) + " end)");
        foreach (int database in Databases)
        {
            await redis.CallAsync("SELECT", database);
            await StringsAsync(redis);
            await CollectionsAsync(redis);
            await StreamsAsync(redis);
            await FieldTtlsAsync(redis);
            await TtlsAsync(redis);
            await VectorsAsync(redis);
        }
        await redis.CallAsync("SELECT", 0);
    }

    /// <summary>A little of everything, for a file of some hundred bytes.</summary>
    public static async Task FillSmallAsync(RawRedis redis)
    {
        await redis.CallAsync("SET", "string", "text", "PXAT", FarAway);
        await redis.CallAsync("SET", "12345", "-7");
        await redis.CallAsync("SET", new string('k', 50), new string('v', 90));
        await redis.CallAsync("RPUSH", "list", "a", "b", "3");
        await redis.CallAsync("SADD", "ints", "1", "2", "3");
        await redis.CallAsync("SADD", "set", "a", new string('m', 70));
        await redis.CallAsync("ZADD", "zset", "1.5", "a", "2", new string('m', 70));
        await redis.CallAsync("HSET", "hash", "field", new string('v', 70));
        await redis.CallAsync("SELECT", 3);
        await redis.CallAsync("XADD", "stream", "1-1", "field", "value");
        await redis.CallAsync("XGROUP", "CREATE", "stream", "group", "0");
        await redis.CallAsync("XREADGROUP", "GROUP", "group", "alice", "STREAMS", "stream", ">");
        await redis.CallAsync("HSET", "fields", "a", "1", "b", "2");
        await redis.SendAsync("HPEXPIREAT", "fields", FarAway, "FIELDS", "1", "a");
        await VectorsAsync(redis);
    }

    private static async Task StringsAsync(RawRedis redis)
    {
        string[] values = ["", "text", "-1", "127", "-32768", "2147483647", "-2147483648", "2147483648", "007", new string('x', 63), new string('y', 64), Words(3000), new string('z', 20000)];
        foreach (string value in values)
        {
            await redis.CallAsync("SET", $"string:{value.Length}:{value[..Math.Min(11, value.Length)]}", value);
        }
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await redis.CallAsync("SET", all, all);
        await redis.CallAsync("SET", "12345", "a key that is a number");
        await redis.CallAsync("SET", new string('k', 500), "a key that is compressed");
        await redis.CallAsync("PFADD", "hll", "a", "b", "c");
        await redis.CallAsync("SETBIT", "bits", 100_000, 1);
    }

    private static async Task CollectionsAsync(RawRedis redis)
    {
        await redis.CallAsync("RPUSH", "list:small", "a", "1", "-5", "100000", "");
        await redis.CallAsync(["RPUSH", "list:nodes", .. Enumerable.Range(0, Many).Select(i => $"element {i} " + new string('e', i % 90))]);
        await redis.CallAsync("RPUSH", "list:plain", "small", new string('p', 9000), "small", Words(9000));
        await redis.CallAsync("SADD", "set:16", "1", "-2", "30000");
        await redis.CallAsync("SADD", "set:32", "1", "70000");
        await redis.CallAsync("SADD", "set:64", "1", "70000000000");
        await redis.CallAsync("SADD", "set:small", "a", "b", "1");
        await redis.CallAsync(["SADD", "set:large", .. Enumerable.Range(0, Many).Select(i => $"member {i}")]);
        await redis.CallAsync("ZADD", "zset:small", "1", "a", "-inf", "b", "+inf", "c", "0.1", "d", "-1e300", "e");
        await redis.CallAsync(["ZADD", "zset:large", .. Enumerable.Range(0, Many).SelectMany(i => new object[] { (i / 7.0).ToString("R", CultureInfo.InvariantCulture), $"m{i}" })]);
        await redis.CallAsync("HSET", "hash:small", "field", "value", "number", "12", "", "empty");
        await redis.CallAsync(["HSET", "hash:large", .. Enumerable.Range(0, Many).SelectMany(i => new object[] { $"field {i}", $"value {i}" })]);
        await redis.CallAsync("GEOADD", "geo", "13.361389", "38.115556", "Palermo");
    }

    private static async Task StreamsAsync(RawRedis redis)
    {
        for (int i = 1; i <= 250; i++)
        {
            await redis.CallAsync("XADD", "stream", $"{1000 + i}-{i}", "field", $"value {i}", "other", i);
        }
        await redis.CallAsync("XADD", "stream", "2000-0", "different", "fields");
        await redis.CallAsync("XDEL", "stream", "1005-5", "1006-6");
        await redis.CallAsync("XGROUP", "CREATE", "stream", "group", "0");
        await redis.CallAsync("XGROUP", "CREATE", "stream", "untouched", "$");
        await redis.CallAsync("XREADGROUP", "GROUP", "group", "alice", "COUNT", "20", "STREAMS", "stream", ">");
        await redis.CallAsync("XREADGROUP", "GROUP", "group", "bob", "COUNT", "5", "STREAMS", "stream", ">");
        await redis.CallAsync("XGROUP", "CREATECONSUMER", "stream", "group", "idle");
        await redis.CallAsync("XACK", "stream", "group", "1001-1", "1002-2");
        await redis.CallAsync("XCLAIM", "stream", "group", "bob", "0", "1003-3");
        await redis.CallAsync("XGROUP", "CREATE", "stream:empty", "group", "$", "MKSTREAM");
        // Redis 8.6: ids of producers, against the same entry twice.
        await redis.SendAsync("XADD", "stream:once", "IDMP", "producer", "id-1", "*", "a", "1");
        await redis.SendAsync("XADD", "stream:once", "IDMP", "producer", "id-2", "*", "a", "2");
        await redis.SendAsync("XADD", "stream:once", "IDMPAUTO", "other", "*", "a", "3");
    }

    private static async Task FieldTtlsAsync(RawRedis redis)
    {
        foreach (string size in (string[])["small", "large"])
        {
            await redis.CallAsync("HSET", $"hash:ttl:{size}", "a", "1", "b", "2", "c", "3");
            if (size == "large")
            {
                await redis.CallAsync(["HSET", $"hash:ttl:{size}", .. Enumerable.Range(0, Many).SelectMany(i => new object[] { $"field {i}", $"value {i}" })]);
            }
            await redis.SendAsync("HPEXPIREAT", $"hash:ttl:{size}", FarAway, "FIELDS", "2", "a", "b");
            await redis.SendAsync("HPEXPIREAT", $"hash:ttl:{size}", FarAway + 12345, "FIELDS", "1", "c");
        }
    }

    // The value of a module, which Redis 8 brings along; it cannot be copied.
    private static async Task VectorsAsync(RawRedis redis)
    {
        foreach (string key in (string[])["vectors", "vectors:ttl"])
        {
            await redis.SendAsync("VADD", key, "VALUES", "3", "0.1", "0.2", "0.3", "first");
            await redis.SendAsync("VADD", key, "VALUES", "3", "0.3", "0.2", "0.1", "second", "SETATTR", "{\"a\":1}");
        }
        await redis.SendAsync("PEXPIREAT", "vectors:ttl", FarAway);
    }

    // A copy of each key with a TTL, and every other of them in seconds.
    private static async Task TtlsAsync(RawRedis redis)
    {
        int number = 0;
        foreach (RawReply key in (await redis.CallAsync("KEYS", "*")).Items!)
        {
            byte[] copy = [.. Encoding.ASCII.GetBytes("ttl:"), .. key.Bytes!];
            await redis.CallAsync("COPY", key.Bytes!, copy);
            await redis.CallAsync("PEXPIREAT", copy, FarAway + (number++ % 2 == 0 ? 0 : 789));
        }
    }

    // Compressible, but not to nothing.
    private static string Words(int length)
    {
        var random = new Random(length);
        var text = new StringBuilder(length);
        while (text.Length < length)
        {
            text.Append("redis valkey stream hash".Split(' ')[random.Next(4)]).Append(random.Next(100));
        }
        return text.ToString(0, length);
    }
}
