using McpRedis.Guard;
using McpRedis.Hosting;

namespace McpRedis.Tests.Hosting;

public sealed class TerminalQuestionTests
{
    [Theory]
    [InlineData("yes\n", null, true)]
    [InlineData(" yes \r\n", null, true)]
    [InlineData("y\n", null, false)]
    [InlineData("YES\n", null, false)]
    [InlineData("\n", null, false)]
    [InlineData("", null, false)]
    [InlineData("0\n", "0", true)]
    [InlineData("yes\n", "0", false)]
    public void Only_the_word_means_yes(string typed, string? target, bool agreed)
    {
        var needed = new ConfirmationNeeded(new Effect("flushes everything") { Keys = 12_000, Target = target }, "default", 0, ConfirmPath.User, "seal", changed: false);
        using var shown = new StringWriter();
        var proof = TerminalQuestion.Ask(needed, new StringReader(typed), shown);
        Assert.Equal(agreed ? UserChoice.Yes : UserChoice.No, proof.Choice);
        Assert.Equal(("seal", agreed ? target : null), (proof.Seal, proof.Target));
        Assert.Contains("This call flushes everything.", shown.ToString(), StringComparison.Ordinal);
        Assert.Contains("12 000", shown.ToString(), StringComparison.Ordinal);
        Assert.EndsWith($"To do it type {target ?? "yes"}: ", shown.ToString(), StringComparison.Ordinal);
    }
}
