using System.Text;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Tail;

/// <summary>What becomes of commands of a stream.</summary>
public sealed class TailMappingTests(RedisFixture redis)
{
    [Fact]
    public async Task Payload_without_a_checksum_gets_one()
    {
        string key = RedisFixture.Prefix() + "k";
        await using RawRedis server = await redis.ConnectAsync();
        await server.CallAsync("SET", key, "value");
        byte[] payload = (await server.CallAsync("DUMP", key)).Bytes!;
        byte[] without = [.. payload[..^8], 0, 0, 0, 0, 0, 0, 0, 0];
        TailCommand command = Assert.Single(Map("RESTORE", key, "0", without, "REPLACE"));
        Assert.Equal(payload, command.Arguments[2].ToArray());
        Assert.Equal("OK", (await server.CallAsync(["RESTORE", .. command.Arguments.Select(argument => argument.ToArray())])).Text);
    }

    [Theory]
    [InlineData("SET a:1 v PXAT 5", "SET b:1 v PXAT 5")]
    [InlineData("MSET a:1 v other w a:2 x", "MSET b:1 v|MSET b:2 x")]
    [InlineData("UNLINK other a:1", "UNLINK b:1")]
    [InlineData("SADD other a:1", "")]
    [InlineData("RENAME a:1 a:2", "RENAME b:1 b:2")]
    [InlineData("RENAME a:1 other", "?b:1")]
    [InlineData("XGROUP CREATE a:1 g $", "XGROUP CREATE b:1 g $")]
    [InlineData("ZUNIONSTORE a:1 2 a:2 a:3", "ZUNIONSTORE b:1 2 b:2 b:3")]
    [InlineData("ZUNIONSTORE a:1 2 a:2 x", "?b:1|?b:2")]
    [InlineData("MOVE a:1 3", "?b:1")]
    [InlineData("COPY a:1 a:2 DB 3", "?b:1|?b:2")]
    public void Keys_are_chosen_and_renamed(string command, string expected)
    {
        var batch = new TailBatch();
        Run(batch, new TailOptions { Run = "t", Selection = KeySelection.Of(new() { Patterns = ["a:*"u8.ToArray()], Renames = [new("a:"u8.ToArray(), "b:"u8.ToArray())], Databases = [new(0, 0, [])] }) }, [.. command.Split(' ')]);
        Assert.Equal(expected, string.Join('|', batch.Commands.Select(Text).Concat(batch.Doubtful.Select(key => "?" + Encoding.ASCII.GetString(key.Key)))));
    }

    [Theory]
    [InlineData("PING", "Pass")]
    [InlineData("REPLCONF GETACK *", "Pass")]
    [InlineData("PUBLISH c m", "Pass")]
    [InlineData("SCRIPT LOAD x", "Pass")]
    [InlineData("FUNCTION LOAD x", "Pass")]
    [InlineData("select 3", "Select")]
    [InlineData("MULTI", "Begin")]
    [InlineData("exec", "End")]
    [InlineData("FLUSHALL ASYNC", "Stop")]
    [InlineData("flushdb", "Stop")]
    [InlineData("SWAPDB 0 1", "Stop")]
    [InlineData("XGROUP CREATE s g $", "Forward")]
    [InlineData("hpexpireat h 1 FIELDS 1 f", "Forward")]
    [InlineData("JSON.UNHEARDOF k", "Unknown")]
    [InlineData("EVAL x 0", "Unknown")]
    public void Commands_are_sorted(string command, string expected) => Assert.Equal(expected, TailRules.Of(Words([.. command.Split(' ')]), out _).ToString());

    // A write whose keys the server itself cannot say, or that has none, must not be passed over in silence.
    [Fact]
    public void Every_write_that_is_forwarded_has_keys_that_are_known() => Assert.Empty(
        TailOptions.TargetCommands.Except(["MULTI", "EXEC", "SELECT", "INFO", "GET"]).Select(name => CommandTable.Pinned.Find(name)!)
            .Where(entry => entry.KeySpecs.Length == 0 && entry.FirstKey == 0 && TailRules.Of(Words([.. entry.Name.Split(' '), "x", "x"]), out _) == TailAction.Forward)
            .Select(entry => entry.Name));

    private static IReadOnlyList<TailCommand> Map(params object[] words)
    {
        var batch = new TailBatch();
        Run(batch, new TailOptions { Run = "t", Selection = KeySelection.Of(new()) }, words);
        return batch.Commands;
    }

    private static void Run(TailBatch batch, TailOptions options, object[] words)
    {
        ReadOnlyMemory<byte>[] all = Words(words);
        Assert.Equal(TailAction.Forward, TailRules.Of(all, out CommandEntry? entry));
        new TailMapping(options).Map(entry!, all, 0, 0, batch);
    }

    private static ReadOnlyMemory<byte>[] Words(object[] words) => [.. words.Select(word => (ReadOnlyMemory<byte>)(word as byte[] ?? Encoding.ASCII.GetBytes((string)word)))];

    private static string Text(TailCommand command) => string.Join(' ', [command.FullName, .. command.Arguments.Select(argument => Encoding.ASCII.GetString(argument.Span))]);
}
