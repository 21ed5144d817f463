using static McpRedis.Tests.Catalogue.ToolArgumentsTests;

namespace McpRedis.Tests.Catalogue;

/// <summary>B11: no number wraps around, none is rounded into another, and what is refused says what was expected.</summary>
public sealed class ToolArgumentsNumberTests
{
    [Theory]
    [InlineData("5", 5)]
    [InlineData("-1", -1)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("5.0", 5)]
    [InlineData("5e0", 5)]
    [InlineData("50e-1", 5)]
    [InlineData("1e3", 1000)]
    [InlineData("\"5\"", 5)]
    [InlineData("\"-5\"", -5)]
    [InlineData("2147483648", 2147483648)]
    [InlineData("9007199254740992", 9007199254740992)]
    [InlineData("9007199254740993", 9007199254740993)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775807.0", long.MaxValue)]
    [InlineData("\"9223372036854775807\"", long.MaxValue)]
    public void Integer_is_exact(string json, long value) => Assert.Equal(value, Read($$"""{"a":{{json}}}""").Integer("a", true));

    [Theory]
    [InlineData("5.5")]
    [InlineData("1e-3")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("9223372036854775808.0")]
    [InlineData("1e308")]
    [InlineData("1e400")]
    [InlineData("\"\"")]
    [InlineData("\" 5\"")]
    [InlineData("\"5.0\"")]
    [InlineData("\"+-5\"")]
    [InlineData("\"0x5\"")]
    [InlineData("\"1,000\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"9223372036854775808\"")]
    [InlineData("true")]
    [InlineData("[5]")]
    public void What_is_no_64_bit_integer_is_refused(string json) =>
        Assert.StartsWith("a: expected a 64-bit integer, got ", Refusal($$"""{"a":{{json}}}""", a => a.Integer("a", true)), StringComparison.Ordinal);

    [Theory]
    [InlineData("0", false)]
    [InlineData("1", true)]
    [InlineData("500", true)]
    [InlineData("501", false)]
    [InlineData("-9223372036854775808", false)]
    public void Limits_of_an_integer_are_enforced(string json, bool taken)
    {
        if (taken)
        {
            Assert.NotNull(Read($$"""{"a":{{json}}}""").Integer("a", true, 1, 500));
        }
        else
        {
            Assert.Equal($"a: expected an integer from 1 to 500, got {json}.", Refusal($$"""{"a":{{json}}}""", a => a.Integer("a", true, 1, 500)));
        }
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("5", 5)]
    [InlineData("1e308", 1e308)]
    [InlineData("-1e308", -1e308)]
    [InlineData("1e-400", 0)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("\"-1e3\"", -1000)]
    public void Number_is_read(string json, double value) => Assert.Equal(value, Read($$"""{"a":{{json}}}""").Number("a", true));

    [Fact]
    public void Minus_zero_is_kept() => Assert.True(double.IsNegative(Read("""{"a":-0.0}""").Number("a", true)!.Value));

    [Theory]
    [InlineData("1e309")]
    [InlineData("\"1e309\"")]
    [InlineData("\"NaN\"")]
    [InlineData("\"Infinity\"")]
    [InlineData("\"-Infinity\"")]
    [InlineData("\"inf\"")]
    [InlineData("\"\"")]
    [InlineData("\"1,5\"")]
    [InlineData("false")]
    [InlineData("{}")]
    public void What_is_no_finite_number_is_refused(string json) =>
        Assert.StartsWith("a: expected a finite number, got ", Refusal($$"""{"a":{{json}}}""", a => a.Number("a", true)), StringComparison.Ordinal);

    [Fact]
    public void Limits_of_a_number_are_enforced()
    {
        Assert.Equal(0.5, Read("""{"a":0.5}""").Number("a", true, 0, 1));
        Assert.Equal("a: expected a number from 0 to 1, got 1.5.", Refusal("""{"a":1.5}""", a => a.Number("a", true, 0, 1)));
    }

    [Fact]
    public void Long_number_is_not_echoed() =>
        Assert.Equal("a: expected a 64-bit integer, got (unprintable or long).", Refusal($$"""{"a":{{new string('9', 5000)}}}""", a => a.Integer("a", true)));
}
