using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

public sealed class CopyPaceTests
{
    private readonly ManualTime _time = new();
    private readonly PauseSwitch _pause = new();

    [Theory]
    [InlineData(1000L, null, 100, 1000)]
    [InlineData(null, 100_000L, 100, 1000)]
    [InlineData(10_000L, 100_000L, 100, 1000)]
    [InlineData(1000L, 1_000_000_000L, 100, 1000)]
    public void Pace_lets_so_many_through_in_a_second(long? keys, long? bytes, int size, int expected)
    {
        var pace = new CopyPace(new(keys, bytes), _pause, _time);
        int written = 0;
        for (int ms = 0; ms < 1000; ms++, _time.Advance(TimeSpan.FromMilliseconds(1)))
        {
            for (; !pace.IsHeld; written++)
            {
                pace.Took(size);
            }
        }
        // A fiftieth of a second goes ahead.
        Assert.InRange(written, expected, expected + (expected / 50) + 2);
    }

    [Fact]
    public void Pace_without_limits_holds_nothing()
    {
        var pace = new CopyPace(new(), _pause, _time);
        for (int i = 0; i < 100_000; i++)
        {
            pace.Took(1000);
        }
        Assert.False(pace.IsHeld);
        Assert.True(pace.WaitAsync(CancellationToken.None).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Pace_waits_until_the_next_is_due_and_no_longer()
    {
        var pace = new CopyPace(new(KeysPerSecond: 10), _pause, _time);
        pace.Took(1);
        var wait = pace.WaitAsync(TestTimeout.Token());
        Assert.True(pace.IsHeld);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await wait.WaitAsync(TestTimeout.HangGuard);
        Assert.False(pace.IsHeld);
    }

    [Fact]
    public async Task Pace_stands_still_while_it_is_paused()
    {
        var pace = new CopyPace(new(), _pause, _time);
        _pause.Set(true);
        Assert.True(pace.IsHeld && pace.IsPaused);
        var wait = pace.WaitAsync(TestTimeout.Token());
        _pause.Set(true);
        Assert.False(wait.IsCompleted);
        _pause.Set(false);
        await wait.WaitAsync(TestTimeout.HangGuard);
        Assert.False(pace.IsHeld);
    }

    [Fact]
    public void Window_is_halved_while_the_target_is_slow_and_grows_again()
    {
        var pace = new CopyPace(new(MaxTargetLatencyMs: 10), _pause, _time);
        Assert.Equal(512 << 10, pace.Window(512 << 10));
        pace.Felt(11);
        Assert.Equal(256 << 10, pace.Window(512 << 10));
        pace.Felt(7);   // between half and all of it: as it is
        Assert.Equal(256 << 10, pace.Window(512 << 10));
        for (int i = 0; i < 100; i++)
        {
            pace.Felt(50);
        }
        Assert.InRange(pace.Window(512 << 10), 1, 1024);
        for (int i = 0; i < 100; i++)
        {
            pace.Felt(1);
        }
        Assert.Equal(512 << 10, pace.Window(512 << 10));
    }
}
