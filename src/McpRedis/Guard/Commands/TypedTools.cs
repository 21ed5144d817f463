using McpRedis.Catalogue;
using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>Which tool is made for a command, read off what tools declare: so a hint never names one that does not exist.</summary>
internal static class TypedTools
{
    private const int MostTold = 3;

    // The command that the tool made for it runs in its place, or the main one of that tool.
    private static readonly Dictionary<string, string> InPlaceOf = new()
    {
        ["GET"] = "GETRANGE",
        ["MGET"] = "GETRANGE",
        ["SUBSTR"] = "GETRANGE",
        ["MSET"] = "SET",
        ["SETEX"] = "SET",
        ["PSETEX"] = "SET",
        ["SETNX"] = "SET",
        ["GETSET"] = "SET",
        ["MSETEX"] = "SET",
        ["INCR"] = "INCRBY",
        ["DECR"] = "INCRBY",
        ["DECRBY"] = "INCRBY",
        ["KEYS"] = "SCAN",
        ["EXISTS"] = "OBJECT ENCODING",
        ["TYPE"] = "OBJECT ENCODING",
        ["TTL"] = "OBJECT ENCODING",
        ["PTTL"] = "OBJECT ENCODING",
        ["MEMORY USAGE"] = "OBJECT ENCODING",
        ["EXPIRETIME"] = "OBJECT ENCODING",
        ["PEXPIRETIME"] = "OBJECT ENCODING",
        ["EXPIRE"] = "PEXPIRE",
        ["EXPIREAT"] = "PEXPIRE",
        ["PEXPIREAT"] = "PEXPIRE",
        ["PERSIST"] = "PEXPIRE",
        ["HGET"] = "HLEN",
        ["HMGET"] = "HLEN",
        ["HEXISTS"] = "HLEN",
        ["HSTRLEN"] = "HLEN",
        ["HTTL"] = "HLEN",
        ["HPTTL"] = "HLEN",
        ["HEXPIRETIME"] = "HLEN",
        ["HPEXPIRETIME"] = "HLEN",
        ["HSCAN"] = "HLEN",
        ["HMSET"] = "HSET",
        ["HEXPIRE"] = "HSET",
        ["HEXPIREAT"] = "HSET",
        ["HPEXPIRE"] = "HSET",
        ["LINDEX"] = "LLEN",
        ["LRANGE"] = "LLEN",
        ["RPOPLPUSH"] = "LMOVE",
        ["SISMEMBER"] = "SCARD",
        ["SRANDMEMBER"] = "SCARD",
        ["SSCAN"] = "SCARD",
        ["SPOP"] = "SREM",
        ["SINTER"] = "SINTERCARD",
        ["SUNION"] = "SINTERCARD",
        ["SDIFF"] = "SINTERCARD",
        ["ZSCORE"] = "ZCARD",
        ["ZRANGE"] = "ZCARD",
        ["ZCOUNT"] = "ZCARD",
        ["ZLEXCOUNT"] = "ZCARD",
        ["ZRANGEBYSCORE"] = "ZCARD",
        ["ZREVRANGEBYSCORE"] = "ZCARD",
        ["ZRANGEBYLEX"] = "ZCARD",
        ["ZREVRANGEBYLEX"] = "ZCARD",
        ["ZREVRANGE"] = "ZCARD",
        ["ZSCAN"] = "ZCARD",
        ["ZMPOP"] = "ZPOPMIN",
        ["XREAD"] = "XRANGE",
        ["XLEN"] = "XRANGE",
        ["SETBIT"] = "BITFIELD",
        ["GETBIT"] = "BITFIELD_RO",
        ["GEORADIUS"] = "GEOSEARCH",
        ["GEORADIUS_RO"] = "GEOSEARCH",
        ["GEORADIUSBYMEMBER"] = "GEOSEARCH",
        ["GEORADIUSBYMEMBER_RO"] = "GEOSEARCH",
        ["VISMEMBER"] = "VEMB",
        ["VCARD"] = "VINFO",
        ["VDIM"] = "VINFO",
        ["DEL"] = "UNLINK",
        ["SLAVEOF"] = "REPLICAOF",
        ["SAVE"] = "BGSAVE",
        ["BLPOP"] = "LPOP",
        ["BRPOP"] = "LPOP",
        ["BLMPOP"] = "LPOP",
        ["BLMOVE"] = "LMOVE",
        ["BRPOPLPUSH"] = "LMOVE",
        ["BZPOPMIN"] = "ZPOPMIN",
        ["BZPOPMAX"] = "ZPOPMIN",
        ["BZMPOP"] = "ZPOPMIN",
        ["HGETALL"] = "HLEN",
        ["HKEYS"] = "HLEN",
        ["HVALS"] = "HLEN",
        ["SMEMBERS"] = "SCARD",
        ["DBSIZE"] = "INFO",
        ["LASTSAVE"] = "INFO",
    };

    /// <summary>Names of up to three tools, the most specific first.</summary>
    public static IReadOnlyList<string> For(string command) =>
        InPlaceOf.TryGetValue(command, out string? other) ? [Declaring(other).First()] : [.. Declaring(command).Take(MostTold)];

    /// <summary>"redis_key_scan does it.", or nothing when no tool does.</summary>
    public static string Hint(string command) => For(command) is [var tool, ..] ? $"{tool} (toolset {ToolsetOf(tool)}) is made for it." : "";

    // The one whose first command it is, then those that do little else. A tool that runs what its caller names declares reads only to look ahead with.
    private static IEnumerable<string> Declaring(string command) =>
        ToolCatalogue.All.Where(t => !t.Toolset.NeedsTwoConnections() && t.Commands.Contains(command) && !(t.ByCommand && ReadTier.Contains(command)))
            .OrderBy(t => t.Commands[0] != command).ThenBy(t => ReadTier.Contains(command) && t.Risk != Risk.Read)
            .ThenBy(t => !t.Name.EndsWith("_get", StringComparison.Ordinal)).ThenBy(t => t.Commands.Count).Select(t => t.Name);

    private static string ToolsetOf(string tool) => ToolCatalogue.All.First(t => t.Name == tool).Toolset.Wire();
}
