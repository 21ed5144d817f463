using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace McpRedis.Benchmarks.Load;

/// <summary>What the load generator wrk said.</summary>
/// <param name="PerSecond">Answers a second.</param>
/// <param name="P50Ms">Median latency.</param>
/// <param name="P99Ms">99th percentile.</param>
/// <param name="Errors">Answers that are not 2xx or 3xx, and broken connections.</param>
internal sealed partial record Wrk(double PerSecond, double P50Ms, double P99Ms, long Errors)
{
    /// <summary>GET of a path.</summary>
    public static Wrk Get(Uri url, int connections, int seconds) => Run(url, connections, seconds, null);

    /// <summary>Calls of a tool.</summary>
    public static Wrk Call(Uri endpoint, string tool, string arguments, int connections, int seconds)
    {
        string script = Path.GetTempFileName();
        try
        {
            File.WriteAllText(script, $"""
                wrk.method = "POST"
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Accept"] = "application/json, text/event-stream"
                wrk.headers["MCP-Protocol-Version"] = "2026-07-28"
                wrk.headers["Mcp-Method"] = "tools/call"
                wrk.headers["Mcp-Name"] = "{tool}"
                wrk.body = [[{HttpSubject.Body(tool, arguments)}]]
                """);
            return Run(endpoint, connections, seconds, script);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static Wrk Run(Uri url, int connections, int seconds, string? script)
    {
        string[] arguments = ["-t1", $"-c{connections}", $"-d{seconds}s", "--latency", "--timeout", "30s", .. script is null ? Array.Empty<string>() : ["-s", script], url.AbsoluteUri];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        long errors = NotGood().Match(said) is { Success: true } bad ? long.Parse(bad.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
        if (Sockets().Match(said) is { Success: true } broken)
        {
            errors += broken.Groups.Cast<Group>().Skip(1).Sum(group => long.Parse(group.Value, CultureInfo.InvariantCulture));
        }
        return new(double.Parse(Rate().Match(said).Groups[1].Value, CultureInfo.InvariantCulture), Milliseconds(Half().Match(said)), Milliseconds(Slow().Match(said)), errors);
    }

    private static double Milliseconds(Match match) =>
        double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * match.Groups[2].Value switch { "us" => 0.001, "ms" => 1, "s" => 1000, _ => 60_000 };

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"50%\s+([0-9.]+)(us|ms|s|m)")]
    private static partial Regex Half();

    [GeneratedRegex(@"99%\s+([0-9.]+)(us|ms|s|m)")]
    private static partial Regex Slow();

    [GeneratedRegex(@"Non-2xx or 3xx responses: ([0-9]+)")]
    private static partial Regex NotGood();

    [GeneratedRegex(@"Socket errors: connect ([0-9]+), read ([0-9]+), write ([0-9]+), timeout ([0-9]+)")]
    private static partial Regex Sockets();
}
