using System.Text;
using McpRedis.Analysis.Counting;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Jobs;
using McpRedis.Redis.Connections;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

[RedisTool("redis_analysis_get", "Look into an analysis", Toolset.Analysis, Risk.Read, Offline = true)]
internal sealed class AnalysisGetTool(Principal principal, ConnectionRegistry connections, JobRegistry jobs, OutputBudget budget)
{
    /// <summary>More of what an analysis found, for an hour after it; asks no server.</summary>
    /// <param name="jobId">From redis_analysis_run.</param>
    /// <param name="view">What to look at.</param>
    /// <param name="type">Only keys of this type.</param>
    /// <param name="prefix">Prefixes below this one, as they were shown.</param>
    /// <param name="limit">Default 20.</param>
    /// <returns>Only what was asked for; the rest is null.</returns>
    /// <exception cref="Fault">key_not_found: no such analysis or prefix; conflict: it still runs.</exception>
    public Task<AnalysisDetails> RunAsync(
        string jobId, AnalysisView view, string? type = null, string? prefix = null, [Limits(1, 100)] int limit = 20, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var outcome = AnalysisOutcome.Of(AnalysisOutcome.Find(jobs, jobId, principal.Name), connections)
            ?? throw new Fault(ErrorCode.Conflict, "The analysis still runs.", "redis_analysis_run with jobId waits for it.", retryable: true);
        var report = outcome.Report;
        return Task.FromResult(view switch
        {
            AnalysisView.Biggest or AnalysisView.Longest or AnalysisView.Hottest => new AnalysisDetails(LargeKey.Of(report, type, view, limit, budget), null, null, null, budget.CutBy),
            AnalysisView.Prefixes => new(null, PrefixCounts.Below(report, Node(report.Tally.Prefixes, prefix), limit, budget), null, null, budget.CutBy),
            AnalysisView.Expiry => new(null, null, TimeCounts.Of(report.Tally.Expiry, report.Coverage.Seen, report.Coverage), null, null),
            AnalysisView.Idle => new(null, null, TimeCounts.Of(report.Tally.Idleness, report.Tally.Idleness.Keys, report.Coverage), null, null),
            _ => new(null, null, null, EncodingCounts.Of(report, budget), budget.CutBy),
        });
    }

    private static int Node(PrefixTree tree, string? prefix)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(prefix ?? "");
        for (int node = 0; node < tree.Count; node++)
        {
            if (tree.NameOf(node).AsSpan().SequenceEqual(wanted))
            {
                return node;
            }
        }
        throw new Fault(ErrorCode.KeyNotFound, "The analysis has no such prefix, or it was too small to be kept.", "Give a prefix as it was shown, {n} and delimiter included.");
    }
}

/// <param name="Keys">Largest first.</param>
/// <param name="Prefixes">Largest first.</param>
/// <param name="Times">Shortest first.</param>
/// <param name="Encodings">Largest first.</param>
/// <param name="TruncatedBy">Limit that cut the list: bytes or items; else null.</param>
internal sealed record AnalysisDetails(
    IReadOnlyList<LargeKey>? Keys, IReadOnlyList<PrefixCounts>? Prefixes, IReadOnlyList<TimeCounts>? Times, IReadOnlyList<EncodingCounts>? Encodings, string? TruncatedBy);
