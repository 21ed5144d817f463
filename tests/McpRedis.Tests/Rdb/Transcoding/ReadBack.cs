using System.Globalization;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>What a client sees of a key, as one text that is the same on every server.</summary>
internal static class ReadBack
{
    private static readonly string[] OfGroups = ["name", "last-delivered-id", "entries-read", "pending", "consumers"];

    /// <param name="withFieldTtls">HPEXPIRETIME of every field; only for servers that have it.</param>
    public static async Task<string> OfAsync(RawRedis redis, string key, bool withFieldTtls)
    {
        string type = (await redis.CallAsync("TYPE", key)).Text;
        switch (type)
        {
            case "string":
                return Convert.ToHexString((await redis.CallAsync("GET", key)).Bytes!);
            case "list":
                return string.Join('\n', (await redis.CallAsync("LRANGE", key, 0, -1)).Texts);
            case "set":
                return string.Join('\n', (await redis.CallAsync("SMEMBERS", key)).Texts.Order(StringComparer.Ordinal));
            case "zset":
                return string.Join('\n', (await redis.CallAsync("ZRANGE", key, 0, -1, "WITHSCORES")).Texts.Chunk(2).Select(pair => $"{pair[0]} {Score(pair[1])}"));
            case "hash":
                return await HashAsync(redis, key, withFieldTtls);
            case "stream":
                return await StreamAsync(redis, key);
            default:
                return type;
        }
    }

    private static async Task<string> HashAsync(RawRedis redis, string key, bool withFieldTtls)
    {
        string[][] fields = [.. (await redis.CallAsync("HGETALL", key)).Texts.Chunk(2).OrderBy(pair => pair[0], StringComparer.Ordinal)];
        string values = string.Join('\n', fields.Select(pair => $"{pair[0]}={pair[1]}"));
        if (!withFieldTtls)
        {
            return values;
        }
        RawReply ttls = await redis.CallAsync(["HPEXPIRETIME", key, "FIELDS", fields.Length, .. fields.Select(pair => pair[0])]);
        return $"{values}\n{string.Join(' ', ttls.Texts)}";
    }

    private static async Task<string> StreamAsync(RawRedis redis, string key)
    {
        string entries = string.Join('\n', (await redis.CallAsync("XRANGE", key, "-", "+")).Items!.Select(entry => $"{entry[0].Text}: {string.Join(',', entry[1].Texts)}"));
        IReadOnlyDictionary<string, RawReply> info = (await redis.CallAsync("XINFO", "STREAM", key, "FULL", "COUNT", 0)).Map;
        string head = string.Join(' ', new[] { "length", "last-generated-id", "max-deleted-entry-id", "entries-added", "recorded-first-entry-id" }.Select(name => info[name].Text));
        IEnumerable<string> groups = info["groups"].Items!.Select(group => string.Join(' ', group.Map.Where(part => OfGroups.Contains(part.Key)).Select(part => part.Key switch
        {
            "consumers" => string.Join(' ', part.Value.Items!.Select(consumer => $"{consumer.Map["name"].Text}: {Pending(consumer.Map["pending"])}")),
            "pending" => Pending(part.Value),
            _ => part.Value.Text,
        })));
        return $"{entries}\n{head}\n{string.Join('\n', groups)}";
    }

    private static string Pending(RawReply pending) => string.Join(' ', pending.Items!.Select(entry => string.Join('/', entry.Texts)));

    // 7.0 writes 17 digits, others the shortest; -0 is 0.
    private static string Score(string text) => (double.Parse(text switch { "inf" => "Infinity", "-inf" => "-Infinity", _ => text }, CultureInfo.InvariantCulture) + 0.0)
        .ToString("R", CultureInfo.InvariantCulture);
}
