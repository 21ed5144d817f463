using McpRedis.Diagnostics;
using McpRedis.Faults;

namespace McpRedis.Tests.Diagnostics;

public sealed class LimitsTests
{
    [Theory]
    [InlineData("RF029", "clientsPercent=99")]
    [InlineData("RF001", "memoryUsePercent = 99")]
    [InlineData("RF048", "evictionspersecond=1000")]
    public void Threshold_moves_the_line(string id, string adjustment)
    {
        var nodes = HealthFaults.All[id].Nodes();
        Assert.Contains(Examination.Of(nodes, AllChecks.List, Limits.Default).Findings, finding => finding.Check.Id == id);
        var moved = Examination.Of(nodes, AllChecks.List, Limits.Parse([adjustment], AllChecks.List, "adjust"));
        Assert.DoesNotContain(moved.Findings, finding => finding.Check.Id == id && finding.Severity >= Severity.Warning);
    }

    [Theory]
    [InlineData("clientPercent=90", "adjust[1]: no threshold or finding of that name. Did you mean 'clientsPercent'?")]
    [InlineData("RF029=90", "adjust[1]: expected a finding's id with off, such as RF024=off.")]
    [InlineData("RF029", "adjust[1]: expected a finding's id with off, such as RF024=off.")]
    [InlineData("clientsPercent=many", "adjust[1]: expected clientsPercent= and a number that is not negative.")]
    [InlineData("clientsPercent=-1", "adjust[1]: expected clientsPercent= and a number that is not negative.")]
    [InlineData("clientsPercent=NaN", "adjust[1]: expected clientsPercent= and a number that is not negative.")]
    [InlineData("sampleSeconds=0", "adjust[1]: expected sampleSeconds= and a number from 1 to 30.")]
    [InlineData("sampleSeconds=31", "adjust[1]: expected sampleSeconds= and a number from 1 to 30.")]
    public void Mistake_is_named_with_its_place(string adjustment, string message)
    {
        var fault = Assert.Throws<Fault>(() => Limits.Parse(["RF001=off", adjustment], AllChecks.List, "adjust"));
        Assert.Equal((ErrorCode.InvalidArgument, message), (fault.Code, fault.Message));
    }

    [Theory]
    [InlineData("sampleSeconds=5", 5)]
    [InlineData("clientsPercent=99", 2)]
    public void Sampling_takes_two_seconds_unless_told(string adjustment, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), Limits.Parse([adjustment], AllChecks.List, "adjust").BetweenSamples);

    // One name is one threshold: the same in every check that uses it.
    [Fact]
    public void Names_of_thresholds_are_unique_or_the_same() => Assert.Empty(
        AllChecks.List.SelectMany(check => check.Thresholds).Distinct().GroupBy(threshold => threshold.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1).Select(group => group.Key));
}
