using System.Text.RegularExpressions;

namespace McpRedis.Tests.Support;

/// <summary>What of two answers to the same request may differ: the boundary around data, how long a key was idle, the name of a snapshot of INFO.</summary>
internal static partial class PassingParts
{
    /// <param name="json">An answer, in which texts of JSON may be escaped.</param>
    public static string Without(string json) => Snapshot().Replace(IdleTime().Replace(Boundary().Replace(json, "[boundary]"), "${name}0"), "${name}");

    [GeneratedRegex(@"\[[0-9a-f]{20}\]")]
    private static partial Regex Boundary();

    [GeneratedRegex("""(?<name>idleSeconds(?:\\?"|\\u0022):)[0-9]+""")]
    private static partial Regex IdleTime();

    [GeneratedRegex("""(?<name>snapshot(?:\\?"|\\u0022):(?:\\?"|\\u0022))[0-9a-f]{12}""")]
    private static partial Regex Snapshot();
}
