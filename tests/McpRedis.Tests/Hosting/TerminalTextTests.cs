using McpRedis.Hosting;
using McpRedis.Jobs;

namespace McpRedis.Tests.Hosting;

public sealed class TerminalTextTests
{
    [Theory]
    [InlineData("copied 3, Größe 日本", "copied 3, Größe 日本")]
    [InlineData("user \u001b]0;owned\u0007\u001b[2J", "user \\u001b]0;owned\\u0007\\u001b[2J")]
    [InlineData("a\r\nb\tc\u009b31m", "a\\u000d\\u000ab\\u0009c\\u009b31m")]
    [InlineData("\u202edlrow\u2066\u200b\u2028", "\\u202edlrow\\u2066\\u200b\\u2028")]
    [InlineData("tag \U000E0041", "tag \\ue0041")]
    public void What_a_terminal_would_obey_or_hide_is_shown(string text, string expected) => Assert.Equal(expected, TerminalText.Of(text));

    [Fact]
    public void Names_and_reasons_of_a_report_are_shown_so()
    {
        var report = new JobReport(new Dictionary<string, long> { ["failed"] = 1 })
        {
            Examples = [new(0, "key\u001b[2J"u8.ToArray(), "failed", "ERR \u001b]0;owned\u0007")],
            Notes = ["from \u001b[31m"],
        };
        string[] lines = [.. MigrateText.Report(report)];
        Assert.Equal(3, lines.Length);
        Assert.DoesNotContain(lines, line => line.Any(char.IsControl));
        Assert.Contains("ERR \\u001b]0;owned\\u0007", lines[1], StringComparison.Ordinal);
    }
}
