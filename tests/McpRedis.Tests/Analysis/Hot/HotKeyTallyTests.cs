using System.Text;
using McpRedis.Analysis.Hot;
using McpRedis.Diagnostics.Monitoring;

namespace McpRedis.Tests.Analysis.Hot;

public sealed class HotKeyTallyTests
{
    [Fact]
    public void Keys_of_commands_are_counted_and_nothing_else()
    {
        var tally = new HotKeyTally();
        Add(tally, """+1 [0 1.1.1.1:5] "mset" "a" "b" "b" "a" """);
        Add(tally, """+1 [0 1.1.1.1:5] "get" "b" """);
        Add(tally, """+1 [0 1.1.1.1:5] "ping" "b" """);
        Add(tally, """+1 [0 1.1.1.1:5] "no-command" "b" """);
        Add(tally, """+1 [0 1.1.1.1:5] "eval" "return redis.call('get', KEYS[1])" "1" "c" """);
        Add(tally, """+1 [0 lua] "get" "c" """);
        Assert.Equal([("b", 2L), ("a", 1L), ("c", 1L)], Found(tally).OrderByDescending(key => key.Uses).ThenBy(key => key.Name, StringComparer.Ordinal));
        Assert.Equal(6, tally.Commands);
    }

    [Fact]
    public void Of_a_line_that_was_cut_only_what_is_surely_whole()
    {
        var tally = new HotKeyTally();
        Add(tally, """+1 [0 1.1.1.1:5] "set" "whole" "a very long val""", isCut: true);
        Add(tally, """+1 [0 1.1.1.1:5] "get" "a very long na""", isCut: true);
        Add(tally, """+1 [0 1.1.1.1:5] "xread" "STREAMS" "a" "b" "c""", isCut: true);
        Assert.Equal([("whole", 1L)], Found(tally));
    }

    private static void Add(HotKeyTally tally, string line, bool isCut = false) => tally.Add(MonitorLine.Parse(Encoding.ASCII.GetBytes(line.TrimEnd()), isCut)!);

    private static IEnumerable<(string Name, long Uses)> Found(HotKeyTally tally) => tally.Found(TimeSpan.FromSeconds(1)).Keys.Select(key => (Encoding.UTF8.GetString(key.Name), key.Low));
}
