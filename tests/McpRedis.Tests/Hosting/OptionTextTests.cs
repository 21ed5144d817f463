using McpRedis.Hosting;

namespace McpRedis.Tests.Hosting;

public sealed class OptionTextTests
{
    [Theory]
    [InlineData("4096", 4096)]
    [InlineData("4KiB", 4096)]
    [InlineData("32KiB", 32768)]
    [InlineData("4MiB", 4194304)]
    [InlineData("4194304", 4194304)]
    [InlineData("4095", null)]
    [InlineData("3KiB", null)]
    [InlineData("4194305", null)]
    [InlineData("5MiB", null)]
    [InlineData("4294967295MiB", null)]
    [InlineData("32kb", null)]
    [InlineData("32 KiB", null)]
    [InlineData("KiB", null)]
    [InlineData("-4096", null)]
    [InlineData("4e3", null)]
    [InlineData("", null)]
    public void Bytes(string text, int? expected) => Assert.Equal(expected, OptionText.Bytes(text, 4096, 4194304));

    [Theory]
    [InlineData(4096, "4KiB")]
    [InlineData(4097, "4097")]
    [InlineData(1048576, "1MiB")]
    [InlineData(1049600, "1025KiB")]
    public void Bytes_are_shown_as_they_are_written(int bytes, string expected)
    {
        Assert.Equal(expected, OptionText.Bytes(bytes));
        Assert.Equal(bytes, OptionText.Bytes(expected, 4096, 4194304));
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "a,b")]
    [InlineData(" a , b ", "a,b")]
    [InlineData("a,a", "a")]
    [InlineData("", null)]
    [InlineData("a,", null)]
    [InlineData(",", null)]
    [InlineData("a,BAD", null)]
    public void Lists(string text, string? expected) =>
        Assert.Equal(expected, OptionText.List(text, item => item != "BAD") is { } list ? OptionText.List(list) : null);
}
