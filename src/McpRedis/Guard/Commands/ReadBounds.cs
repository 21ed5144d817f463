using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>Which lengths tell how large a reply will be.</summary>
internal static class ReadBounds
{
    private const string ByRange = "redis_string_get reads a value by range.";
    private const string ByPage = "redis_key_get reads it page by page.";
    private const string OneElement = "redis_list_get shows the beginning of a large element, and redis_list_pop moves one with toKey.";
    private const string SmallerSteps = "Use a smaller COUNT and go on with the cursor; redis_key_get reads within the budget by itself.";
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
            case "HGETDEL" or "HGETEX":
                return new([.. TakingRules.Fields(a).Select(field => One("HSTRLEN", key).Arg(field))], r => new(r.Length, r.Sum(Length)), ByPage);
            case "HGETALL" or "HKEYS" or "HVALS":
                return Whole("HLEN", key, ByPage);
            case "SMEMBERS":
                return Whole("SCARD", key, ByPage);
            case "HSCAN":
                return Step("HLEN", key, a);
            case "SSCAN":
                return Step("SCARD", key, a);
            case "ZSCAN":
                return Step("ZCARD", key, a);
            case "HRANDFIELD":
                return Ranged("HLEN", key, _ => count ?? 1);
            case "SRANDMEMBER":
                return Ranged("SCARD", key, _ => count ?? 1);
            case "ZRANDMEMBER":
                return Ranged("ZCARD", key, _ => count ?? 1);
            case "SPOP":
                return Ranged("SCARD", key, length => AtMost(TakenData.Sampled(count ?? 1), length));
            case "LINDEX" or "LMOVE" or "RPOPLPUSH":
                return Ranged("LLEN", key, length => AtMost(1, length)) with { Advice = OneElement };
            case "LPOP" or "RPOP":
                return Ranged("LLEN", key, length => AtMost(count ?? 1, length));
            case "ZPOPMIN" or "ZPOPMAX":
                return Ranged("ZCARD", key, length => AtMost(count ?? 1, length));
            case "LMPOP":
                return Ranged("LLEN", plain.Keys, length => AtMost(count ?? 1, length), Enumerable.Max);
            case "ZMPOP":
                return Ranged("ZCARD", plain.Keys, length => AtMost(count ?? 1, length), Enumerable.Max);
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
                return Ranged("XLEN", plain.Keys, length => AtMost(count, length), Enumerable.Sum);
            case "XINFO STREAM" when count is not null:
                return Ranged("XLEN", key, length => AtMost(count, length));
            case "XAUTOCLAIM" when !a.Has("JUSTID", 6):
                return Ranged("XLEN", key, length => AtMost(count ?? 100, length));
            case "XCLAIM" when !a.Has("JUSTID", 6):
                return Ranged("XLEN", key, length => AtMost(Math.Max(0, a.Count - 5), length));
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

    private static ReadBound Ranged(string command, byte[] key, Func<long, long> items) => Ranged(command, [key], items, Enumerable.Sum);

    // What a range takes in memory is its share of the whole.
    private static ReadBound Ranged(string command, IReadOnlyList<byte[]> keys, Func<long, long> items, Func<IEnumerable<long>, long> all) =>
        new([.. keys.SelectMany(key => new[] { One(command, key), One("MEMORY USAGE", key) })], replies =>
        {
            var sizes = replies.Chunk(2).Select(r => (Length: Length(r[0]), Memory: Length(r[1]), Asked: items(Length(r[0])))).ToList();
            return new(all(sizes.Select(s => s.Length == 0 ? 0 : s.Asked)), 0, all(sizes.Select(s => s.Length == 0 ? 0 : (long)((double)s.Memory * s.Asked / s.Length))));
        }, Fewer);

    // A step goes on from its cursor, so how many it visits is no question; what they take is.
    private static ReadBound Step(string command, byte[] key, IReadOnlyList<byte[]> a)
    {
        var share = Ranged(command, key, length => AtMost(a.NumberAfter("COUNT", 3) ?? 10, length));
        return share with { Measure = r => share.Measure(r) with { Items = 0 }, Advice = SmallerSteps };
    }

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
