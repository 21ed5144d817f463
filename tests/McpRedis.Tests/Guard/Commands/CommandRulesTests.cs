using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard.Commands;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Guard.Commands;

public sealed class CommandRulesTests
{
    private const long Now = 1_700_000_000_000;

    /// <summary>S05 and S06: each with plausible arguments, and in disguise. Used by the tests of the tools, too.</summary>
    public static readonly string[] Never =
    [
        "SELECT 1", "select 0", "AUTH secret", "AUTH default secret", "HELLO 3", "HELLO 2 AUTH u p", "RESET", "QUIT", "MULTI", "EXEC", "DISCARD", "WATCH k", "UNWATCH",
        "SUBSCRIBE c", "PSUBSCRIBE *", "SSUBSCRIBE c", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "MONITOR",
        "CLIENT REPLY OFF", "client reply skip", "CLIENT TRACKING ON", "CLIENT CACHING YES", "CLIENT SETNAME x", "CLIENT SETINFO LIB-NAME x", "CLIENT NO-EVICT ON",
        "CLIENT NO-TOUCH ON", "CLIENT PAUSE 10000", "CLIENT UNPAUSE", "CLIENT KILL TYPE normal", "CLIENT UNBLOCK 1", "CLIENT LIST", "CLIENT INFO", "CLIENT NOSUCH", "CLIENT",
        "WAIT 1 0", "WAITAOF 1 0 0", "READONLY", "READWRITE", "ASKING",
        "BLPOP l 0", "BRPOP l 1", "BLMOVE a b LEFT LEFT 0", "BRPOPLPUSH a b 0", "BLMPOP 0 1 l LEFT", "BZPOPMIN z 0", "BZPOPMAX z 0", "BZMPOP 0 1 z MIN",
        "XREAD BLOCK 0 STREAMS s $", "xread count 1 block 10 streams s $", "XREADGROUP GROUP g c BLOCK 0 STREAMS s >", "SYNC", "PSYNC ? -1", "REPLCONF listening-port 1",
        "SHUTDOWN", "SHUTDOWN NOSAVE", "shutdown nosave", "DEBUG SLEEP 1", "DEBUG OBJECT k", "DEBUG SEGFAULT", "MODULE LOAD /tmp/x.so", "MODULE LOADEX /tmp/x.so", "MODULE UNLOAD x", "MODULE LIST",
        "REPLICAOF 127.0.0.1 1", "SLAVEOF 127.0.0.1 1", "REPLICAOF NO ONE", "FAILOVER", "FAILOVER TO 127.0.0.1 1", "MIGRATE 127.0.0.1 1 k 0 1000", "MIGRATE 127.0.0.1 1  0 1000 KEYS a b",
        "RESTORE k 0 x", "RESTORE k 0 x REPLACE", "RESTORE-ASKING k 0 x", "DUMP k",
        "CONFIG SET maxmemory 1", "config set dir /tmp", "CONFIG REWRITE", "CONFIG GET *", "CONFIG GET requirepass",
        "ACL SETUSER x on", "ACL DELUSER x", "ACL LOAD", "ACL SAVE", "ACL LIST", "ACL GETUSER default", "ACL LOG", "ACL LOG RESET",
        "CLUSTER MEET 127.0.0.1 1", "CLUSTER FORGET x", "CLUSTER RESET", "CLUSTER FAILOVER", "CLUSTER ADDSLOTS 1", "CLUSTER REPLICATE x", "CLUSTER SETSLOT 1 NODE x", "CLUSTER FLUSHSLOTS", "CLUSTER BUMPEPOCH", "CLUSTER SAVECONFIG",
        "SENTINEL SET m x y", "SENTINEL MONITOR m 127.0.0.1 1 1", "SENTINEL REMOVE m", "SENTINEL FAILOVER m",
        "SWAPDB 0 1", "SAVE", "BGSAVE", "BGREWRITEAOF", "FLUSHALL", "FLUSHDB", "flushall ASYNC", "TRIMSLOTS RANGES 1 0 1", "MOVE k 1", "COPY a b DB 1",
        "SCRIPT FLUSH", "SCRIPT KILL", "SCRIPT LOAD x", "SCRIPT DEBUG YES", "FUNCTION FLUSH", "FUNCTION KILL", "FUNCTION LOAD x", "FUNCTION DELETE x", "FUNCTION RESTORE x", "FUNCTION DUMP",
        "EVAL return(1) 0", "eval redis.call('flushall') 0", "EVALSHA abc 0", "EVAL_RO return(1) 0", "EVALSHA_RO abc 0", "FCALL f 0", "FCALL_RO f 0",
        "KEYS *", "LOLWUT", "PFDEBUG GETREG k", "PFSELFTEST", "INFO", "INFO everything", "ROLE", "SLOWLOG GET", "COMMANDLOG GET 1 slow", "FUNCTION STATS",
        "RG.PYEXECUTE x", "rg.trigger x", "TFCALL l.f 0", "TFUNCTION LOAD x", "AI.SCRIPTEXECUTE k f", "BF.LOADCHUNK k 1 x", "CF.LOADCHUNK k 1 x", "FT.CONFIG SET a b", "FT.DEBUG x", "JSON.DEBUG MEMORY k",
        "REGISTERCS x", "RUNTXP 1", "REPLTAKEOVER 1", "DFLYCLUSTER CONFIG x", "KEYDB.CRON x", "TIMESERIES.CLUSTERSET x", "SECONDARYOF 127.0.0.1 1",
    ];

