using System.Text.Json;

namespace McpRedis.EndToEnd.Conformance;

/// <summary>What tests/clients/conformance.mjs says of a run.</summary>
internal sealed record ConformanceReport(int? Exit, IReadOnlyList<ConformanceScenario> Scenarios, string Said)
{
    public static ConformanceReport Read(string json) => JsonSerializer.Deserialize<ConformanceReport>(json, JsonSerializerOptions.Web)!;
}

/// <summary>A scenario of the suite.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Scored">Whether the revision requires it.</param>
/// <param name="Passed">How many checks passed.</param>
/// <param name="Lacking">Checks that could not be made for want of a fixture.</param>
/// <param name="Failed">Checks that failed, and why.</param>
/// <param name="Warned">Checks of what should, not must be.</param>
internal sealed record ConformanceScenario(
    string Name, bool Scored, int Passed, IReadOnlyList<string> Lacking, IReadOnlyList<string> Failed, IReadOnlyList<string> Warned)
{
    /// <summary>Extensions this program does not have are no failures of it.</summary>
    public bool IsExtension => Name.StartsWith("tasks-", StringComparison.Ordinal);

    public override string ToString() =>
        $"{Name}: passes{(Lacking.Count == 0 ? "" : $" but for the fixtures of {string.Join(", ", Lacking)}")}{(Warned.Count == 0 ? "" : $"; warned of {string.Join(", ", Warned)}")}";
}
