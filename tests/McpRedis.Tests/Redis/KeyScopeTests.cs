using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis;

/// <summary>S08: no key outside the prefix is reached, whatever a tool marks and whatever the arguments are.</summary>
public sealed class KeyScopeTests(RedisFixture redis)
{
    private static readonly KeyScope App = new("app:"u8);
    private static readonly KeyScope Several = new([.. new[] { "app:1", "tmp:", "app:2:" }.Select(Encoding.UTF8.GetBytes)]);
    private static readonly KeyScope Nothing = new((byte[][])[]);

    [Fact]
    public void Scope_covers_what_lies_within_it()
    {
        var narrower = new KeyScope("app:1"u8);
        Assert.True(KeyScope.Covers(null, null) && KeyScope.Covers(null, App) && KeyScope.Covers(App, App) && KeyScope.Covers(App, narrower) && KeyScope.Covers(Several, narrower));
        Assert.False(KeyScope.Covers(App, null) || KeyScope.Covers(narrower, App) || KeyScope.Covers(App, Several) || KeyScope.Covers(Nothing, App));
    }

    [Theory]
    [InlineData("GET app:1")]
    [InlineData("MGET app:1 app:2")]
    [InlineData("GET app:")]
    [InlineData("ZUNIONSTORE app:d 2 app:a app:b WEIGHTS 1 2")]
    [InlineData("XREAD STREAMS app:a app:b 0 0")]
    [InlineData("SORT app:a BY nosort GET # STORE app:b")]
    [InlineData("SCAN 0 MATCH *")]
    [InlineData("PING")]
    [InlineData("CONFIG GET *")]
    [InlineData("PUBLISH sec:channel message")]
    public void Inside(string line) => Assert.Null(Refusal(Command(line)));

