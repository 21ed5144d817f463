using System.Text.RegularExpressions;
using McpRedis.Catalogue;
using McpRedis.Guard.Commands;
using McpRedis.Redis;

namespace McpRedis.Tests.Guard.Commands;

/// <summary>Which tool redis_command_help and refusals name for a command.</summary>
public sealed class TypedToolsTests
{
    // What a family of commands is called and where its tools are. In order: the first that fits decides.
    private static readonly (string Pattern, Toolset[] Toolsets)[] Families =
    [
        ("^(SETBIT|GETBIT|BIT.*)$", [Toolset.Bits]),
        ("^GEO", [Toolset.Geo]),
        ("^PF", [Toolset.Hyperloglog]),
        ("^(GETRANGE|SUBSTR|STRLEN|GET|MGET|SET|MSET|MSETEX|SETEX|PSETEX|SETNX|GETSET|INCR.*|DECR.*)$", [Toolset.Strings]),
        ("^OBJECT FREQ$", [Toolset.Analysis]),
        ("^(SCAN|KEYS|EXISTS|TYPE|TTL|PTTL|P?EXPIRE(AT|TIME)?|PERSIST|DEL|UNLINK|RENAME(NX)?|COPY|OBJECT.*|MEMORY USAGE)$", [Toolset.Keys]),
        ("^H(?!ELLO|OTKEYS)", [Toolset.Hashes]),
        ("^(L(?!ATENCY|ASTSAVE|OLWUT|CS)|R(PUSH|POP))", [Toolset.Lists]),
        ("^S(ADD|CARD|DIFF|INTER|UNION|ISMEMBER|MISMEMBER|MEMBERS|POP|RANDMEMBER|REM|SCAN)", [Toolset.Sets]),
        ("^Z", [Toolset.SortedSets]),
        ("^X", [Toolset.Streams]),
        ("^V", [Toolset.Vectors]),
        ("^(S?PUBLISH|PUBSUB.*|[PS]?SUBSCRIBE)$", [Toolset.Pubsub]),
    ];

    // No tool does them: what is left to redis_command_run, or to nobody.
    private static readonly HashSet<string> Without =
    [
        "APPEND", "SETRANGE", "GETDEL", "GETEX", "MSETNX", "INCREX", "DELEX", "DELIFEQ", "DIGEST", "LCS",
        "TOUCH", "MOVE", "OBJECT REFCOUNT", "OBJECT HELP", "SORT", "SORT_RO", "RANDOMKEY", "DUMP", "RESTORE", "RESTORE-ASKING", "MIGRATE",
        "HGETDEL", "HGETEX", "HPERSIST", "HRANDFIELD", "LSET", "LPOS", "SMOVE", "SDIFFCARD", "SUNIONCARD",
        "ZRANDMEMBER", "ZDIFF", "ZINTER", "ZUNION", "ZDIFFSTORE", "ZINTERSTORE", "ZUNIONSTORE", "ZINTERCARD", "ZRANGESTORE",
        "XDELEX", "XACKDEL", "XNACK", "XSETID", "XCFGSET", "XIDMPRECORD", "XGROUP CREATECONSUMER",
        "PFDEBUG", "PFSELFTEST", "VRANGE", "VISMEMBER", "VCARD", "VDIM", "VLINKS", "LOLWUT",
    ];

    public static TheoryData<string> OnKeys => [.. CommandTable.Pinned.All
        .Where(e => !e.IsContainer && !e.Has(CommandFlags.Blocking | CommandFlags.Admin | CommandFlags.OnlySentinel) && Family(e.Name) is not null && !e.Name.EndsWith(" HELP", StringComparison.Ordinal))
        .Select(e => e.Name)];

    [Theory, MemberData(nameof(OnKeys))]
    public void Command_on_keys_names_a_tool_of_its_family_or_is_known_to_have_none(string command)
    {
        var tools = TypedTools.For(command);
        if (Without.Contains(command) && tools.Count == 0)
        {
            return;
        }
        Assert.NotEmpty(tools);
        Assert.Contains(ToolCatalogue.All.Single(t => t.Name == tools[0]).Toolset, Family(command)!);
    }

    [Theory]
    [InlineData("GET", "redis_string_get")]
    [InlineData("MGET", "redis_string_get")]
    [InlineData("MSET", "redis_string_set")]
    [InlineData("SETEX", "redis_string_set")]
    [InlineData("SETNX", "redis_string_set")]
    [InlineData("INCR", "redis_string_increment")]
    [InlineData("DECR", "redis_string_increment")]
    [InlineData("TTL", "redis_key_info")]
    [InlineData("EXISTS", "redis_key_info")]
    [InlineData("EXPIRE", "redis_key_expire")]
    [InlineData("HGET", "redis_hash_get")]
    [InlineData("HMSET", "redis_hash_set")]
    [InlineData("LINDEX", "redis_list_get")]
    [InlineData("RPOPLPUSH", "redis_list_pop")]
    [InlineData("LTRIM", "redis_list_trim")]
    [InlineData("SISMEMBER", "redis_set_get")]
    [InlineData("ZSCORE", "redis_zset_get")]
    [InlineData("ZRANGEBYSCORE", "redis_zset_get")]
    [InlineData("ZREVRANGE", "redis_zset_get")]
    [InlineData("XREAD", "redis_stream_range")]
    [InlineData("DEL", "redis_key_delete")]
    [InlineData("DBSIZE", "redis_server_info")]
    public void Everyday_commands_have_the_tool_one_expects(string command, string tool) => Assert.Equal(tool, TypedTools.For(command)[0]);

    private static Toolset[]? Family(string command) => Families.Where(f => Regex.IsMatch(command, f.Pattern)).Select(f => f.Toolsets).FirstOrDefault();
}
