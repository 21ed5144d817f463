using McpRedis.Keyspace;

namespace McpRedis.Tests.Keyspace;

public sealed class RoughCountTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(999, 999)]
    [InlineData(1000, 1000)]
    [InlineData(1001, 1000)]
    [InlineData(1234, 1200)]
    [InlineData(1250, 1300)]
    [InlineData(99_999, 100_000)]
    [InlineData(123_456_789, 120_000_000)]
    [InlineData(long.MaxValue, 9_200_000_000_000_000_000)]
    public void RoughCount_is_exact_to_a_thousand_and_two_digits_above(long count, long rough) =>
        Assert.Equal(rough, RoughCount.Of(count));
}
