using McpRedis.Jobs;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Jobs;

public sealed class JobProgressTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(100L, 50.0, 1.0)]
    [InlineData(50L, 50.0, 0.0)]
    [InlineData(10L, 50.0, 0.0)]
    [InlineData(null, 50.0, null)]
    [InlineData(100L, null, null)]
    [InlineData(100L, 0.0, null)]
    public void End_is_told_where_total_and_rate_are_known(long? total, double? rate, double? eta) =>
        Assert.Equal(eta, new JobProgress("copying", 50, total) { PerSecond = rate }.EtaSeconds);

    [Fact]
    public void Rate_is_that_of_the_last_ten_seconds()
    {
        var meter = new RateMeter(_time);
        Assert.Null(meter.Of(0));
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Null(meter.Of(1000));
        long done = 0;
        for (int second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Of(done += 100);   // slow
        }
        for (int second = 0; second < 30; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Of(done += 5000);
        }
        Assert.Equal(5000, meter.Of(done)!.Value, tolerance: 1);
    }

    [Fact]
    public void Pause_shows_in_the_rate()
    {
        var meter = new RateMeter(_time);
        meter.Of(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1000, meter.Of(1000)!.Value);
        for (int second = 0; second < 20; second++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            meter.Of(1000);
        }
        Assert.Equal(0, meter.Of(1000)!.Value);
    }

    [Fact]
    public void Reports_in_quick_succession_keep_no_more_than_the_window()
    {
        var meter = new RateMeter(_time);
        for (int i = 0; i < 100_000; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            meter.Of(i);
        }
        Assert.Equal(1000, meter.Of(100_000)!.Value, tolerance: 5);
    }
}
