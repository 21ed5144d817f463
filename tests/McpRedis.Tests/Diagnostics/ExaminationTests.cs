using McpRedis.Diagnostics;
using McpRedis.Diagnostics.Sampling;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Diagnostics;

/// <summary>Every check on recorded samples: one with the fault, and several in which nothing is wrong.</summary>
public sealed class ExaminationTests
{
    public static TheoryData<string> Faults => [.. HealthFaults.All.Keys];

    public static TheoryData<string> Healthy => [.. HealthFaults.Healthy.Keys];

    [Fact]
    public void Every_check_has_a_sample_with_its_fault() => Assert.Equal(AllChecks.List.Select(check => check.Id), HealthFaults.All.Keys);

    [Fact]
    public void Ids_are_numbered_through() => Assert.Equal(Enumerable.Range(1, AllChecks.List.Count).Select(i => $"RF{i:000}"), AllChecks.List.Select(check => check.Id));

    [Fact]
    public void Every_file_with_a_check_is_in_the_list() => Assert.Equal(
        AllChecks.List.Count,
        RepositoryFile.Paths("src/McpRedis/Diagnostics/Checks", "*.cs").Count(file => RepositoryFile.Read(file).Contains("public static Check Check ", StringComparison.Ordinal)));

    [Theory, MemberData(nameof(Faults))]
    public void Fault_is_found(string id)
    {
        var (severity, nodes) = HealthFaults.All[id];
        var report = Of(nodes());
        var finding = Assert.Single(report.Findings, finding => finding.Check.Id == id);
        Assert.Equal(severity, finding.Severity.ToString());
        Assert.All(finding.Sightings, sighting => Assert.NotEmpty(sighting.Evidence));
        Assert.InRange(finding.Impact, 0, 1);
        // Nothing of what the sample holds of others: keys, addresses, names.
        Assert.DoesNotContain(finding.Sightings.SelectMany(s => s.Evidence), line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("10.0.0.", StringComparison.Ordinal));
    }

    // What a fault brings with it, and nothing else: an open server is open in several ways.
    [Theory, MemberData(nameof(Faults))]
    public void Fault_does_not_set_off_others(string id)
    {
        string[] company = id switch
        {
            "RF052" => ["RF053", "RF054", "RF056"],
            "RF054" => ["RF056"],
            "RF066" => ["RF067"],
            "RF072" => ["RF076"],
            "RF076" => ["RF072"],
            _ => [],
        };
        Assert.Equal(company.Append(id).Order(), Of(HealthFaults.All[id].Nodes()).Findings.Select(finding => finding.Check.Id).Order());
    }

    [Theory, MemberData(nameof(Healthy))]
    public void Nothing_is_found_where_nothing_is_wrong(string name)
    {
        var report = Of(HealthFaults.Healthy[name]());
        Assert.Empty(report.Findings.Select(finding => $"{finding.Check.Id} {string.Join("; ", finding.Sightings[0].Evidence)}"));
        Assert.Empty(report.NotChecked.Select(gap => gap.Missing));
    }

    [Fact]
    public void Worst_comes_first_and_then_the_larger_impact()
    {
        var report = Of([SampleNode.Master().Info("config_file", "").Slow("KEYS", 700).Latency("fork", 300, 600).Info("rdb_last_bgsave_status", "err").Info("number_of_cached_scripts", 600).Build()]);
        Assert.Equal(["RF012", "RF038", "RF040", "RF009", "RF065"], report.Findings.Select(finding => finding.Check.Id));
    }

    [Fact]
    public void Nodes_are_merged_into_one_finding_with_the_worst_severity()
    {
        var report = Of(
        [
            SampleNode.Master().Named("node-1 (master)").Info("connected_clients", 8500).Info("maxclients", 10000).Build(),
            SampleNode.Master().Named("node-2 (master)").Info("connected_clients", 9900).Info("maxclients", 10000).Build(),
            SampleNode.Master().Named("node-3 (master)").Build(),
        ]);
        var finding = Assert.Single(report.Findings);
        Assert.Equal(Severity.Critical, finding.Severity);
        Assert.Equal(["node-2 (master)", "node-1 (master)"], finding.Sightings.Select(sighting => sighting.Node));
    }

    [Fact]
    public void What_is_refused_is_not_checked_and_says_which_right_is_missing()
    {
        const string Reason = "not_permitted: The Redis user may not run CLIENT LIST.";
        var report = Of([SampleNode.Master().Refuse(Question.Clients, Reason).Build()]);
        var gap = Assert.Single(report.NotChecked);
        Assert.Equal((Reason, "CLIENT LIST"), (gap.Reason, gap.Missing));
        Assert.Equal(["RF032", "RF033", "RF034", "RF035"], gap.Ids);
        Assert.Equal(["node-1 (master)"], gap.Nodes);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public void What_the_server_does_not_tell_is_not_checked()
    {
        var report = Of([SampleNode.Master().WithoutInfo("evicted_keys").Build()]);
        var gap = Assert.Single(report.NotChecked);
        Assert.Equal(("INFO evicted_keys", "the server does not tell it"), (gap.Missing, gap.Reason));
        Assert.Equal(["RF048"], gap.Ids);
    }

    [Fact]
    public void Without_info_nothing_is_checked_and_everything_said_so()
    {
        var report = Of([SampleNode.Master().Refuse(Question.Info, "not_permitted").Build()]);
        Assert.Equal(0, report.Checks);
        Assert.Equal(AllChecks.List.Count, Assert.Single(report.NotChecked).Ids.Count);
    }

    [Fact]
    public void Silenced_finding_is_named_and_not_told()
    {
        var report = Examination.Of(HealthFaults.All["RF012"].Nodes(), AllChecks.List, Limits.Parse(["RF012=off", "rf013=off"], AllChecks.List, "adjust"));
        Assert.Empty(report.Findings);
        Assert.Equal(["RF012"], report.Silenced);
    }

    // Lifetime counters of a bad day long ago are no fault of now.
    [Fact]
    public void Rates_are_of_the_time_between_the_samples()
    {
        Assert.Empty(Of([SampleNode.Master().Info("evicted_keys", 5_000_000).Info("expired_keys", 9_000_000).Info("total_connections_received", 8_000_000).Build()]).Findings);
        var old = Assert.Single(Of([SampleNode.Master().Info("keyspace_hits", 10_000).Info("keyspace_misses", 90_000).Build()]).Findings);
        Assert.Equal((Severity.Info, true), (old.Severity, old.Sightings[0].Evidence.Contains("counted since start")));
    }

    private static HealthReport Of(IReadOnlyList<NodeSample> nodes) => Examination.Of(nodes, AllChecks.List, Limits.Default);
}
