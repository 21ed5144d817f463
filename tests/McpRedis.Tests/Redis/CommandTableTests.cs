using System.Text;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

public sealed class CommandTableTests(RedisFixture redis)
{
    [Fact]
    public void Pinned_table_knows_commands_and_sub_commands_of_both_products()
    {
        var table = CommandTable.Pinned;

        Assert.InRange(table.All.Count, 440, 600);
        Assert.Equal("CONFIG GET", table.Find("config get")?.Name);
        Assert.Equal("8.6.0", table.Find("HOTKEYS GET")?.SinceRedis);
        Assert.Null(table.Find("HOTKEYS GET")?.SinceValkey);
        Assert.Equal("Valkey 9.0.0", table.Find("DELIFEQ")?.Since);
        Assert.True(table.Find("SENTINEL MASTERS")?.Has(CommandFlags.OnlySentinel));
        Assert.Null(table.Find("NO.SUCH"));
        Assert.Null(table.Find("CONFIG NOSUCH"));
    }

    [Theory]
    [InlineData("GET", true, false)]
    [InlineData("OBJECT ENCODING", true, false)]
    [InlineData("SET", false, true)]
    [InlineData("SORT", false, true)]
    [InlineData("GETEX", false, true)]
    [InlineData("EVAL", false, false)]
    [InlineData("CONFIG SET", false, false)]
    [InlineData("SHUTDOWN", false, false)]
    [InlineData("NO.SUCH", false, false)]
    public void Flags(string command, bool readOnly, bool write)
    {
        Assert.Equal(readOnly, CommandTable.Pinned.IsReadOnly(command));
        Assert.Equal(write, CommandTable.Pinned.IsWrite(command));
    }

    [Fact]
    public void Command_to_be_sent_is_found_by_its_sub_command_wherever_that_stands()
    {
        Assert.Equal("CONFIG GET", CommandTable.Pinned.Find(RedisCommand.Of("CONFIG GET").Arg("*"))?.Name);
        Assert.Equal("CONFIG SET", CommandTable.Pinned.Find(RedisCommand.Of("CONFIG").Arg("set").Arg("dir"))?.Name);
        Assert.Null(CommandTable.Pinned.Find(RedisCommand.Of("CONFIG").Arg("nosuch")));
        Assert.Equal("COMMAND", CommandTable.Pinned.Find(RedisCommand.Of("COMMAND"))?.Name);
        Assert.Equal("GET", CommandTable.Pinned.Find(RedisCommand.Of("GET").Key("SET"u8.ToArray()))?.Name);
    }

    [Theory]
    [InlineData("HGTE", "HGET")]
    [InlineData("CONFIG GETT", "CONFIG GET")]
    [InlineData("ABSOLUTELYNOTHING", null)]
    public void Nearest_name(string wrong, string? expected) => Assert.Equal(expected, CommandTable.Pinned.NearestTo(wrong));

    // What 7.0 can tell itself is also asked of the live server below.
    public static readonly TheoryData<string, string> KnownToAll = new()
    {
        { "GET k", "k" },
        { "get k", "k" },
        { "MGET a b c", "a b c" },
        { "MSET a 1 b 2", "a b" },
        { "DEL a b", "a b" },
        { "RENAME a b", "a b" },
        { "COPY a b DB 1 REPLACE", "a b" },
        { "BITOP AND d a b", "d a b" },
        { "BLPOP a b 0", "a b" },
        { "OBJECT ENCODING k", "k" },
        { "MEMORY USAGE k SAMPLES 5", "k" },
        { "EVAL script 2 a b x", "a b" },
        { "EVALSHA sha 1 a x y", "a" },
        { "FCALL f 1 a x", "a" },
        { "ZUNIONSTORE d 2 a b WEIGHTS 1 2", "d a b" },
        { "ZUNION 2 a b", "a b" },
        { "ZINTERCARD 2 a b LIMIT 3", "a b" },
        { "SINTERCARD 2 a b", "a b" },
        { "LMPOP 2 a b LEFT COUNT 3", "a b" },
        { "BLMPOP 0 2 a b LEFT", "a b" },
        { "ZMPOP 1 a MIN", "a" },
        { "XREAD COUNT 2 STREAMS a b 0 0", "a b" },
        { "XREAD BLOCK 10 streams a $", "a" },
        { "XREADGROUP GROUP STREAMS c COUNT 1 STREAMS a b > >", "a b" },
        { "XGROUP CREATE s g $", "s" },
        { "XINFO STREAM s FULL", "s" },
        { "SORT a", "a" },
        { "SORT a STORE b", "a b" },
        { "SORT a LIMIT 0 1 BY STORE GET STORE STORE b", "a b" },
        { "SORT_RO a BY w_* GET x_*", "a" },
        { "GEORADIUS g 0 0 1 km", "g" },
        { "GEORADIUS g 0 0 1 km STORE d", "g d" },
        { "GEORADIUSBYMEMBER g STORE 1 km STOREDIST d", "g d" },
        { "GEOSEARCHSTORE d g FROMMEMBER m BYRADIUS 1 km", "d g" },
        { "MIGRATE host 6379 k 0 1000", "k" },
        { "MIGRATE host 6379  0 1000 COPY AUTH KEYS KEYS a b", "a b" },
        { "MIGRATE host 6379  0 1000 AUTH2 KEYS KEYS KEYS a", "a" },
        { "LCS a b", "a b" },
        { "PFMERGE d a b", "d a b" },
        { "SMOVE a b m", "a b" },
        { "PFDEBUG GETREG k", "k" },
    };

