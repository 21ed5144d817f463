using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>Which lengths tell how large a reply will be.</summary>
internal static class ReadBounds
{
    private const string ByRange = "redis_string_get reads a value by range.";
    private const string ByPage = "redis_key_get reads it page by page.";
    private const string Fewer = "Ask for a smaller range, or with a LIMIT or COUNT of at most 500.";

    /// <param name="plain">The ruling so far.</param>
    /// <param name="a">Name and arguments.</param>
    /// <param name="count">Items the arguments ask for; null when they leave it open.</param>
    /// <returns>Null when the reply is bounded by its nature.</returns>
    public static ReadBound? For(CommandRuling plain, IReadOnlyList<byte[]> a, long? count)
    {
        if (plain.Keys.Count == 0)
        {
            return null;
        }
        byte[] key = plain.Keys[0];
        switch (plain.Name)
        {
            case "GET" or "GETDEL" or "GETEX" or "GETSET" or "MGET":
            case "SET" when a.Has("GET", 3):
                return Strings("STRLEN", plain.Keys, 1);
            case "LCS":
                return Strings("STRLEN", plain.Keys, 8);   // its table has the product of both lengths
            case "GETRANGE" or "SUBSTR":
                return new([One("STRLEN", key)], r => new(0, Span(a.Number(2), a.Number(3), Length(r[0]))), ByRange);
            case "HGET" or "HMGET":
                return new([.. a.Skip(2).Select(field => One("HSTRLEN", key).Arg(field))], r => new(r.Length, r.Sum(Length)), ByPage);
            case "HGETALL" or "HKEYS" or "HVALS":
                return Whole("HLEN", key, ByPage);
            case "SMEMBERS":
                return Whole("SCARD", key, ByPage);
            case "LRANGE":
                return Ranged("LLEN", key, length => Span(a.Number(2), a.Number(3), length));
            case "ZRANGE" when !a.Has("BYSCORE", 4) && !a.Has("BYLEX", 4):
            case "ZREVRANGE":
                return Ranged("ZCARD", key, length => Span(a.Number(2), a.Number(3), length));
            case "ZRANGE" or "ZRANGEBYSCORE" or "ZREVRANGEBYSCORE" or "ZRANGEBYLEX" or "ZREVRANGEBYLEX":
                return Ranged("ZCARD", key, length => AtMost(Limit(a), length));
            case "GEOSEARCH" or "GEORADIUS" or "GEORADIUS_RO" or "GEORADIUSBYMEMBER" or "GEORADIUSBYMEMBER_RO" when plain.Overwrites.Count == 0:
                return Ranged("ZCARD", key, length => AtMost(a.NumberAfter("COUNT", 4), length));
            case "XRANGE" or "XREVRANGE":
                return Ranged("XLEN", key, length => AtMost(count, length));
            case "XREAD" or "XREADGROUP":
                return new([.. plain.Keys.Select(k => One("XLEN", k))], r => new(r.Sum(l => AtMost(count, Length(l)))), Fewer);
            case "VRANGE":
                return Ranged("VCARD", key, length => AtMost(count, length));
            case "SORT" or "SORT_RO" when plain.Overwrites.Count == 0:
                return new([One("LLEN", key), One("SCARD", key), One("ZCARD", key), One("MEMORY USAGE", key)], r => new(r.Take(3).Max(Length), 0, Length(r[3])), ByPage);
            case "SUNION" or "SDIFF" or "SINTER":
                return Sets(plain, ["SCARD"]);
            case "ZUNION" or "ZDIFF" or "ZINTER":
                return Sets(plain, ["ZCARD", "SCARD"]);
            default:
                return null;
        }
    }

    private static ReadBound Strings(string command, IReadOnlyList<byte[]> keys, int weight) =>
        new([.. keys.Select(k => One(command, k))], r => new(0, r.Sum(Length) * weight), ByRange);

    private static ReadBound Whole(string command, byte[] key, string advice) =>
        new([One(command, key), One("MEMORY USAGE", key)], r => new(Length(r[0]), 0, Length(r[1])), advice);

    // What a range takes in memory is its share of the whole.
    private static ReadBound Ranged(string command, byte[] key, Func<long, long> items) =>
        new([One(command, key), One("MEMORY USAGE", key)], r =>
        {
            long length = Length(r[0]), asked = items(length);
            return new(asked, 0, length == 0 ? 0 : (long)((double)Length(r[1]) * asked / length));
        }, Fewer);

    // A union has at most all, an intersection at most its smallest, a difference at most its first.
    private static ReadBound Sets(CommandRuling plain, string[] lengths)
    {
        int each = lengths.Length + 1;
        return new([.. plain.Keys.SelectMany(k => lengths.Append("MEMORY USAGE").Select(l => One(l, k)))], replies =>
        {
            var sets = replies.Chunk(each).Select(r => new ReadSize(r.Take(each - 1).Max(Length), 0, Length(r[^1]))).ToList();
            return plain.Name[1..] switch
            {
                "INTER" => sets.MinBy(s => s.Items),
                "DIFF" => sets[0],
                _ => new(sets.Sum(s => s.Items), 0, sets.Sum(s => s.Memory)),
            };
        }, ByPage);
    }

    private static RedisCommand One(string command, byte[] key) => RedisCommand.Of(command).Key(key);

    private static long Length(RespValue reply) => reply.Kind == RespKind.Integer ? reply.Integer : 0;

    private static long AtMost(long? limit, long length) => limit is { } some and >= 0 ? Math.Min(some, length) : length;

    // LIMIT offset count. Where it stands twice the server takes one of them; null, which is all, when one says so.
    private static long? Limit(IReadOnlyList<byte[]> a)
    {
        long? largest = null;
        for (int at = a.Find("LIMIT", 4); at >= 0; at = a.Find("LIMIT", at + 1))
        {
            if (a.Number(at + 2) is not ({ } count and >= 0))
            {
                return null;
            }
            largest = Math.Max(largest ?? 0, count);
        }
        return largest;
    }

    /// <summary>Elements between two indexes as Redis counts them: negative from the end.</summary>
    private static long Span(long? first, long? last, long length)
    {
        if (first is not { } from || last is not { } to)
        {
            return 0;   // no numbers: the server refuses it
        }
        from = from < 0 ? Math.Max(0, from + length) : from;
        to = to < 0 ? to + length : Math.Min(to, length - 1);
        return Math.Max(0, to - from + 1);
    }
}