    // What is no command's name, however it looks.
    private static readonly string[] NoNames =
    [
        "", " ", " GET", "GET ", "GET k", "\tGET", "GET\0", "\0", "GET\r\nFLUSHALL", "\r\nFLUSHALL\r\n", "*1\r\n$8\r\nFLUSHALL\r\n", "$4\r\nINFO", "CLIENT|KILL", "CONFIG|SET", "client|reply",
        "ＦＬＵＳＨＡＬＬ", "FLUSHΑLL", "ſet", "KEYS\u200b", "1GET", "-GET", "_FT.DEBUG", ".GET", "GET;FLUSHALL", "GET,k", "\"GET\"", "'GET'", "HOST:", "G\u0000ET", new('A', 65),
    ];

    public static TheoryData<string> Forbidden => [.. Never];

    [Theory, MemberData(nameof(Forbidden))]
    public void Refused_at_any_level_with_a_reason(string line)
    {
        var ruling = Judge(line);
        Assert.Equal(ErrorCode.CommandNotAllowed, ruling.Refusal?.Code);
        Assert.Null(ruling.Command);
        Assert.NotEmpty(ruling.Refusal!.Message);
    }

    [Fact]
    public void What_is_no_name_is_an_argument_mistake() => Assert.All(NoNames, name =>
    {
        Assert.Equal(ErrorCode.InvalidArgument, CommandRules.Judge([Encoding.UTF8.GetBytes(name), "k"u8.ToArray()], Now).Refusal?.Code);
        Assert.Null(CommandRules.Judge([Encoding.UTF8.GetBytes(name)], Now).Command);
    });

