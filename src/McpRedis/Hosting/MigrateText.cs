using System.Globalization;
using System.Text;
using System.Text.Json;
using McpRedis.Jobs;

namespace McpRedis.Hosting;

/// <summary>Plans, progress and reports of migrations, for a person in a terminal. Names of keys come from whoever can write to Redis, and are shown as JSON strings.</summary>
internal static class MigrateText
{
    private const int BarWidth = 24;
    private const int MostExamples = 10;

    /// <param name="plan">Reply of redis_migration_plan.</param>
    public static IEnumerable<string> Plan(JsonElement plan) => PlanLines(plan).Select(TerminalText.Of);

    private static IEnumerable<string> PlanLines(JsonElement plan)
    {
        string path = plan.GetProperty("path") is { ValueKind: JsonValueKind.String } word ? word.GetString()! : "none";
        yield return $"Plan {plan.GetProperty("planId")}: {plan.GetProperty("source").GetProperty("connection")} to {plan.GetProperty("target").GetProperty("connection")} by path {path}";
        yield return $"  {plan.GetProperty("reason")}";
        if (plan.GetProperty("estimate") is { ValueKind: JsonValueKind.Object } estimate)
        {
            yield return $"  keys {Or(estimate, "keys")}, bytes {Or(estimate, "bytes")}, {Or(estimate, "minSeconds")} to {Or(estimate, "maxSeconds")} seconds";
        }
        foreach (var check in plan.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("state").ValueEquals("ok")))
        {
            yield return $"  {check.GetProperty("state")}: {check.GetProperty("name")}: {check.GetProperty("evidence")}";
        }
        foreach (var loss in plan.GetProperty("losses").EnumerateArray())
        {
            yield return $"  lost: {loss.GetProperty("kind")}: {loss.GetProperty("text")}";
        }
        foreach (var step in plan.GetProperty("steps").EnumerateArray())
        {
            yield return $"  - {step}";
        }
        yield return $"  rollback: {plan.GetProperty("rollback")}";
    }

    /// <summary><c>[######------]  53 %  530000 of 1000000 keys, 120000 a second, 4 s left</c>.</summary>
    public static string Progress(JobProgress now)
    {
        var text = new StringBuilder();
        if (now.Total is > 0 and var total)
        {
            double share = Math.Clamp((double)now.Done / total, 0, 1);
            int full = (int)(share * BarWidth);
            text.Append('[').Append('#', full).Append('-', BarWidth - full).Append(CultureInfo.InvariantCulture, $"] {share * 100,3:0} %  {now.Done} of about {total} keys");
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"{now.Done} keys");
        }
        if (now.PerSecond is { } rate)
        {
            text.Append(CultureInfo.InvariantCulture, $", {rate:0} a second");
        }
        if (now.EtaSeconds is { } left)
        {
            text.Append(CultureInfo.InvariantCulture, $", {left:0} s left");
        }
        return now is { Phase: "following", Report.Notes: [var lag, ..] } ? lag
            : now.Phase is "copying" or "repairing" ? text.ToString() : text.Append($" ({now.Phase})").ToString();
    }

    public static IEnumerable<string> Report(JobReport report) => ReportLines(report).Select(TerminalText.Of);

    private static IEnumerable<string> ReportLines(JobReport report)
    {
        yield return string.Join(", ", report.Counts.Where(count => count.Value > 0).Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")));
        foreach (var loss in report.Losses)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"lost: {loss.Key} {loss.Value}");
        }
        foreach (var example in report.Examples.Take(MostExamples))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{example.Outcome}: \"{JsonEncodedText.Encode(Encoding.UTF8.GetString(example.Key))}\" in database {example.Database}: {example.Reason}");
        }
        foreach (string note in report.Notes)
        {
            yield return note;
        }
    }

    /// <param name="reply">Reply of redis_migration_compare.</param>
    public static IEnumerable<string> Comparison(JsonElement reply)
    {
        yield return $"{(reply.GetProperty("equal").GetBoolean() ? "Nothing differs" : "The two sides differ")}: {reply.GetProperty("statement")}";
        foreach (var finding in reply.GetProperty("findings").EnumerateArray())
        {
            yield return $"  {finding.GetProperty("category")}: {finding.GetProperty("count")}";
        }
    }

    private static string Or(JsonElement element, string name) => element.GetProperty(name) is { ValueKind: not JsonValueKind.Null } value ? value.ToString() : "unknown";
}
