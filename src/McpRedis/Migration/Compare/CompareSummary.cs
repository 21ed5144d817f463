using System.Globalization;
using System.Text.Json;
using McpRedis.Jobs;
using McpRedis.Migration.Planning;

namespace McpRedis.Migration.Compare;

/// <summary>What a comparison came to, as jobs tell it: counts by category, some keys of each with what is wrong with them, the rest in sentences.</summary>
internal static class CompareSummary
{
    private const int ExamplesOfEach = 4;
    private const int MostElements = 3;

    /// <param name="plan">What was compared.</param>
    /// <param name="report">What was found.</param>
    /// <param name="repair">Mends it; null where nothing can be mended.</param>
    public static JobReport Of(MigrationPlan plan, CompareReport report, MigrationPlan? repair) => new(Counts(report, repair?.Repair))
    {
        Examples = [.. report.Findings.SelectMany(finding => finding.Examples.Take(ExamplesOfEach)).Select(ExampleOf)],
        Notes = [.. Notes(plan, report, repair?.Repair)],
        PlanId = repair?.Id,
    };

    private static Dictionary<string, long> Counts(CompareReport report, RepairPlan? repair)
    {
        var counts = new Dictionary<string, long>
        {
            ["compared"] = report.Statement.Checked,
            ["differing"] = report.Findings.Sum(finding => finding.Count),
            ["notCompared"] = report.Passed,
        };
        foreach (var finding in report.Findings)
        {
            counts[NameOf(finding.Category)] = finding.Count;
        }
        if (repair is not null)
        {
            (counts["repairCopies"], counts["repairDeletes"], counts["leftAlone"]) = (repair.Copy.Count, repair.Delete.Count, repair.LeftAlone);
        }
        return counts;
    }

    private static IEnumerable<string> Notes(MigrationPlan plan, CompareReport report, RepairPlan? repair)
    {
        yield return $"{report.Statement}.";
        if (report.Reverse is { } reverse)
        {
            yield return $"Looked for on the source: {reverse}.";
        }
        if (PlanComparison.Ignored(plan) is { Count: > 0 } ignored)
        {
            yield return $"Not looked at, because the plan announced it: {string.Join(", ", ignored)}.";
        }
        if (repair is { IsWhole: false })
        {
            yield return "More keys differ than the repair holds: compare again after it.";
        }
    }

    private static JobExample ExampleOf(KeyVerdict verdict) => new(verdict.Name.Database, verdict.Name.Key, NameOf(verdict.Category), ReasonOf(verdict))
    {
        Elements = [.. verdict.Examples.Where(element => element.Name.Length > 0).Take(MostElements).Select(element => element.Name)],
    };

    private static string ReasonOf(KeyVerdict verdict) => verdict.Category switch
    {
        CompareCategory.MissingOnTarget => "The target lacks it.",
        CompareCategory.ExtraOnTarget => "The source has no such key.",
        CompareCategory.Type => "It is of another type.",
        CompareCategory.Ttl => verdict.Ttl switch
        {
            TtlDifference.MissingOnTarget => "It expires on the source alone.",
            TtlDifference.ExtraOnTarget => "It expires on the target alone.",
            _ => "It expires at another time.",
        },
        CompareCategory.Unreadable => verdict.Reason ?? "One side could not be read.",
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"Differs in {string.Join(", ", verdict.DiffersIn)}; elements: {verdict.MissingElements} missing, {verdict.ExtraElements} extra, {verdict.DifferingElements} other."),
    };

    private static string NameOf(CompareCategory category) => JsonNamingPolicy.CamelCase.ConvertName(category.ToString());
}