    [Theory]
    [InlineData("GET sec:1")]
    [InlineData("DBSIZE")]
    [InlineData("MEMORY STATS")]
    [InlineData("CLUSTER COUNTKEYSINSLOT 7410")]
    [InlineData("CLUSTER SLOT-STATS ORDERBY key-count")]
    [InlineData("XREADGROUP COUNT 1 GROUP app:g STREAMS STREAMS sec:b >")]
    [InlineData("XREADGROUP NOACK GROUP STREAMS app:c STREAMS sec:b >")]
    [InlineData("XREADGROUP GROUP app:g app:c NEWER STREAMS STREAMS sec:b >")]
    [InlineData("XREAD BLOCK STREAMS STREAMS sec:b 0")]
    [InlineData("XREAD store GROUP # STREAMS sec:b 3")]
    [InlineData("GET app")]
    [InlineData("GET App:1")]
    [InlineData("MGET app:1 sec:2")]
    [InlineData("RENAME app:1 sec:1")]
    [InlineData("COPY app:1 sec:1")]
    [InlineData("ZUNIONSTORE app:d 2 app:a sec:b")]
    [InlineData("ZUNIONSTORE sec:d 1 app:a")]
    [InlineData("LMPOP 2 app:a sec:b LEFT")]
    [InlineData("XREAD STREAMS app:a sec:b 0 0")]
    [InlineData("XREAD COUNT 1 BLOCK 1 streams sec:b 0")]
    [InlineData("GEORADIUS app:g 0 0 1 km STORE sec:d")]
    [InlineData("SORT app:a STORE sec:b")]
    [InlineData("SORT app:a STORE sec:b STORE app:b")]
    [InlineData("SORT app:a BY w_*")]
    [InlineData("SORT app:a by nosort get sec:*")]
    [InlineData("SORT app:a GET app:*")]
    [InlineData("SORT_RO app:a GET sec:*->f")]
    [InlineData("MIGRATE host 6379 sec:1 0 1000")]
    [InlineData("MIGRATE host 6379  0 1000 KEYS app:1 sec:1")]
    [InlineData("OBJECT ENCODING sec:1")]
    [InlineData("EVAL script 1 app:1")]
    [InlineData("EVAL script 0")]
    [InlineData("FCALL f 1 app:1")]
    [InlineData("KEYS app:*")]
    [InlineData("FLUSHDB")]
    [InlineData("FLUSHALL ASYNC")]
    [InlineData("SWAPDB 0 1")]
    [InlineData("SLOWLOG GET")]
    [InlineData("CLUSTER GETKEYSINSLOT 1 1")]
    [InlineData("DEBUG OBJECT app:1")]
    [InlineData("MONITOR")]
    [InlineData("FT.SEARCH app:idx *")]
    [InlineData("TS.MRANGE - + FILTER a=b")]
    [InlineData("JSON.GET sec:1")]
    [InlineData("NO.SUCH anything")]
    public void Outside(string line)
    {
        var fault = Refusal(Command(line));

        Assert.Equal(ErrorCode.KeyOutOfScope, fault?.Code);
        Assert.DoesNotContain("sec:", fault!.Message + fault.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Marks_and_table_both_count()
    {
        Assert.Equal(ErrorCode.KeyOutOfScope, Refusal(RedisCommand.Of("JSON.GET").Key("sec:1"u8.ToArray()).Arg("$"))?.Code);
        Assert.Null(Refusal(RedisCommand.Of("JSON.GET").Key("app:1"u8.ToArray()).Arg("$")));
        // Marked the wrong way round: the table sees through it.
        Assert.Equal(ErrorCode.KeyOutOfScope, Refusal(RedisCommand.Of("RENAME").Key("app:1"u8.ToArray()).Arg("sec:1"))?.Code);
        Assert.Equal(ErrorCode.KeyOutOfScope, Refusal(RedisCommand.Of("PING").Key("sec:1"u8.ToArray()))?.Code);
        // A sub-command hidden in the arguments.
        Assert.Equal(ErrorCode.KeyOutOfScope, Refusal(RedisCommand.Of("OBJECT").Arg("ENCODING").Arg("sec:1"))?.Code);
        Assert.Equal(ErrorCode.KeyOutOfScope, Refusal(RedisCommand.Of("SLOWLOG").Arg("get"))?.Code);
    }

    [Fact]
    public async Task What_passes_names_no_foreign_key_to_a_live_server() => await PassesNoForeignKeyAsync(App, 50);

    [Fact]
    public async Task What_passes_under_several_prefixes_names_no_foreign_key_to_a_live_server() => await PassesNoForeignKeyAsync(Several, 50);

    [Fact]
    public async Task What_passes_under_no_prefix_at_all_names_no_key_to_a_live_server() => await PassesNoForeignKeyAsync(Nothing, 0);

    private async Task PassesNoForeignKeyAsync(KeyScope scope, int atLeast)
    {
        await using var raw = await redis.ConnectAsync();
        string[] names = [.. (await raw.CallAsync("COMMAND", "LIST")).Texts.Where(name => CommandTable.Pinned.Find(name) is { IsContainer: false }).Order(StringComparer.Ordinal)];
        string[] words =
        [
            "app:1", "app:2", "app:3", "tmp:1", "app:2:1", "sec:1", "sec:2", "", "0", "1", "2", "3", "-1", "$", "STREAMS", "STORE", "STOREDIST", "BY", "GET", "LIMIT", "KEYS",
            "COUNT", "BLOCK", "GROUP", "AUTH", "AUTH2", "LEFT", "MIN", "EX", "#", "nosort", "km", "WEIGHTS", "store", "streams",
        ];
        var lines = Gen.Elements(names).SelectMany(name => Gen.Elements(words).ArrayOf().Select(arguments => (Name: name, Arguments: arguments)));
        int passed = 0;

        Prop.ForAll(lines.ToArbitrary(), line =>
        {
            var command = RedisCommand.Of(line.Name.ToUpperInvariant());
            foreach (string argument in line.Arguments)
            {
                command.Arg(argument);
            }
            if (Refusal(command, scope) is not null)
            {
                return true;
            }
            var keys = raw.SendAsync(["COMMAND", "GETKEYS", line.Name, .. line.Arguments]).GetAwaiter().GetResult();
            passed += keys.IsError ? 0 : 1;
            // MIGRATE's placeholder for KEYS is the empty string.
            return keys.IsError || keys.Texts.All(key => scope.Contains(Encoding.UTF8.GetBytes(key)));
        }).Check(10_000, endSize: 8);
        Assert.InRange(passed, atLeast, 10_000);
    }

    [Fact]
    public void Filter_keeps_exactly_what_begins_with_the_prefix() => Prop.ForAll<byte[], byte[][]>((prefix, keys) =>
    {
        if (prefix.Length == 0)
        {
            return true;
        }
        byte[][] all = [.. keys, .. keys.Select(key => (byte[])[.. prefix, .. key]), prefix];
        var kept = new KeyScope(prefix).Filter(all);
        return kept.Count > keys.Length && kept.All(key => key.AsSpan().StartsWith(prefix)) && kept.Count == all.Count(key => key.AsSpan().StartsWith(prefix));
    }).Check(10_000);

    // A bare byte alphabet, so that prefixes extend each other and keys begin with them often enough.
    private static readonly Gen<byte[]> Short = Gen.Elements<byte>((byte)'a', (byte)'b', 0xFF).ArrayOf();

    [Fact]
    public void Several_prefixes_hold_what_begins_with_one_of_them() =>
        Prop.ForAll(Short.Where(p => p.Length > 0).ArrayOf().ToArbitrary(), Short.ToArbitrary(), (prefixes, key) =>
            new KeyScope(prefixes).Contains(key) == prefixes.Any(prefix => key.AsSpan().StartsWith(prefix))).Check(10_000, endSize: 6);

    [Fact]
    public void Within_another_scope_is_what_both_hold() =>
        Prop.ForAll(Short.Where(p => p.Length > 0).ArrayOf().ToArbitrary(), Short.Where(p => p.Length > 0).ArrayOf().ToArbitrary(), Short.ToArbitrary(), (outer, inner, key) =>
        {
            var (own, other) = (new KeyScope(outer), new KeyScope(inner));
            var both = KeyScope.Within(own, inner);
            return both.Contains(key) == (own.Contains(key) && other.Contains(key))
                && KeyScope.Within(null, inner).Contains(key) == other.Contains(key)
                // Neither side can be told from the other, and no prefix is there twice.
                && KeyScope.Within(other, outer).Contains(key) == both.Contains(key)
                && both.Prefixes.Select(Convert.ToHexString).Distinct().Count() == both.Prefixes.Count;
        }).Check(10_000, endSize: 6);

    [Fact]
    public void Without_a_common_key_every_key_is_refused_and_the_hint_says_so()
    {
        var none = KeyScope.Within(App, [.. new[] { "sec:", "ap" }.Select(Encoding.UTF8.GetBytes).Take(1)]);
        Assert.Empty(none.Prefixes);
        foreach (string line in new[] { "GET app:1", "GET sec:1", "GET x", "SCAN 0", "RANDOMKEY", "MSET app:1 a app:2 b" })
        {
            var fault = Refusal(Command(line), none);
            Assert.Equal(ErrorCode.KeyOutOfScope, fault?.Code);
            Assert.Contains("None of the caller's key prefixes", fault!.Hint, StringComparison.Ordinal);
        }
        Assert.Null(Refusal(Command("PING"), none));
        Assert.True(none.Filter(RedisCommand.Of("RANDOMKEY"), RespValue.Of("app:1")).IsNull);
        Assert.False(none.Shows("__keyspace@0__:app:1"u8, "del"u8));
        Assert.Null(none.Narrow(null));
    }

    [Fact]
    public void Hint_names_every_prefix() =>
        Assert.Equal("Keys must begin with 'app:1' or 'tmp:' or 'app:2:'.", Refusal(Command("GET app:2"), Several)?.Hint);

    [Fact]
    public void Replies_of_SCAN_and_RANDOMKEY_are_filtered()
    {
        var page = RespValue.Of(RespKind.Array, [RespValue.Of("17"), RespValue.Of(RespKind.Array, [RespValue.Of("sec:1"), RespValue.Of("app:1")])]);
        var scan = App.Filter(RedisCommand.Of("SCAN").Arg(0), page);

        Assert.Equal("17", scan[0].Text);
        Assert.Equal("app:1", Assert.Single(scan[1].ItemArray).Text);
        Assert.True(App.Filter(RedisCommand.Of("RANDOMKEY"), RespValue.Of("sec:1")).IsNull);
        Assert.Equal("app:1", App.Filter(RedisCommand.Of("RANDOMKEY"), RespValue.Of("app:1")).Text);
        Assert.Equal("sec:1", App.Filter(RedisCommand.Of("GET"), RespValue.Of("sec:1")).Text);
    }

    [Theory]
    [InlineData(null, "app:*")]
    [InlineData("*", "app:*")]
    [InlineData("ap*", "app:*")]
    [InlineData("app:**", "app:*")]
    [InlineData("app:x*", "app:x*")]
    [InlineData("*x", "*x")]
    [InlineData("app:\\*", "app:\\*")]
    [InlineData("a?p*", "a?p*")]
    [InlineData("sec:*", "sec:*")]
    [InlineData("app:", "app:")]
    public void Narrowed_pattern(string? pattern, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(App.Narrow(pattern is null ? null : Encoding.UTF8.GetBytes(pattern))!));

    [Theory]
    [InlineData(null, null)]
    [InlineData("*", "*")]
    [InlineData("a*", "app:*")]
    [InlineData("app:*", "app:*")]
    [InlineData("app:2*", "app:2:*")]
    [InlineData("app:1x*", "app:1x*")]
    [InlineData("t*", "tmp:*")]
    [InlineData("x*", "x*")]
    [InlineData("?pp:*", "?pp:*")]
    public void Narrowed_pattern_of_several_prefixes(string? pattern, string? expected) =>
        Assert.Equal(expected, Several.Narrow(pattern is null ? null : Encoding.UTF8.GetBytes(pattern)) is { } narrowed ? Encoding.UTF8.GetString(narrowed) : null);

    [Fact]
    public async Task Narrowed_pattern_finds_the_same_keys_on_a_live_server()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var raw = await server.ConnectAsync();
        char[] alphabet = ['a', 'b', '*', '?', '[', ']', '\\', '^'];
        var text = Gen.Elements(alphabet).ArrayOf().Select(characters => new string(characters));
        foreach (string key in text.Values(600, 6).Where(key => key.Length > 0))
        {
            await raw.CallAsync("SET", key, "");
        }

        Prop.ForAll(text.ArrayOf(3).ToArbitrary(), text.ToArbitrary(), (prefixes, pattern) =>
        {
            var scope = new KeyScope(prefixes.Where(prefix => prefix.Length > 0).Select(Encoding.UTF8.GetBytes));
            return Scan(Encoding.UTF8.GetBytes(pattern)).SetEquals(Scan(scope.Narrow(Encoding.UTF8.GetBytes(pattern))!));

            HashSet<string> Scan(byte[] match) =>
                [.. raw.CallAsync("SCAN", 0, "COUNT", 10_000, "MATCH", match).GetAwaiter().GetResult()[1].Texts.Where(key => scope.Contains(Encoding.UTF8.GetBytes(key)))];
        }).Check(1_000, endSize: 6);
    }

    [Theory]
    [InlineData("__keyspace@0__:app:1", "del", true)]
    [InlineData("__keyspace@0__:sec:1", "del", false)]
    [InlineData("__keyevent@0__:del", "app:1", true)]
    [InlineData("__keyevent@0__:del", "sec:1", false)]
    [InlineData("__keyspace@", "app:1", false)]
    [InlineData("__keynew@0__:app:1", "app:1", false)]
    [InlineData("news", "sec:1", true)]
    public void Keyspace_notifications_are_held_to_the_prefix(string channel, string message, bool shown) =>
        Assert.Equal(shown, App.Shows(Encoding.UTF8.GetBytes(channel), Encoding.UTF8.GetBytes(message)));

    [Fact]
    public void Empty_prefix_is_no_scope() => Assert.Throws<ArgumentOutOfRangeException>(() => new KeyScope(""u8));

    private static Fault? Refusal(RedisCommand command, KeyScope? scope = null) => Record.Exception(() => (scope ?? App).Check(command)) as Fault;

    // Without marks, as if the tool had forgotten them; a known sub-command in its place.
    private static RedisCommand Command(string line)
    {
        string[] words = line.Split(' ');
        bool container = CommandTable.Pinned.Find(words[0]) is { IsContainer: true };
        var command = RedisCommand.Of(container ? $"{words[0]} {words[1]}" : words[0]);
        foreach (string word in words.Skip(container ? 2 : 1))
        {
            command.Arg(word);
        }
        return command;
    }
}
