using System.Globalization;
using McpRedis.Tests.Rdb.Elements;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>A key of every type and encoding that a server has, made by commands; what a server does not know it has no key for.</summary>
internal static class SampleKeys
{
    private static readonly string Long = new('x', 5000);

    public static async Task CreateAsync(RawRedis redis)
    {
        object[][] commands = [.. Strings(), .. Collections(), .. FieldTtls(), .. Streams()];
        foreach (object[] command in commands)
        {
            await redis.WriteAsync(command);
        }
        foreach (object[] command in commands)
        {
            RawReply reply = await redis.ReadAsync();
            bool mayBeUnknown = command[0] is "HPEXPIREAT" or "VADD" || command.Contains("IDMP");
            Assert.True(!reply.IsError || mayBeUnknown, $"{string.Join(' ', command.Take(3))}: {reply.Text}");
        }
    }

    private static IEnumerable<object[]> Strings() =>
    [
        ["SET", "string:text", "hello"],
        ["SET", "string:int", "-12345"],
        ["SET", "string:large-int", "9223372036854775807"],
        ["SET", "string:empty", ""],
        ["SET", "string:compressed", Long],
        ["SET", "string:binary", Bytes.OfHex("00 ff 0d 0a 80 c3")],
        ["SETBIT", "string:bits", 7000, 1],
        ["PFADD", "string:hyperloglog", "a", "b", "c"],
    ];

    private static IEnumerable<object[]> Collections()
    {
        object[] numbers = [.. Enumerable.Range(0, 520).Select(i => (object)$"{i * 37}")], texts = [.. Enumerable.Range(0, 520).Select(i => (object)$"element-{i}")];
        yield return ["RPUSH", "list:compact", "a", "1", "-70000", "", "9223372036854775807", "a", Long[..100]];
        yield return ["RPUSH", "list:big", .. texts, .. numbers];
        yield return ["RPUSH", "list:huge-items", Long + Long, "small", Long + "y" + Long];
        yield return ["SADD", "set:ints", "1", "-2", "70000", "9223372036854775807"];
        yield return ["SADD", "set:many-ints", .. numbers];
        yield return ["SADD", "set:compact", "a", "1", "", Long[..60]];
        yield return ["SADD", "set:big", .. texts[..130]];
        yield return ["ZADD", "zset:compact", "1", "one", "0.1", "tenth", "-0", "minus-zero", "inf", "most", "-inf", "least", "1e300", "large", "3", "17"];
        yield return ["ZADD", "zset:big", .. texts[..130].SelectMany((text, i) => new[] { (i / 7.0).ToString("R", CultureInfo.InvariantCulture), text })];
        yield return ["GEOADD", "zset:geo", "13.361389", "38.115556", "Palermo", "15.087269", "37.502669", "Catania"];
        yield return ["HSET", "hash:compact", "a", "1", "b", "two", "", "empty-name", "c", "", "12", "-70000"];
        yield return ["HSET", "hash:big", .. texts.SelectMany((text, i) => new[] { text, $"{i}" })];
        yield return ["HSET", "hash:long-value", "a", Long, "b", "1"];
        yield return ["VADD", "vectorset:one", "VALUES", "3", "1", "2", "3", "element"];
    }

    private static IEnumerable<object[]> FieldTtls()
    {
        string later = $"{SampleValues.LaterMs}";
        yield return ["HSET", "hash-ttl:compact", "stays", "1", "goes", "two", "goes-too", "3"];
        yield return ["HPEXPIREAT", "hash-ttl:compact", later, "FIELDS", "1", "goes"];
        yield return ["HPEXPIREAT", "hash-ttl:compact", $"{SampleValues.LaterMs + 12_345}", "FIELDS", "1", "goes-too"];
        yield return ["HSET", "hash-ttl:big", .. Enumerable.Range(0, 520).SelectMany(i => new[] { $"field-{i}", $"{i}" })];
        for (int i = 0; i < 5; i++)
        {
            yield return ["HPEXPIREAT", "hash-ttl:big", $"{SampleValues.LaterMs + i}", "FIELDS", "1", $"field-{i * 100}"];
        }
        yield return ["HSET", "hash-ttl:all", "a", "1"];
        yield return ["HPEXPIREAT", "hash-ttl:all", later, "FIELDS", "1", "a"];
    }

    private static IEnumerable<object[]> Streams()
    {
        yield return ["XADD", "stream:compact", "5-1", "x", "1"];
        yield return ["XADD", "stream:compact", "5-2", "x", "2"];
        yield return ["XADD", "stream:compact", "6-0", "y", "2", "12", Long[..200]];
        yield return ["XDEL", "stream:compact", "5-2"];
        yield return ["XGROUP", "CREATE", "stream:empty", "g", "$", "MKSTREAM"];
        for (int i = 1; i <= 130; i++)
        {
            yield return ["XADD", "stream:groups", $"{i * 1000}-{i % 3}", "name", $"value-{i}", "number", $"{i}"];
        }
        yield return ["XDEL", "stream:groups", "3000-0", "104000-2", "130000-1"];
        yield return ["XGROUP", "CREATE", "stream:groups", "all", "0"];
        yield return ["XGROUP", "CREATE", "stream:groups", "late", "90000-0"];
        yield return ["XGROUP", "CREATE", "stream:groups", "idle", "$"];
        yield return ["XGROUP", "CREATECONSUMER", "stream:groups", "idle", "nobody"];
        yield return ["XREADGROUP", "GROUP", "all", "alice", "COUNT", "40", "STREAMS", "stream:groups", ">"];
        yield return ["XREADGROUP", "GROUP", "all", "bob", "COUNT", "5", "STREAMS", "stream:groups", ">"];
        yield return ["XREADGROUP", "GROUP", "late", "bob", "COUNT", "3", "STREAMS", "stream:groups", ">"];
        yield return ["XACK", "stream:groups", "all", "1000-1", "2000-2"];
        yield return ["XCLAIM", "stream:groups", "all", "carol", "0", "5000-2", "TIME", "1700000000000", "RETRYCOUNT", "7"];
        yield return ["XADD", "stream:idempotent", "IDMP", "producer", "id-1", "1-1", "a", "1"];
    }
}
