using McpRedis.Analysis.Live;

namespace McpRedis.Tests.Analysis.Live;

public sealed class LivePaceTests
{
    [Fact]
    public void What_is_as_slow_at_rest_is_not_ours()
    {
        var pace = new LivePace(0.5, TimeProvider.System);
        Feel(pace, rest: 20, work: 20.1);
        Assert.Equal(0, pace.Ratio);
        Assert.Equal(0, pace.Took(5, 100));
    }

    [Fact]
    public void What_is_slower_at_work_brings_pauses_that_end_again()
    {
        var pace = new LivePace(0.5, TimeProvider.System);
        Feel(pace, rest: 0.2, work: 3);
        Assert.InRange(pace.Ratio, 1, 3);
        Assert.InRange(pace.Took(10, 100), 10, 40);
        for (int i = 0; i < 500; i++)
        {
            pace.FeltAtWork(0.25);
        }
        Assert.Equal(0, pace.Ratio);
    }

    [Fact]
    public void Steps_are_as_large_as_the_server_does_in_a_millisecond()
    {
        var pace = new LivePace(0.5, TimeProvider.System);
        for (int i = 0; i < 20; i++)
        {
            pace.Took(pace.Count * 0.01, pace.Count);
        }
        Assert.InRange(pace.Count, 90, 110);
        for (int i = 0; i < 20; i++)
        {
            pace.Took(pace.Count * 1.0, pace.Count);
        }
        Assert.Equal(16, pace.Count);
    }

    private static void Feel(LivePace pace, double rest, double work)
    {
        for (int i = 0; i < 100; i++)
        {
            pace.FeltAtRest(rest);
            pace.FeltAtWork(work);
        }
    }
}
