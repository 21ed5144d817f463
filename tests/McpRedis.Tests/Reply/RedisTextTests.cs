using System.Text;
using McpRedis.Reply;

namespace McpRedis.Tests.Reply;

public sealed class RedisTextTests
{
    [Theory]
    [InlineData("", """{"text":""}""")]
    [InlineData("a", """{"text":"a"}""")]
    [InlineData("é€", """{"text":"é€"}""")]
    [InlineData("😀", """{"text":"\uD83D\uDE00"}""")]
    [InlineData("<b>&'\"\\", """{"text":"\u003Cb\u003E\u0026\u0027\u0022\\"}""")]
    [InlineData("\r\n\t\0\u001b\u007f", """{"text":"\r\n\t\u0000\u001B\u007F"}""")]
    [InlineData("\u202e\u200b\ufeff\u2028\u0085", """{"text":"\u202E\u200B\uFEFF\u2028\u0085"}""")]
    public void Valid_UTF_8_is_text(string text, string json) => Assert.Equal(json, Json(RedisText.Of(Encoding.UTF8.GetBytes(text))));

    [Theory]
    [InlineData("FF", """{"base64":"/w=="}""")]
    [InlineData("61FF", """{"base64":"Yf8="}""")]
    [InlineData("C0AF", """{"base64":"wK8="}""")]
    [InlineData("EDA080", """{"base64":"7aCA"}""")]
    [InlineData("F09F98", """{"base64":"8J+Y"}""")]
    public void What_is_no_UTF_8_is_base64(string hex, string json) => Assert.Equal(json, Json(RedisText.Of(Convert.FromHexString(hex))).Replace("\\u002B", "+", StringComparison.Ordinal));

    [Fact]
    public void Cut_value_says_its_whole_size() =>
        Assert.Equal("""{"text":"ab","sizeBytes":5000000000,"truncated":true}""", Json(new RedisText("ab"u8.ToArray(), 5_000_000_000)));

    [Fact]
    public void Whole_value_is_not_truncated()
    {
        Assert.False(RedisText.Of("ab"u8.ToArray()).Truncated);
        Assert.True(new RedisText(default, 1).Truncated);
    }

    private static string Json(RedisText value) => Encoding.UTF8.GetString(TextCutTests.Written(value));
}
