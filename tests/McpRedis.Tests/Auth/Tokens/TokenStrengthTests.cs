using McpRedis.Auth.Tokens;

namespace McpRedis.Tests.Auth.Tokens;

public sealed class TokenStrengthTests
{
    [Fact]
    public void S20_thirty_two_random_bytes_are_taken_in_either_form()
    {
        var random = new Random(20);   // of truly random ones too little varied is one in some billions
        byte[] bytes = new byte[32];
        for (int i = 0; i < 2000; i++)
        {
            random.NextBytes(bytes);
            Assert.Null(TokenStrength.Mistake(System.Buffers.Text.Base64Url.EncodeToString(bytes)));
            Assert.Null(TokenStrength.Mistake(Convert.ToBase64String(bytes)));
            Assert.Null(TokenStrength.Mistake(Convert.ToHexStringLower(bytes)));
        }
    }

    [Theory]
    [InlineData("", "characters")]
    [InlineData("secret", "short")]
    [InlineData("0Zr7Rr3bQmA1kXo9v-Yc2uWq5JtHs8EdLfNgTiPz_6", "short")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427ed41d8cd98f00b204", "short")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "short")]
    [InlineData("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "random")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", "random")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "random")]
    [InlineData("0Zr7Rr3bQmA1kXo9v-Yc2uW0Zr7Rr3bQmA1kXo9v-Yc2uW", "random")]
    [InlineData("changeme-changeme-changeme-changeme-changeme!!", "characters")]
    [InlineData("changeme-changeme-changeme-changeme-changeme--", "random")]
    [InlineData("correct-horse-battery-staple-correct-horse-bat", "random")]
    [InlineData("0Zr7Rr3bQmA1kXo9v-Yc2uWq5JtHs8Ed LfNgTiPz_6Mabc", "characters")]
    public void S20_what_is_not_is_refused_and_not_repeated(string token, string why)
    {
        string mistake = Assert.IsType<string>(TokenStrength.Mistake(token));
        Assert.Contains(why, mistake, StringComparison.Ordinal);
        Assert.True(token.Length == 0 || !mistake.Contains(token, StringComparison.Ordinal));
    }
}
