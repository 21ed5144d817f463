using System.Text.Json;
using McpRedis.Faults;
using McpRedis.Hosting;
using McpRedis.Jobs;

namespace McpRedis.Tests.Hosting;

public sealed class MigrateArgumentsTests
{
    [Fact]
    public void Options_become_arguments_of_the_plan() => Assert.Equal(
        """{"connection":"b","source":"a","patterns":["x*","y"],"types":["hash"],"databases":[{"source":0},{"source":1,"target":2},{"source":3,"target":4,"prefix":"p:q"}],"renames":[{"from":"old","to":"n=w"},{"from":"x","to":""}],"collision":"skip","minTtlMs":5}""",
        Text(MigrateArguments.Plan(new MigrateRequest
        {
            From = "a",
            To = "b",
            Patterns = ["x*", "y"],
            Types = ["hash"],
            Databases = ["0", "1:2", "3:4:p:q"],
            Renames = ["old=n=w", "x="],
            Collision = "skip",
            MinTtlMs = 5,
        })));

    [Fact]
    public void Options_become_arguments_of_the_start() => Assert.Equal(
        """{"connection":"b","planId":"id","keysPerSecond":7,"maxTargetLatencyMs":9}""",
        Text(MigrateArguments.Start(new MigrateRequest { To = "b", KeysPerSecond = 7, MaxTargetLatencyMs = 9 }, "id")));

    [Theory]
    [InlineData("x")]
    [InlineData("0:")]
    [InlineData("-1")]
    [InlineData("0:x:p")]
    public void Database_of_another_form_is_refused(string rule) =>
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => MigrateArguments.Plan(new MigrateRequest { From = "a", To = "b", Databases = [rule] })).Code);

    [Theory]
    [InlineData("x")]
    [InlineData("=y")]
    public void Rename_of_another_form_is_refused(string rule) =>
        Assert.Equal(ErrorCode.InvalidArgument, Assert.Throws<Fault>(() => MigrateArguments.Plan(new MigrateRequest { From = "a", To = "b", Renames = [rule] })).Code);

    [Fact]
    public void Progress_is_a_bar_where_the_end_is_known()
    {
        Assert.Equal("[############------------]  50 %  500 of about 1000 keys, 100 a second, 5 s left", MigrateText.Progress(new JobProgress("copying", 500, 1000) { PerSecond = 100 }));
        Assert.Equal("[########################] 100 %  1000 of about 1000 keys", MigrateText.Progress(new JobProgress("copying", 1000, 1000)));
        Assert.Equal("7 keys (paused)", MigrateText.Progress(new JobProgress("paused", 7)));
    }

    [Fact]
    public void Report_shows_names_of_keys_as_nothing_a_terminal_obeys()
    {
        string text = string.Join('\n', MigrateText.Report(new JobReport(new Dictionary<string, long> { ["copied"] = 2, ["failed"] = 0 })
        {
            Examples = [new(0, [0x1b, (byte)'[', (byte)'2', (byte)'J', 0xff], "refused", "Not known there.")],
        }));
        Assert.StartsWith("copied 2\nrefused: \"\\u001B[2J\\uFFFD\" in database 0: Not known there.", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    private static string Text(Dictionary<string, JsonElement> arguments) => $"{{{string.Join(',', arguments.Select(pair => $"\"{pair.Key}\":{pair.Value.GetRawText()}"))}}}";
}
