using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Diagnostics;

/// <summary>Samples in, findings out: every check on every node it is about, merged over the nodes and ranked by severity, then impact.</summary>
internal static class Examination
{
    public static HealthReport Of(IReadOnlyList<NodeSample> nodes, IReadOnlyList<Check> checks, Limits limits)
    {
        var findings = new List<Finding>();
        var silenced = new List<string>();
        var missing = new List<(string Id, string Missing, string Reason, string Node)>();
        int done = 0;
        foreach (var check in checks)
        {
            var ready = new List<NodeSample>();
            // A node without INFO could be anything.
            foreach (var node in nodes.Where(node => node.Refusal(Question.Info) is not null || check.Applies(node)))
            {
                if (Lacking(check, node) is { } lack)
                {
                    missing.Add((check.Id, lack.Missing, lack.Reason, node.Name));
                }
                else
                {
                    ready.Add(node);
                }
            }
            done += ready.Count > 0 ? 1 : 0;
            if (Look(check, ready, limits) is not { } finding)
            {
                continue;
            }
            if (limits.IsSilenced(check.Id))
            {
                silenced.Add(check.Id);
            }
            else
            {
                findings.Add(finding);
            }
        }
        return new(
            [.. findings.OrderByDescending(f => f.Severity).ThenByDescending(f => f.Impact).ThenBy(f => f.Check.Id, StringComparer.Ordinal)],
            [.. missing.GroupBy(m => (m.Missing, m.Reason)).Select(group => new NotChecked(
                [.. group.Select(m => m.Id).Distinct()], group.Key.Missing, group.Key.Reason, [.. group.Select(m => m.Node).Distinct()]))],
            silenced,
            done);
    }

    private static Finding? Look(Check check, List<NodeSample> nodes, Limits limits)
    {
        IEnumerable<Sighting> seen = check.Look is { } look ? nodes.Select(node => look(node, limits)).OfType<Sighting>()
            : nodes.Count > 0 && check.LookAcross is { } across ? across(nodes, limits) : [];
        Sighting[] sightings = [.. seen.OrderByDescending(s => s.Severity).ThenByDescending(s => s.Impact)];
        return sightings.Length == 0 ? null : new(check, sightings[0].Severity, sightings.Max(s => s.Impact), sightings);
    }

    private static (string Missing, string Reason)? Lacking(Check check, NodeSample node)
    {
        foreach (var question in check.Needs.Prepend(Question.Info))
        {
            if (node.Refusal(question) is { } reason)
            {
                return (question.Text(), reason);
            }
        }
        if (check.Fields.FirstOrDefault(field => node.Info[field] is null) is { } absent)
        {
            return ($"INFO {absent}", "the server does not tell it");
        }
        if (check.Settings.Count > 0 && node.Refusal(Question.Settings) is { } refused)
        {
            return (Question.Settings.Text(), refused);
        }
        return check.Settings.FirstOrDefault(setting => node.Setting(setting) is null) is { } unknown
            ? ($"CONFIG GET {unknown}", "the server does not have the setting")
            : null;
    }
}
