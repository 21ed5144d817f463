using McpRedis.Diagnostics.Latency;
using McpRedis.Redis;

namespace McpRedis.Tests.Diagnostics.Latency;

public sealed class LatencyDoctorTextTests
{
    private const string Redis7 = """
        Dave, I have observed latency spikes in this Redis instance. You don't mind talking about it, do you Dave?

        1. command: 3 latency spikes (average 50ms, mean deviation 2ms, period 1.50 sec). Worst all time event 70ms.
        2. aof-write-pending-fsync: 1 latency spikes (average 300ms, mean deviation 0ms, period 9.00 sec). Worst all time event 300ms.

        I have a few advices for you:

        - Check your Slow Log to understand what are the commands you are running which are too slow to execute.
        - Deleting large objects is a blocking operation.
        """;

    [Fact]
    public void LatencyDoctorText_is_figures_and_advice()
    {
        var report = LatencyDoctorText.Parse(Redis7);
        Assert.Equal([new DoctorEvent("command", 3, 50, 2, 1.5, 70), new DoctorEvent("aof-write-pending-fsync", 1, 300, 0, 9, 300)], report.Events.AsEnumerable());
        Assert.Equal(2, report.Advice.Count);
        Assert.Equal("Deleting large objects is a blocking operation.", report.Advice[1]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("I'm sorry, Dave, I can't do that. Latency monitoring is disabled in this Redis instance. You may use \"CONFIG SET latency-monitor-threshold <milliseconds>.\" in order to enable it.\n")]
    [InlineData("Dave, no latency spike was observed during the lifetime of this Redis instance, not in the slightest bit.\n")]
    public void LatencyDoctorText_with_nothing_to_tell_is_empty(string text)
    {
        var report = LatencyDoctorText.Parse(text);
        Assert.Empty(report.Events);
        Assert.Empty(report.Advice);
    }

    [Fact]
    public void LatencyHistogram_counts_of_steps_are_their_own()
    {
        var steps = RespValue.Of(RespKind.Array, [RespValue.Of(33816), RespValue.Of(1), RespValue.Of(67633), RespValue.Of(4)]);
        var debug = RespValue.Of(RespKind.Array, [RespValue.Of("calls"), RespValue.Of(4), RespValue.Of("histogram_usec"), steps]);
        var histogram = Assert.Single(LatencyHistogram.Read(RespValue.Of(RespKind.Array, [RespValue.Of("debug"), debug])));
        Assert.Equal(("debug", 4L), (histogram.Command, histogram.Calls));
        Assert.Equal([new HistogramStep(33816, 1), new HistogramStep(67633, 3)], histogram.Steps.AsEnumerable());
    }

    [Fact]
    public void CommandLatencies_join_percentiles_with_calls_slowest_first()
    {
        var info = InfoText.Parse("# Commandstats\ncmdstat_client|list:calls=3,usec=54,usec_per_call=18.00,rejected_calls=0,failed_calls=0\n# Latencystats\nlatency_percentiles_usec_get:p50=7.007,p99=9.0,p99.9=9.0\nlatency_percentiles_usec_client|list:p50=18.047,p99=28.047,p99.9=38.047\n");
        var commands = CommandLatencies.Read(info);
        Assert.Equal(["client|list", "get"], commands.Select(command => command.Command));
        Assert.Equal(((long?)3, (double?)18, 38.047), (commands[0].Calls, commands[0].MeanUs, commands[0].PercentilesUs["p99.9"]));
        Assert.Null(commands[1].Calls);
    }
}
