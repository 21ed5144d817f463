using McpRedis.Analysis.Counting;
using McpRedis.Jobs;
using McpRedis.Reply;

namespace McpRedis.Tools.Analysis;

/// <param name="State">running, or succeeded.</param>
/// <param name="JobId">For redis_analysis_get, and to go on.</param>
/// <param name="Seen">Keys looked at.</param>
/// <param name="Keys">Keys there are; null where nobody can tell.</param>
/// <param name="SeenPercent">Share that was looked at.</param>
/// <param name="CanGoOn">There is more to see: run again with jobId.</param>
/// <param name="Seconds">Time it took.</param>
/// <param name="AddedMs">What a PING took longer meanwhile.</param>
/// <param name="SizesAre">memory: MEMORY USAGE. payload: bytes in the file, where in memory values take more.</param>
/// <param name="SizeBytes">Of all keys.</param>
/// <param name="Staying">Keys without expiry.</param>
/// <param name="StayingBytes">What they take.</param>
/// <param name="Forgotten">Keys without expiry that nobody used for 30 days, of those asked.</param>
/// <param name="Databases">By number.</param>
/// <param name="Types">By size.</param>
/// <param name="Prefixes">The largest at the top of the tree; {n} stands for digits.</param>
/// <param name="Biggest">By memory.</param>
/// <param name="Longest">By elements, so no strings.</param>
/// <param name="Savings">What could take less.</param>
/// <param name="Notes">What to know of these numbers.</param>
internal sealed record AnalysisSummary(
    JobState State,
    string JobId,
    long Seen,
    long? Keys,
    double? SeenPercent,
    bool CanGoOn,
    double? Seconds,
    double? AddedMs,
    string? SizesAre,
    Amount? SizeBytes,
    Amount? Staying,
    Amount? StayingBytes,
    Amount? Forgotten,
    IReadOnlyList<DatabaseCounts> Databases,
    IReadOnlyList<TypeCounts> Types,
    IReadOnlyList<PrefixCounts> Prefixes,
    IReadOnlyList<LargeKey> Biggest,
    IReadOnlyList<LargeKey> Longest,
    IReadOnlyList<SavingCounts> Savings,
    IReadOnlyList<string> Notes)
{
    private const int MostPrefixes = 10;
    private const int MostKeys = 10;
    private const int MostLong = 5;

    public static AnalysisSummary Running(Job job) =>
        new(job.State, job.Id, job.Progress.Done, job.Progress.Total, null, true, null, null, null, null, null, null, null, [], [], [], [], [], [], []);

    public static AnalysisSummary Of(Job job, AnalysisOutcome outcome, OutputBudget budget)
    {
        var (report, tally, coverage) = (outcome.Report, outcome.Report.Tally, outcome.Report.Coverage);
        // Numbers of a fixed set come first: what is cut are names.
        budget.Spend(2048);
        return new(
            job.State,
            job.Id,
            coverage.Seen,
            coverage.Keys,
            coverage.Fraction is { } part ? Math.Round(part * 100, 1) : null,
            outcome.CanGoOn,
            Math.Round(report.Took.TotalSeconds, 1),
            report.AddedMs is { } added ? Math.Round(added, 2) : null,
            report.SizesAre,
            Amount.Of(coverage.BytesOf(tally.All)),
            Amount.Of(coverage.KeysOf(tally.Staying.Keys)),
            Amount.Of(coverage.BytesOf(tally.Staying)),
            tally.Idleness.Keys == 0 ? null : Amount.Of(coverage.KeysOf(tally.Forgotten.Keys, tally.Idleness.Keys, coverage.Seen)),
            DatabaseCounts.Of(report, budget),
            TypeCounts.Of(report, budget),
            PrefixCounts.Below(report, PrefixTree.Root, MostPrefixes, budget),
            LargeKey.Of(report, null, AnalysisView.Biggest, MostKeys, budget),
            LargeKey.Of(report, null, AnalysisView.Longest, MostLong, budget),
            SavingCounts.Of(report, budget),
            report.Notes);
    }
}
