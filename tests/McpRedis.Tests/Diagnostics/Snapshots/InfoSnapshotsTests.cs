using McpRedis.Diagnostics.Snapshots;
using McpRedis.Redis;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Diagnostics.Snapshots;

public sealed class InfoSnapshotsTests
{
    [Fact]
    public void NodeChanges_give_rates_of_counters_and_differences_of_the_rest()
    {
        var changes = Between("run_id:a\nkeyspace_hits:10\nused_memory:100\nrole:master\nuptime_in_seconds:1\ncmdstat_get:calls=1,usec=5,usec_per_call=5.00\n", "run_id:a\nkeyspace_hits:30\nused_memory:60\nrole:master\nuptime_in_seconds:9\ncmdstat_get:calls=3,usec=7,usec_per_call=2.33\ncmdstat_set:calls=8\n");
        Assert.False(changes.Restarted || changes.CountersReset);
        Assert.Equal(new NumberChange(20, 10), changes.Numbers["keyspace_hits"]);
        Assert.Equal(new NumberChange(-40, null), changes.Numbers["used_memory"]);
        Assert.Equal(new NumberChange(2, 1), changes.Numbers["cmdstat_get.calls"]);
        Assert.Equal(new NumberChange(8, 4), changes.Numbers["cmdstat_set.calls"]);   // never called before
        Assert.DoesNotContain("uptime_in_seconds", changes.Numbers.Keys);
    }

    [Fact]
    public void NodeChanges_compare_no_counter_over_a_restart()
    {
        var changes = Between("run_id:a\nkeyspace_hits:10\nused_memory:100\n", "run_id:b\nkeyspace_hits:30\nused_memory:60\n");
        Assert.True(changes.Restarted);
        Assert.Equal(["used_memory"], changes.Numbers.Keys);
    }

    [Fact]
    public void NodeChanges_leave_out_counters_that_went_back()
    {
        var changes = Between("run_id:a\nkeyspace_hits:10\nexpired_keys:4\n", "run_id:a\nkeyspace_hits:3\nexpired_keys:6\n");
        Assert.True(changes is { Restarted: false, CountersReset: true });
        Assert.Equal(["expired_keys"], changes.Numbers.Keys);
    }

    [Fact]
    public void NodeChanges_of_a_section_that_was_not_read_before_are_none() =>
        Assert.Empty(Between("run_id:a\nused_memory:1\n", "run_id:a\nused_memory:1\ncmdstat_get:calls=100\nkeyspace_hits:9\n").Numbers);

    [Fact]
    public void InfoSnapshots_keep_the_last_ones_for_their_owner_and_connection()
    {
        var time = new ManualTime();
        var snapshots = new InfoSnapshots(time);
        var first = Keep(snapshots, "ann");
        Assert.Same(first, snapshots.Find("ann", "default", first.Id));
        Assert.Null(snapshots.Find("bob", "default", first.Id));
        Assert.Null(snapshots.Find("ann", "other", first.Id));
        Assert.Null(snapshots.Find("ann", "default", "0"));
        for (int i = 0; i < InfoSnapshots.MostPerPrincipal; i++)
        {
            Keep(snapshots, "ann");
        }
        Assert.Null(snapshots.Find("ann", "default", first.Id));
        var last = Keep(snapshots, "ann");
        time.Advance(InfoSnapshots.Kept + TimeSpan.FromSeconds(1));
        Assert.Null(snapshots.Find("ann", "default", last.Id));
    }

    [Fact]
    public void InfoSnapshots_keep_no_more_callers_than_they_may()
    {
        var snapshots = new InfoSnapshots(new ManualTime());
        var kept = Enumerable.Range(0, 200).Select(i => (Who: $"p{i}", Keep(snapshots, $"p{i}").Id)).ToList();
        Assert.InRange(kept.Count(one => snapshots.Find(one.Who, "default", one.Id) is not null), 1, 64);
        Assert.NotNull(snapshots.Find("p199", "default", kept[^1].Id));
    }

    [Fact]
    public void InfoSnapshots_keep_no_more_numbers_than_they_may()
    {
        var snapshots = new InfoSnapshots(new ManualTime());
        var node = new NodeNumbers(null, Enumerable.Range(0, 4_000).ToDictionary(i => $"n{i}", i => (double)i));
        var nodes = Enumerable.Range(0, 30).ToDictionary(i => $"node-{i}", _ => node);
        var first = snapshots.Keep("ann", "default", nodes);
        var second = snapshots.Keep("bob", "default", nodes);
        Assert.Null(snapshots.Find("ann", "default", first.Id));
        Assert.Same(second, snapshots.Find("bob", "default", second.Id));
    }

    private static InfoSnapshot Keep(InfoSnapshots snapshots, string who) => snapshots.Keep(who, "default", new Dictionary<string, NodeNumbers>());

    private static NodeChanges Between(string before, string after) =>
        NodeChanges.Between(NodeNumbers.Of(InfoText.Parse("# Server\n" + before)), NodeNumbers.Of(InfoText.Parse("# Server\n" + after)), TimeSpan.FromSeconds(2));
}
