using System.Globalization;
using System.Text;

namespace McpRedis.Diagnostics;

/// <summary>The page of a check, as docs/findings holds it and as a resource serves it.</summary>
internal static class FindingPage
{
    private const string Prefix = "redis://findings/";

    public const string Template = Prefix + "{id}";

    public static string UriOf(string id) => Prefix + id;

    /// <summary>The check an address means; null for any other address.</summary>
    public static string? IdOf(string? uri) => uri?.StartsWith(Prefix, StringComparison.Ordinal) == true ? uri[Prefix.Length..] : null;

    public static string Render(Check check)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# {check.Id}: {check.Title}\n\n");
        page.Append(CultureInfo.InvariantCulture, $"Family: {Family(check.Family)}\n");
        Part(page, "What", check.What);
        Part(page, "Why it matters", check.Why);
        Part(page, "When it is right as it is", check.WhenNot);
        page.Append("\n## What to do\n\n");
        foreach (string step in check.Fix)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {step}\n");
        }
        Part(page, "What changes", check.Change);
        Part(page, "Risk of the fix", check.Risk);
        if (check.Thresholds.Count > 0)
        {
            page.Append("\n## Thresholds\n\n| name | default | meaning |\n|---|---|---|\n");
            foreach (var threshold in check.Thresholds)
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{threshold.Name}` | {threshold.Default:0.##} {threshold.Unit} | {threshold.Meaning} |\n");
            }
        }
        Part(page, "How to silence", $"`{check.Id}=off`{(check.Thresholds is [var first, ..] ? string.Create(CultureInfo.InvariantCulture, $"; `{first.Name}={first.Default:0.##}` with another number moves the line") : "")}, in the argument `adjust` of redis_server_health or in `--health-adjust`. What is silenced is still named in the reply.");
        Part(page, "What it needs", Needs(check));
        return page.ToString();
    }

    /// <summary>The list of all pages.</summary>
    public static string Index(IReadOnlyList<Check> checks)
    {
        var page = new StringBuilder("""
            # Findings

            What `redis_server_health` looks for. Every finding has an id that is never used for something else, and a page: what is compared,
            why it matters, when it is right as it is, what to do, what that changes and risks, thresholds, how to silence it. The pages are
            also resources, `redis://findings/RF001`.

            A call takes two samples of every node some seconds apart, so rates are those of now. A check that lacks a fact, since the user
            may not ask or the server does not tell, is listed as not checked. Thresholds and silence: the argument `adjust` of a call,
            or `--health-adjust` for all calls.

            A new check is one file in `src/McpRedis/Diagnostics/Checks`, one line in `AllChecks.cs` and one sample with its fault in
            `tests/McpRedis.Tests/Diagnostics/HealthFaults.cs`; its page is written by `./dev test --update`.

            | id | family | finding |
            |---|---|---|

            """);
        foreach (var check in checks)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [{check.Id}]({check.Id}.md) | {Family(check.Family)} | {check.Title} |\n");
        }
        return page.ToString();
    }

    public static string Family(CheckFamily family) => Faults.WireName.SnakeCase(family.ToString());

    private static void Part(StringBuilder page, string heading, string text) => page.Append(CultureInfo.InvariantCulture, $"\n## {heading}\n\n{text}\n");

    private static string Needs(Check check)
    {
        string[] commands = [.. check.Needs.Select(Sampling.Questions.Text).Prepend("INFO").Concat(check.Settings.Count > 0 ? ["CONFIG GET"] : []).Distinct().Select(name => $"`{name}`")];
        return $"The right to {string.Join(", ", commands)}. Where it is missing the check is listed under `notChecked`.";
    }
}
