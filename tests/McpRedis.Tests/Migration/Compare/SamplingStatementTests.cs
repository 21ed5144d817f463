using McpRedis.Migration.Compare;

namespace McpRedis.Tests.Migration.Compare;

public sealed class SamplingStatementTests
{
    [Theory]
    [InlineData(100, 100, 0, "all 100 keys compared, 0 differ")]
    [InlineData(100, 100, 7, "all 100 keys compared, 7 differ")]
    [InlineData(0, 0, 0, "all 0 keys compared, 0 differ")]
    [InlineData(100, 0, 0, "none of 100 keys compared")]
    [InlineData(1_000_000, 3000, 0, "3000 of 1000000 keys compared, 0 differ: with 95 % confidence fewer than 0.1 % of all keys do")]
    [InlineData(1_000_000, 10_000, 0, "10000 of 1000000 keys compared, 0 differ: with 95 % confidence fewer than 0.03 % of all keys do")]
    [InlineData(1_000_000, 2, 0, "2 of 1000000 keys compared, 0 differ: with 95 % confidence fewer than 100 % of all keys do")]
    [InlineData(1_000_000, 1000, 10, "1000 of 1000000 keys compared, 10 differ: with 95 % confidence fewer than 1.7 % of all keys do")]
    public void Says_what_the_sample_allows(long keys, long looked, long differing, string expected) =>
        Assert.Equal(expected, new SamplingStatement(keys, looked, differing).ToString());

    // Of samples from keys of which a known share differs, the bound may be too low in one of twenty.
    [Theory]
    [InlineData(0.001, 1000)]
    [InlineData(0.01, 500)]
    [InlineData(0.2, 100)]
    public void The_bound_holds_as_often_as_it_says(double share, int sample)
    {
        var random = new Random(7);
        const int Rounds = 4000;
        int held = 0;
        for (int round = 0; round < Rounds; round++)
        {
            int differing = Enumerable.Range(0, sample).Count(_ => random.NextDouble() < share);
            held += new SamplingStatement(1_000_000_000, sample, differing).LargestShare >= share ? 1 : 0;
        }
        Assert.InRange((double)held / Rounds, 0.93, 1);
    }
}
