using System.Text;
using McpRedis.Migration.Compare;

namespace McpRedis.Tests.Migration.Compare;

public sealed class CompareTallyTests
{
    [Fact]
    public void Everything_is_counted_and_some_of_it_named()
    {
        var tally = new CompareTally(examples: 3, heldKeys: 50);
        tally.Agree(1000);
        foreach (int i in Enumerable.Range(0, 100))
        {
            tally.Differ(Verdict($"m{i}", CompareCategory.MissingOnTarget));
        }
        tally.Differ(Verdict("v", CompareCategory.Value));
        CompareReport report = tally.Report(5000);
        Assert.Equal("MissingOnTarget 100 m0,m1,m2; Value 1 v", Told(report));
        Assert.Equal(new SamplingStatement(5000, 1101, 101), report.Statement);
        Assert.Equal((50, false, false), (report.Differing.Count, report.HoldsAll, report.IsClean));
    }

    [Fact]
    public void Nothing_found_is_clean()
    {
        var tally = new CompareTally(3, 50);
        tally.Agree();
        Assert.True(tally.Report(1) is { IsClean: true, HoldsAll: true, Statement.IsComplete: true });
    }

    [Fact]
    public void What_was_only_on_its_way_is_no_difference_and_what_stays_is()
    {
        var tally = new CompareTally(3, 50);
        var pending = new PendingDifferences(tally, most: 2);
        foreach (string key in new[] { "on-its-way", "stays", "no-room" })
        {
            pending.Add(Verdict(key, CompareCategory.Value));
        }
        pending.Add(Verdict("stays", CompareCategory.MissingOnTarget)); // SCAN gave it twice
        Assert.Equal(["on-its-way", "stays"], pending.Round().Select(name => Encoding.UTF8.GetString(name.Key)));

        pending.Look(Name("on-its-way"), null);
        pending.Look(Name("stays"), Verdict("stays", CompareCategory.Ttl));
        pending.Look(Name("never-seen"), Verdict("never-seen", CompareCategory.Value));
        Assert.Equal(1, pending.Count);
        pending.Settle();
        Assert.Equal("Value 1 no-room; Ttl 1 stays", Told(tally.Report(3)));
        Assert.Equal((3, 0), (tally.Checked, pending.Count));
    }

    [Fact]
    public void A_repair_copies_and_deletes_only_when_asked()
    {
        var tally = new CompareTally(3, 4);
        tally.Differ(Verdict("missing", CompareCategory.MissingOnTarget));
        tally.Differ(Verdict("extra", CompareCategory.ExtraOnTarget));
        tally.Differ(Verdict("other", CompareCategory.Value));
        tally.Differ(Verdict("vector", CompareCategory.CannotTell));
        RepairPlan plan = RepairPlan.Of(tally.Report(4), deleteExtra: false);
        Assert.Equal([Name("missing"), Name("other")], plan.Copy);
        Assert.Equal((0, 2, true), (plan.Delete.Count, plan.LeftAlone, plan.IsWhole));
        Assert.Equal([Name("extra")], RepairPlan.Of(tally.Report(4), deleteExtra: true).Delete);

        tally.Differ(Verdict("one-too-many", CompareCategory.Value));
        Assert.False(RepairPlan.Of(tally.Report(5), deleteExtra: false).IsWhole);
    }

    private static KeyName Name(string key) => new(0, Encoding.UTF8.GetBytes(key));

    private static KeyVerdict Verdict(string key, CompareCategory category) => new(Name(key), category);

    private static string Told(CompareReport report) => string.Join("; ", report.Findings.Select(finding =>
        $"{finding.Category} {finding.Count} {string.Join(',', finding.Examples.Select(example => Encoding.UTF8.GetString(example.Name.Key)))}"));
}
