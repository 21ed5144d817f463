using System.Text;
using McpRedis.Diagnostics.Monitoring;
using McpRedis.Tests.Redis.Raw;

namespace McpRedis.Tests.Diagnostics.Monitoring;

public sealed class MonitorLineTests
{
    [Theory]
    [InlineData("""+1795312953.406810 [0 127.0.0.1:57362] "set" "user:7:cart" "x\x00\xff y" """, 0, "127.0.0.1:57362", "SET", true, "user:*")]
    [InlineData("""+1795312953.412944 [3 lua] "get" "k" """, 3, "lua", "GET", false, "*")]
    [InlineData("""+1795312953.4 [0 [::1]:57362] "CONFIG" "set" "maxmemory" "1" """, 0, "[::1]:57362", "CONFIG SET", false, null)]
    [InlineData("""+1795312953.4 [0 unix:/run/redis.sock] "object" "encoding" "app:page:1" """, 0, "unix", "OBJECT ENCODING", false, "app:page:*")]
    [InlineData("""+1795312953.4 [0 1.2.3.4:5] "eval" "return 1" "1" "shop:1" """, 0, "1.2.3.4:5", "EVAL", false, "shop:*")]
    [InlineData("""+1795312953.4 [0 1.2.3.4:5] "xread" "COUNT" "1" "STREAMS" "events:9" "0" """, 0, "1.2.3.4:5", "XREAD", false, "events:*")]
    [InlineData("""+1795312953.4 [0 1.2.3.4:5] "my-secret" "x" """, 0, "1.2.3.4:5", "(unknown)", false, null)]
    [InlineData("""+1795312953.4 [0 1.2.3.4:5] "ping" """, 0, "1.2.3.4:5", "PING", false, null)]
    [InlineData("""+1795312953.4 [0 1.2.3.4:5] "get" "a\"] \"b:1" """, 0, "1.2.3.4:5", "GET", false, "*")]
    public void MonitorLine_keeps_names_and_prefixes(string line, int database, string client, string command, bool isWrite, string? prefix)
    {
        var read = Parse(line.TrimEnd())!;
        Assert.Equal((database, true), (read.Database, read.IsWhole));
        Assert.Equal(new MonitoredCommand(client, command, isWrite, prefix), MonitoredCommand.Of(read));
    }

    [Theory]
    [InlineData("+1339518087.877697 [3 unix:/run/redis.sock] \"set\" \"a \\\"key\\\" ] \" \"\"", "set|a \"key\" ] |")]
    [InlineData("+1339518087.877697 [12 lua] \"get\" \"\\x00\\xff\\n\\\\\"", "get|\0\u00ff\n\\")]
    public void MonitorLine_words_are_as_they_were_sent(string line, string words) =>
        Assert.Equal(words, string.Join('|', Parse(line)!.Words.Select(word => Encoding.Latin1.GetString(word.Span))));

    [Theory]
    [InlineData("")]
    [InlineData("+OK")]
    [InlineData("+")]
    [InlineData("-NOPERM no")]
    [InlineData("+1 [x y] \"get\"")]
    [InlineData("+1 [0 y \"get\"")]
    [InlineData("+1 [0 y] ")]
    public void MonitorLine_that_is_none_is_passed_over(string line) => Assert.Null(Parse(line));

    // Whatever a cut leaves of a line is read or passed over.
    [Fact]
    public void MonitorLine_cut_anywhere_does_no_harm()
    {
        const string Line = """+1795312953.406810 [0 127.0.0.1:57362] "set" "a\x00\"b:1" "x\n" """;
        for (int i = 0; i < Line.Length; i++)
        {
            _ = MonitorLine.Parse(Encoding.ASCII.GetBytes(Line[..i]), isCut: true);
        }
        var cut = MonitorLine.Parse(Encoding.ASCII.GetBytes(Line[..60]), isCut: true)!;
        Assert.Equal((false, "SET"), (cut.IsWhole, MonitoredCommand.Of(cut).Command));
    }

    [Theory]
    [InlineData("user:4711:cart", "user:*")]
    [InlineData("app:cache:page:1", "app:cache:*")]
    [InlineData("session:6ba7b810-9dad-11d1-80b4-00c04fd430c8", "session:*")]
    [InlineData("a/b/c", "a/b/*")]
    [InlineData("token", "*")]
    [InlineData("", "*")]
    [InlineData("bob@example.com:mail", "*")]
    [InlineData("v2:user:x", "*")]
    [InlineData("job-queue-high", "job-queue-*")]
    public void KeyPrefix_is_what_keys_share(string key, string prefix) => Assert.Equal(prefix, KeyPrefix.Of(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public void MonitorTally_has_bounded_tables()
    {
        var tally = new MonitorTally();
        for (int i = 0; i < 6000; i++)
        {
            tally.Add(new MonitoredCommand($"10.0.0.1:{i}", "SET", true, $"p{i}:*"));
        }
        tally.Add(new MonitoredCommand(MonitorTally.Script, "GET", false, null));
        Assert.Equal((6001, 1), (tally.Commands, tally.InScripts));
        Assert.Equal(5001, tally.ByPrefix.Count);
        Assert.Equal(new SampleCount(1000, 1000), tally.ByPrefix[MonitorTally.Others]);
        Assert.Equal(6000, tally.ByClient.Values.Sum(count => count.Commands));
        Assert.Equal(new SampleCount(6000, 6000), tally.ByCommand["SET"]);
    }

    [Fact]
    public async Task MonitorFeed_parts_lines_wherever_they_are_cut_and_keeps_the_beginning_of_long_ones()
    {
        string text = $"+OK\r\n+1 a\r\n+{new string('x', 10_000)}\r\n+end\r\n";
        foreach (int step in new[] { 1, 3, 7, 64 * 1024 })
        {
            var lines = new List<(string Text, bool IsCut)>();
            var feed = new MonitorFeed(new SplitStream(Encoding.ASCII.GetBytes(text), _ => step), (line, length, isCut) => lines.Add((Encoding.ASCII.GetString(line, 0, length), isCut)));
            while (await feed.ReadAsync(TestContext.Current.CancellationToken))
            {
            }
            Assert.Equal(["+OK", "+1 a", "+end"], lines.Where(line => !line.IsCut).Select(line => line.Text));
            Assert.Equal(4096, Assert.Single(lines, line => line.IsCut).Text.Length);
            Assert.Equal(text.Length, feed.Bytes);
        }
    }

    private static MonitorLine? Parse(string line) => MonitorLine.Parse(Encoding.UTF8.GetBytes(line), isCut: false);
}
