using System.Text;
using McpRedis.Pipeline;

namespace McpRedis.Tests.Pipeline;

public sealed class PlanTextTests
{
    [Fact]
    public void Arguments_are_written_as_one_would_type_them() => Assert.Equal(
        ["SET cart:7 \"two words\" \"\" \"a\\nb\" \"\\u202Ex\" \"\\u0022\" base64:/wA=", "DEL a"],
        PlanText.Lines([[.. new[] { "SET", "cart:7", "two words", "", "a\nb", "\u202ex", "\"" }.Select(Encoding.UTF8.GetBytes), [0xff, 0]], ["DEL"u8.ToArray(), "a"u8.ToArray()]]));

    [Fact]
    public void What_is_cut_says_so()
    {
        byte[] word = "x"u8.ToArray();
        var lines = PlanText.Lines([.. Enumerable.Repeat((IReadOnlyList<byte[]>)[word], 30)]);
        Assert.Equal((21, "and 10 more"), (lines.Count, lines[^1]));
        Assert.EndsWith(" and 70 more arguments", Assert.Single(PlanText.Lines([[.. Enumerable.Repeat(word, 100)]])), StringComparison.Ordinal);
        Assert.EndsWith("... (5000 bytes)", Assert.Single(PlanText.Lines([[new string('x', 5000).Select(c => (byte)c).ToArray()]])), StringComparison.Ordinal);
    }

    [Fact]
    public void Whole_plan_is_bounded()
    {
        byte[] word = [.. Enumerable.Repeat((byte)1, 5000)];
        var lines = PlanText.Lines([.. Enumerable.Repeat((IReadOnlyList<byte[]>)[.. Enumerable.Repeat(word, 50)], 50)]);
        Assert.InRange(lines.Sum(l => l.Length), 1000, 4000);
        Assert.Equal("and 49 more", lines[^1]);
    }
}
