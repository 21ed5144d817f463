using McpRedis.Guard;

namespace McpRedis.Tests.Guard;

public sealed class ConfirmSealTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private static readonly ConfirmToken Token = new(ConfirmPath.Token, 1_234_567_890_123, Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());

    [Fact]
    public void What_was_sealed_opens_to_the_same()
    {
        var seal = new ConfirmSeal(null);
        Assert.Equal(Token, seal.Open(seal.Seal(Token)));
        Assert.Matches("^[A-Za-z0-9_-]{98,100}$", seal.Seal(Token));
    }

    [Fact]
    public void Any_bit_altered_closes_it()
    {
        var seal = new ConfirmSeal(null);
        string text = seal.Seal(Token);
        for (int at = 0; at < text.Length; at++)
        {
            for (int bit = 0; bit < 16; bit++)
            {
                Assert.Null(seal.Open(text[..at] + (char)(text[at] ^ (1 << bit)) + text[(at + 1)..]));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("\0")]
    [InlineData("ÄÖÜ")]
    public void Anything_else_is_nothing(string text)
    {
        var seal = new ConfirmSeal(null);
        Assert.Null(seal.Open(text));
        Assert.Null(seal.Open(seal.Seal(Token)[..^text.Length] + text + "A"));
        Assert.Null(seal.Open(text + new string('A', 1 << 20)));
    }

    [Fact]
    public void Only_the_same_secret_opens_it_and_none_is_a_secret_of_its_own()
    {
        Assert.Equal(Token, new ConfirmSeal(Secret).Open(new ConfirmSeal(Secret).Seal(Token)));
        Assert.Null(new ConfirmSeal(Secret + "0").Open(new ConfirmSeal(Secret).Seal(Token)));
        Assert.Null(new ConfirmSeal(null).Open(new ConfirmSeal(null).Seal(Token)));
    }
}
