using McpRedis.Catalogue;
using McpRedis.Diagnostics;
using McpRedis.Diagnostics.Sampling;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Server;

[RedisTool("redis_server_health", "Server health", Toolset.Server, Risk.Read,
    "INFO", "CONFIG GET", "CLUSTER NODES", "CLUSTER INFO", "CLUSTER SLOT-STATS", "SLOWLOG GET", "LATENCY LATEST", "CLIENT LIST", "ACL GETUSER", "ACL USERS", "SENTINEL MASTERS", "SCAN", "PTTL",
    DeadlineSeconds = 45, App = "ui://redis/overview")]
internal sealed class ServerHealthTool(IRedisGateway redis, OutputBudget budget, HealthOptions options, TimeProvider time)
{
    // {"id":"RF001","severity":"critical","title":…,"evidence":[…],…} without the texts.
    private const int FindingBytes = 180;
    private const int GapBytes = 60;

    private const int MostPrefixes = 8;
    private const int PrefixBytes = 90;

    // Beyond that only their number is told.
    private const int MostNodes = 6;

    /// <summary>What is wrong with the server, worst first, with evidence and fix.</summary>
    /// <param name="adjust">Thresholds, silence, sampling: clientsPercent=90, RF024=off, sampleSeconds=5.</param>
    /// <returns>Findings, and what could not be checked with the missing right. On a cluster every node, merged.</returns>
    /// <exception cref="Fault">invalid_argument: no such threshold or finding.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/info/"/>
    public async Task<ServerHealth> RunAsync(string[]? adjust = null, CancellationToken cancellationToken = default)
    {
        var limits = Limits.Parse(options.Adjust, AllChecks.List, "health-adjust").With(Limits.Parse(adjust ?? [], AllChecks.List, "adjust"));
        var sample = await new HealthSampler(redis, time).TakeAsync(limits.BetweenSamples, cancellationToken);
        var report = Examination.Of(sample.Nodes, AllChecks.List, limits);
        var items = report.Findings.Select(Item).TakeWhile(item => budget.TryTakeText(FindingBytes + Length(item))).ToList();
        var gaps = report.NotChecked.TakeWhile(gap => budget.TryTakeText(GapBytes + (gap.Ids.Count * 8) + gap.Missing.Length + gap.Reason.Length + gap.Nodes.Sum(node => node.Length + 3))).ToList();
        var prefixes = sample.Nodes.SelectMany(node => node.Keys.Prefixes).Take(MostPrefixes).TakeWhile(prefix => budget.TryTakeText(PrefixBytes + (6 * prefix.Prefix.Length))).ToList();
        return new(
            items,
            [.. prefixes.Select(prefix => new PrefixExpiry(RedisText.Of(prefix.Prefix), prefix.Sampled, prefix.Expiring))],
            [.. gaps.Select(gap => new HealthGap(gap.Ids, gap.Missing, gap.Reason, gap.Nodes))],
            report.Silenced,
            [.. sample.Failed.Select(failed => $"{failed.Node}: {failed.Fault.Code.Wire()}")],
            sample.Nodes.Count,
            report.Checks,
            sample.Commands,
            Math.Round(sample.Seconds, 2),
            budget.CutBy is not null,
            budget.CutBy);
    }

    private static int Length(HealthFinding item) =>
        item.Title.Length + item.Why.Length + item.Risk.Length + item.Change.Length + item.Page.Length + item.Evidence.Sum(line => line.Length + 3) + item.Fix.Sum(line => line.Length + 3);

    private static HealthFinding Item(Finding finding)
    {
        var check = finding.Check;
        return new(check.Id, WireName.SnakeCase(finding.Severity.ToString()), check.Title, Lines(finding.Sightings), check.Why, check.Fix, check.Risk, check.Change, check.Page);
    }

    // Nodes that saw the same are told once.
    private static IReadOnlyList<string> Lines(IReadOnlyList<Sighting> sightings)
    {
        if (sightings.Count == 1)
        {
            return sightings[0].Evidence;
        }
        var groups = sightings.GroupBy(sighting => string.Join("; ", sighting.Evidence)).ToList();
        var lines = groups.Take(MostNodes).Select(group => $"{string.Join(", ", group.Take(MostNodes).Select(sighting => sighting.Node))}{(group.Count() > MostNodes ? $" and {group.Count() - MostNodes} more" : "")}: {group.Key}").ToList();
        if (groups.Count > MostNodes)
        {
            lines.Add($"and {groups.Skip(MostNodes).Sum(group => group.Count())} more nodes");
        }
        return lines;
    }
}

/// <param name="Items">Findings, worst first.</param>
/// <param name="Prefixes">Of about a hundred keys, the commonest first parts and how many have an expiry; none where there are few keys.</param>
/// <param name="NotChecked">Checks that lacked a fact, and why.</param>
/// <param name="Silenced">Findings there are and nobody wants to hear of.</param>
/// <param name="Failed">Nodes that did not answer, and why.</param>
/// <param name="Nodes">Nodes examined.</param>
/// <param name="Checks">Checks done.</param>
/// <param name="Commands">Commands sent for it.</param>
/// <param name="SampledSeconds">Time it took.</param>
/// <param name="Truncated">True when findings were left out.</param>
/// <param name="TruncatedBy">Limit that left them out.</param>
internal sealed record ServerHealth(
    IReadOnlyList<HealthFinding> Items,
    IReadOnlyList<PrefixExpiry> Prefixes,
    IReadOnlyList<HealthGap> NotChecked,
    IReadOnlyList<string> Silenced,
    IReadOnlyList<string> Failed,
    int Nodes,
    int Checks,
    int Commands,
    double SampledSeconds,
    bool Truncated,
    string? TruncatedBy);

/// <param name="Id">RF and a number; its page says more.</param>
/// <param name="Severity">critical, warning or info.</param>
/// <param name="Title">What is wrong.</param>
/// <param name="Evidence">Numbers with units; of each node where there are several.</param>
/// <param name="Why">Why it matters.</param>
/// <param name="Fix">What to do, the first choice first.</param>
/// <param name="Risk">What the fix can break.</param>
/// <param name="Change">What is different after it.</param>
/// <param name="Page">Resource with thresholds, exceptions and how to silence it.</param>
internal sealed record HealthFinding(string Id, string Severity, string Title, IReadOnlyList<string> Evidence, string Why, IReadOnlyList<string> Fix, string Risk, string Change, string Page);

/// <param name="Ids">Findings this may hide.</param>
/// <param name="Missing">Command, field or setting.</param>
/// <param name="Reason">The right the user lacks, or that the server does not tell.</param>
/// <param name="Nodes">Where.</param>
internal sealed record HealthGap(IReadOnlyList<string> Ids, string Missing, string Reason, IReadOnlyList<string> Nodes);

/// <param name="Prefix">First part of the keys, separator included.</param>
/// <param name="Sampled">Keys of the sample that begin so.</param>
/// <param name="Expiring">Of these, keys with an expiry.</param>
internal sealed record PrefixExpiry(RedisText Prefix, int Sampled, int Expiring);
