using McpRedis.Keyspace;

namespace McpRedis.Tests.Keyspace;

public sealed class RoughCountTests
{
    [Theory]
    [InlineData(0, 0, "no keys")]
    [InlineData(1, 1, "1 key")]
    [InlineData(999, 999, "999 keys")]
    [InlineData(1000, 1000, "1000 keys")]
    [InlineData(1001, 1000, "about 1000 keys")]
    [InlineData(1234, 1200, "about 1200 keys")]
    [InlineData(1250, 1300, "about 1300 keys")]
    [InlineData(99_999, 100_000, "about 100000 keys")]
    [InlineData(123_456_789, 120_000_000, "about 120000000 keys")]
    [InlineData(long.MaxValue, 9_200_000_000_000_000_000, "about 9200000000000000000 keys")]
    public void RoughCount_is_exact_to_a_thousand_and_two_digits_above(long count, long rough, string text)
    {
        Assert.Equal(rough, RoughCount.Of(count));
        Assert.Equal(text, RoughCount.Text(count));
    }
}
