using McpRedis.Migration.Copying;

namespace McpRedis.Tests.Migration.Copying;

public sealed class ScanPaceTests
{
    private const double MsPerKey = 0.005;

    [Fact]
    public void A_source_beside_us_is_asked_for_few_keys_at_a_time() => Assert.Equal(ScanPace.Least, Settled(roundTripMs: 0.2));

    [Theory]
    [InlineData(1, 480)]     // of which six tenths of a millisecond are the way: four times that of its work
    [InlineData(20, 1500)]   // no more than seven and a half, however far it is
    public void A_source_that_is_far_away_is_asked_for_as_many_as_keep_it_busy(double roundTripMs, int keys) => Assert.Equal(keys, Settled(roundTripMs));

    [Fact]
    public void Large_values_make_steps_small() => Assert.Equal(419, Settled(roundTripMs: 20, payloadBytes: 10_000));

    [Fact]
    public void Steps_without_keys_grow_up_to_a_limit()
    {
        var pace = new ScanPace(TimeSpan.Zero);
        int first = pace.Count;
        pace.Took(TimeSpan.FromMilliseconds(1), 0, 0);
        Assert.Equal(first * 2, pace.Count);
        for (int i = 0; i < 10; i++)
        {
            pace.Took(TimeSpan.FromMilliseconds(1), 0, 0);
        }
        Assert.Equal(ScanPace.Most, pace.Count);
    }

    // Where it ends with a source that takes as long for each key.
    private static int Settled(double roundTripMs, int payloadBytes = 100)
    {
        var pace = new ScanPace(TimeSpan.FromMilliseconds(roundTripMs));
        for (int i = 0; i < 50; i++)
        {
            pace.Took(TimeSpan.FromMilliseconds(Math.Max(roundTripMs - 0.4, 0) + (pace.Count * MsPerKey)), pace.Count, (long)pace.Count * payloadBytes);
        }
        return pace.Count;
    }
}