    [Theory]
    // Reads, by the table or by what their arguments leave out.
    [InlineData("GET k", "Read")]
    [InlineData("hget k f", "Read")]
    [InlineData("EXISTS a b", "Read")]
    [InlineData("OBJECT ENCODING k", "Read")]
    [InlineData("object encoding k", "Read")]
    [InlineData("PING", "Read")]
    [InlineData("TIME", "Read")]
    [InlineData("SORT l", "Read")]
    [InlineData("SORT l BY nosort LIMIT 0 3", "Read")]
    [InlineData("GETEX k", "Read")]
    [InlineData("XREAD COUNT 5 STREAMS s 0", "Read")]
    [InlineData("GEORADIUS g 1 1 1 km", "Read")]
    [InlineData("BITFIELD b GET u8 0", "Read")]
    [InlineData("SCAN 0 COUNT 100", "Read")]
    [InlineData("FUNCTION LIST", "Read")]
    [InlineData("SCRIPT EXISTS abc", "Read")]
    // The same commands, and they change something.
    [InlineData("SORT l STORE d", "Write", "Destructive")]
    [InlineData("sort l by x limit 0 1 store d", "Write", "Destructive")]
    [InlineData("GETEX k PERSIST", "Write")]
    [InlineData("GETEX k EX 10", "Write")]
    [InlineData("GETEX k PXAT 1", "Destructive")]
    [InlineData("GETEX k EX 0", "Destructive")]
    [InlineData("HSETEX h EX 0 FIELDS 1 f v", "Destructive")]
    [InlineData("HSETEX h FXX PX -1 FIELDS 1 f v", "Destructive")]
    [InlineData("HGETEX h px 0 FIELDS 1 f", "Destructive")]
    [InlineData("HGETEX h PX 1 FIELDS 1 f", "Write")]
    [InlineData("GEORADIUS g 1 1 1 km STORE d", "Write", "Destructive")]
    [InlineData("GEORADIUS g 1 1 1 km storedist d", "Write", "Destructive")]
    [InlineData("BITFIELD b INCRBY u8 0 1", "Write")]
    [InlineData("BITFIELD b GET u8 0 SET u8 0 1", "Write")]
    [InlineData("XREADGROUP GROUP g c STREAMS s >", "Write")]
    [InlineData("INCR k", "Write")]
    [InlineData("PUBLISH c m", "Write")]
    [InlineData("SET k v", "Write", "Destructive")]
    [InlineData("SET k v GET", "Write", "Destructive")]
    [InlineData("SET k v PXAT 1", "Destructive")]
    [InlineData("SET k v PX 100000", "Write", "Destructive")]
    [InlineData("MSET a 1 b 2", "Write", "Destructive")]
    [InlineData("MSETNX a 1 b 2", "Write")]
    [InlineData("DEL a", "Write")]
    [InlineData("DEL a a", "Write")]
    [InlineData("DEL a b", "Destructive")]
    [InlineData("unlink a b", "Destructive")]
    [InlineData("EXPIRE k 60", "Write")]
    [InlineData("PFCOUNT k", "Write")]
    [InlineData("PFCOUNT k k", "Read")]
    [InlineData("XADD s LIMIT 0 MAXLEN ~ 0 * f v", "Destructive")]
    [InlineData("XADD s NOMKSTREAM KEEPREF MINID 5 * f v", "Destructive")]
    [InlineData("XADD s IDMP 1 2 MAXLEN 3 * f v", "Destructive")]
    [InlineData("XADD s NEWER 5 MAXLEN 3 * f v", "Destructive")]
    [InlineData("XADD s NOMKSTREAM * MAXLEN 3", "Write")]
    [InlineData("XADD s 5-1 f v MAXLEN 3", "Write")]
    [InlineData("XDEL s 1-1", "Write")]
    [InlineData("XDEL s 1-1 1-2", "Destructive")]
    [InlineData("GETEX k PX 5", "Write")]
    [InlineData("EXPIRE k 0", "Destructive")]
    [InlineData("PEXPIRE k -1", "Destructive")]
    [InlineData("EXPIRE k soon", "Destructive")]
    [InlineData("EXPIREAT k 1", "Destructive")]
    [InlineData("EXPIREAT k 1700000000", "Destructive")]
    [InlineData("EXPIREAT k 1700000001", "Write")]
    [InlineData("PEXPIREAT k 1700000001", "Destructive")]
    [InlineData("PEXPIREAT k 1700000000001", "Write")]
    [InlineData("RENAME a b", "Write", "Destructive")]
    [InlineData("RENAMENX a b", "Write")]
    [InlineData("COPY a b", "Write")]
    [InlineData("COPY a b REPLACE", "Write", "Destructive")]
    [InlineData("SINTERSTORE d a b", "Write", "Destructive")]
    [InlineData("ZUNIONSTORE d 2 a b", "Write", "Destructive")]
    [InlineData("ZRANGESTORE d a 0 1", "Write", "Destructive")]
    [InlineData("GEOSEARCHSTORE d a FROMMEMBER m BYRADIUS 1 km", "Write", "Destructive")]
    [InlineData("BITOP AND d a b", "Write", "Destructive")]
    [InlineData("LTRIM l 0 1", "Destructive")]
    [InlineData("XTRIM s MAXLEN 0", "Destructive")]
    [InlineData("XADD s * f v", "Write")]
    [InlineData("XADD s * maxlen v", "Write")]
    [InlineData("XADD s MAXLEN ~ 10 * f v", "Destructive")]
    [InlineData("XADD s NOMKSTREAM minid 5 * f v", "Destructive")]
    [InlineData("ZREMRANGEBYSCORE z 0 1", "Destructive")]
    [InlineData("XGROUP DESTROY s g", "Destructive")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM", "Write")]
    [InlineData("CONFIG RESETSTAT", "Admin")]
    [InlineData("SLOWLOG RESET", "Admin")]
    [InlineData("NO.SUCH k", "Destructive")]
    [InlineData("JSON.GET k", "Destructive")]
    public void Risk_follows_from_sub_command_and_options(string line, string risk, string? highest = null)
    {
        var ruling = Judge(line);
        Assert.Null(ruling.Refusal);
        Assert.Equal((risk, highest ?? risk), (ruling.Risk.ToString(), ruling.HighestRisk.ToString()));
    }

    [Theory]
    [InlineData("SRANDMEMBER s -100000000")]
    [InlineData("SRANDMEMBER s -9223372036854775808")]
    [InlineData("HRANDFIELD h 501 WITHVALUES")]
    [InlineData("ZRANDMEMBER z many")]
    [InlineData("LPOP l 501")]
    [InlineData("SPOP s 1000000")]
    [InlineData("ZMPOP 1 z MIN COUNT 501")]
    [InlineData("XRANGE s - + COUNT 501")]
    [InlineData("XRANGE s - + COUNT 1 COUNT 501")]
    [InlineData("XPENDING s g - + 501")]
    [InlineData("XPENDING s g IDLE 1 - + 501")]
    [InlineData("XINFO STREAM s FULL COUNT 0")]
    [InlineData("LPOS l x COUNT 0")]
    [InlineData("SCAN 0 COUNT 1000000")]
    [InlineData("HSCAN h 0 COUNT 10001")]
    public void Count_that_no_reply_holds_is_refused(string line) => Assert.Equal(ErrorCode.InvalidArgument, Judge(line).Refusal?.Code);

    [Fact]
    public void Keys_are_marked_and_values_are_not()
    {
        var ruling = Judge("ZUNIONSTORE d 2 a b WEIGHTS 1 2");
        Assert.Equal(["d", "a", "b"], ruling.Command!.Arguments.Where(a => a.IsKey).Select(a => Encoding.UTF8.GetString(a.Bytes.Span)));
        Assert.Equal(7, ruling.Command.Arguments.Count);
        Assert.Equal("OBJECT ENCODING", Judge("object Encoding k").Command!.FullName);
    }

    [Fact]
    public void Refusal_names_the_tool_that_does_it()
    {
        Assert.Contains("redis_key_scan", Judge("KEYS *").Refusal!.Hint, StringComparison.Ordinal);
        Assert.Contains("redis_server_info", Judge("INFO").Refusal!.Hint, StringComparison.Ordinal);
        Assert.Contains("redis_config_get", Judge("CONFIG GET x").Refusal!.Hint, StringComparison.Ordinal);
        Assert.Equal("", Judge("SHUTDOWN").Refusal!.Hint);
    }

    // The allow-list, from the other side: whatever the table knows and the rules admit is a read of the tier, a plain write, a message or a named reset.
    [Fact]
    public void Whole_table_is_judged_and_nothing_else_gets_in()
    {
        string[] options = ["GETEX", "XREAD", "SORT", "GEORADIUS", "GEORADIUSBYMEMBER", "BITFIELD"];
        var admitted = new List<string>();
        foreach (var entry in CommandTable.Pinned.All)
        {
            var ruling = CommandRules.Judge([.. $"{entry.Name} k 1 1 1 1".Split(' ').Select(Encoding.ASCII.GetBytes)], Now);
            if (ruling.Refusal is { Code: ErrorCode.CommandNotAllowed })
            {
                continue;
            }
            admitted.Add(entry.Name);
            Assert.False(entry.IsScripting && entry.Name is not ("SCRIPT EXISTS" or "FUNCTION LIST"), entry.Name);
            Assert.False(entry.Has(CommandFlags.Blocking) && entry.Name is not ("XREAD" or "XREADGROUP"), entry.Name);
            if (ruling.Risk == Risk.Read)
            {
                Assert.True(ReadTier.Contains(entry.Name) || options.Contains(entry.Name), entry.Name);
                Assert.Null(HarmlessCommands.Find(entry.Name)?.Conceal);
            }
            else if (entry.Name.Contains('.', StringComparison.Ordinal))
            {
                Assert.True(ruling is { Unknown: true, Risk: Risk.Destructive }, entry.Name);   // a module's: always to be confirmed
            }
            else if (ruling.Risk != Risk.Admin)
            {
                Assert.True(entry.IsWrite || entry.Name is "PUBLISH" or "SPUBLISH" or "XREAD", entry.Name);
            }
        }
        Assert.InRange(admitted.Count, 200, 300);
    }

    // S03: what is not readonly cannot be a read by slipping into a list.
    [Theory]
    [InlineData("GETEX")]
    [InlineData("SORT")]
    [InlineData("EVAL_RO")]
    public void Wrong_member_of_the_read_tier_would_be_seen(string intruder)
    {
        Assert.NotEmpty(ReadTier.Verify([.. ReadTier.Flagged, intruder], CommandTable.Pinned));
        Assert.NotEqual(Risk.Read, CommandRules.Judge([.. $"{intruder} k EX 1 STORE d".Split(' ').Select(Encoding.ASCII.GetBytes)], Now).Risk);
    }

    // S02
    [Fact]
    public void No_token_gets_through_that_is_not_a_plain_name()
    {
        string[] names = [.. CommandTable.Pinned.All.Select(e => e.Name.Split(' ')[0]).Distinct()];
        char[] odd = ['\0', '\r', '\n', ' ', '\t', '|', ';', ':', '"', '\'', '*', '$', 'Ａ', 'ſ', 'İ', '\u200b', '\u202e', 'é', '-', '.', '_', '0', 'a', 'Z'];
        var mangled =
            from name in Gen.Elements(names)
            from at in Gen.Choose(0, name.Length)
            from c in Gen.Elements(odd)
            select name.Insert(at, c.ToString());
        var random = Gen.Elements(odd).ArrayOf().Select(c => new string(c));
        var cased = Gen.Elements(names).SelectMany(n => Gen.Elements(true, false).ArrayOf(n.Length).Select(up => new string([.. n.Select((c, i) => up[i] ? char.ToUpperInvariant(c) : char.ToLowerInvariant(c))])));
        Prop.ForAll(Gen.OneOf(mangled, random, cased).ToArbitrary(), token =>
        {
            var ruling = CommandRules.Judge([Encoding.UTF8.GetBytes(token), "k"u8.ToArray(), "1"u8.ToArray()], Now);
            bool plain = token.Length is > 0 and <= 64 && char.IsAsciiLetter(token[0]) && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
            bool known = plain && CommandTable.Pinned.Find(token) is not null;
            // Admitted means known by exactly this name, in any case, or left to the live server and then never below Destructive.
            return ruling.Command is null
                || (plain && (known ? string.Equals(ruling.Command.Name, token, StringComparison.OrdinalIgnoreCase) : ruling.Unknown && ruling.Risk == Risk.Destructive));
        }).Check(10_000);
    }

    // S05, S06: what is never run is not run with other arguments either, nor with its name written otherwise.
    [Fact]
    public void No_arguments_make_a_forbidden_command_run()
    {
        // Of these it is the arguments that decide.
        string[] sometimes = ["XREAD", "XREADGROUP", "COPY"];
        string[] heads = [.. Never.Select(line => line.ToUpperInvariant().Split(' ')).Where(w => !sometimes.Contains(w[0]))
            .Select(w => CommandTable.Pinned.Find(w[0]) is { IsContainer: true } ? string.Join(' ', w.Take(2)) : w[0]).Distinct().Where(head => head.Contains(' ', StringComparison.Ordinal) || CommandTable.Pinned.Find(head) is not { IsContainer: true })];
        Assert.InRange(heads.Length, 100, 300);
        string[] words = ["", "0", "1", "-1", "k", "*", "NO", "ONE", "127.0.0.1", "6379", "GET", "SET", "LIST", "HELP", "INFO", "KEYS", "COPY", "REPLACE", "NOSAVE", "ASYNC", "YES", "return 1", "\r\n", "\0", "\u202e"];
        var lines =
            from head in Gen.Elements(heads)
            from up in Gen.Elements(true, false).ArrayOf(head.Length)
            from arguments in Gen.Elements(words).ArrayOf()
            select (string[])[.. new string([.. head.Select((c, i) => up[i] ? c : char.ToLowerInvariant(c))]).Split(' '), .. arguments];
        Prop.ForAll(lines.ToArbitrary(), line =>
        {
            var ruling = CommandRules.Judge([.. line.Select(Encoding.UTF8.GetBytes)], Now);
            return ruling is { Command: null, Refusal.Code: ErrorCode.CommandNotAllowed };
        }).Check(10_000, endSize: 8);
    }

    // From the other side: whatever is admitted as a read is one by the table, or has none of the words that would make it a write.
    [Fact]
    public void Whatever_is_admitted_as_a_read_is_one()
    {
        // Options that write, and the place from which on they are options.
        var writing = new Dictionary<string, (int From, string[] Options)>
        {
            ["GETEX"] = (1, ["EX", "PX", "EXAT", "PXAT", "PERSIST"]),
            ["SORT"] = (1, ["STORE"]),
            ["GEORADIUS"] = (5, ["STORE", "STOREDIST"]),
            ["GEORADIUSBYMEMBER"] = (4, ["STORE", "STOREDIST"]),
            ["BITFIELD"] = (1, ["SET", "INCRBY"]),
            ["XREAD"] = (0, ["BLOCK"]),
        };
        string[] names = [.. CommandTable.Pinned.All.Select(e => e.Name), "NO.SUCH", "JSON.SET", "FT.SEARCH", .. Enumerable.Repeat(writing.Keys, 20).SelectMany(k => k)];
        string[] words = ["", "0", "1", "2", "-1", "$", "k", "ex", "PX", "EXAT", "persist", "STORE", "storedist", "SET", "incrby", "GET", "BLOCK", "block", "STREAMS", "COUNT", "KEYS", "RESET", "km", "u8", "BY", "*"];
        int reads = 0;
        Prop.ForAll((from name in Gen.Elements(names) from arguments in Gen.Elements(words).ArrayOf() select (name, arguments)).ToArbitrary(), line =>
        {
            var ruling = CommandRules.Judge([.. line.name.Split(' ').Concat(line.arguments).Select(Encoding.UTF8.GetBytes)], Now);
            if (ruling.Command is null || ruling.Risk != Risk.Read)
            {
                return true;
            }
            reads++;
            return ReadTier.Contains(ruling.Name)
                || (writing.TryGetValue(ruling.Name, out var write) && !line.arguments.Skip(write.From).Any(a => write.Options.Contains(a, StringComparer.OrdinalIgnoreCase)));
        }).Check(10_000, endSize: 8);
        Assert.InRange(reads, 500, 10_000);
    }

    private static CommandRuling Judge(string line) => CommandRules.Judge([.. line.Split(' ').Select(Encoding.UTF8.GetBytes)], Now);
}