    [Theory]
    [MemberData(nameof(KnownToAll))]
    public void Keys_of_an_argument_vector(string line, string expected) => Assert.Equal(expected, KeysOf(line));

    [Theory]
    [MemberData(nameof(KnownToAll))]
    public async Task Live_server_finds_the_same_keys(string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await redis.CallAsync(["COMMAND", "GETKEYS", .. line.Split(' ')])).Texts.Order(StringComparer.Ordinal)
            .OrderBy(key => expected.Split(' ').Index().First(item => item.Item == key).Index)));

    [Fact]
    public async Task Key_rules_read_from_a_live_reply_find_the_same_keys()
    {
        await using var raw = await redis.ConnectAsync();
        var live = CommandReply.Read(await raw.ExecuteAsync(RedisCommand.Of("COMMAND")));

        Assert.All(KnownToAll, row => Assert.Equal(row.Data.Item2, KeysOf(row.Data.Item1, live)));
    }

    [Theory]
    [InlineData("MSETEX 2 a 1 b 2 EX 10", "a b")]
    [InlineData("HSETEX h FIELDS 1 f v", "h")]
    [InlineData("VSIM v ELE e", "v")]
    [InlineData("PING", "")]
    [InlineData("SCAN 0 MATCH *", "")]
    [InlineData("CONFIG GET *", "")]
    [InlineData("SSUBSCRIBE channel", "")]
    [InlineData("GEORADIUS g 0 0 1 km STORE a STORE b", "g a b")]
    [InlineData("SORT a STORE b STORE c", "a b c")]
    [InlineData("EVAL script 0 a b", "")]
    [InlineData("EVAL script nonsense a b", "a b")]
    [InlineData("EVAL script 99999999999 a b", "a b")]
    [InlineData("EVAL script -1 a", "a")]
    [InlineData("MGET", "")]
    [InlineData("XREAD COUNT 1", "")]
    [InlineData("SORT", "")]
    public void Keys_where_the_live_server_is_too_old_or_says_less(string line, string expected) => Assert.Equal(expected, KeysOf(line));

    [Fact]
    public void Unknown_command_has_unknown_keys() => Assert.Null(CommandTable.Pinned.Keys(Words("NO.SUCH a")));

    [Fact]
    public async Task Live_server_is_never_more_dangerous_than_the_table()
    {
        await using var raw = await redis.ConnectAsync();
        var drifts = CommandTable.Pinned.CompareWith(await raw.ExecuteAsync(RedisCommand.Of("COMMAND")));

        Assert.DoesNotContain(drifts, drift => drift.Kind != DriftKind.Unknown);
        Assert.Empty(await CommandTrust.DistrustedAsync((command, _) => raw.ExecuteAsync(command), TestTimeout.Token()));
    }

    [Fact]
    public async Task Server_without_COMMAND_leaves_the_table_to_decide()
    {
        var distrusted = await CommandTrust.DistrustedAsync(
            (command, _) => throw RedisFaults.FromReply("NOPERM User u has no permissions", command.FullName), CancellationToken.None);
        Assert.Empty(distrusted);
    }

    [Theory]
    [InlineData("get", "fast", nameof(DriftKind.ReadOnlyLost))]
    [InlineData("get", "write", nameof(DriftKind.ReadOnlyLost), nameof(DriftKind.WriteGained))]
    [InlineData("ping", "write", nameof(DriftKind.WriteGained))]
    [InlineData("get", "readonly admin", nameof(DriftKind.PowerGained))]
    [InlineData("get", "readonly blocking", nameof(DriftKind.PowerGained))]
    [InlineData("foo.bar", "readonly", nameof(DriftKind.Unknown))]
    [InlineData("get", "readonly fast")]
    [InlineData("set", "write")]
    public void Riskier_flags_are_drift(string name, string flags, params string[] expected)
    {
        var entry = RespValue.Of(RespKind.Array,
        [
            RespValue.Of(name), RespValue.Of(2), RespValue.Of(RespKind.Array, [.. flags.Split(' ').Select(flag => RespValue.Of(flag))]),
            RespValue.Of(1), RespValue.Of(1), RespValue.Of(1),
        ]);
        var drifts = CommandTable.Pinned.CompareWith(RespValue.Of(RespKind.Array, [entry, RespValue.Null]));

        Assert.Equal(expected, drifts.Select(drift => drift.Kind.ToString()));
    }

    private static string? KeysOf(string line, CommandTable? table = null)
    {
        var words = Words(line);
        return (table ?? CommandTable.Pinned).Keys(words) is { } keys ? string.Join(' ', keys.Select(at => Encoding.UTF8.GetString(words[at].Span))) : null;
    }

    private static ReadOnlyMemory<byte>[] Words(string line) => [.. line.Split(' ').Select(word => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(word)))];
}
