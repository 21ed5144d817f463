using System.Diagnostics;
using System.Globalization;

namespace McpRedis.Benchmarks.Migration;

/// <summary><c>mcp-redis migrate</c> as published, in a process of its own.</summary>
internal sealed class ProgramRun(string program, string folder, Way way, int from, int to)
{
    public async Task<Reading> RunAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using var process = Start();
        await using var watch = new ProcessWatch(process);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        // The plan is told when it is made; what comes after is the work.
        string? head = await process.StandardOutput.ReadLineAsync();
        double before = watch.LookNow();
        string report = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (process.ExitCode != 0 || PathOf(head) != way.Name || DurationMsOf(report) is not { } durationMs)
        {
            throw new InvalidOperationException($"migrate by {way.Name} ended with {process.ExitCode}: {(await errors).Trim().Split('\n')[^1]} {head}");
        }
        return new(durationMs / 1000.0, watch.CpuSeconds - before, seconds, watch.CpuSeconds, watch.PeakBytes);
    }

    // Plan 7f…: from to to by path sync
    private static string? PathOf(string? line) => line?.Split(" by path ") is [_, var path] ? path.Trim() : null;

    // seen 1000000, copied 1000000, bytes 44000000, durationMs 3730, keysPerSecond 268096
    private static long? DurationMsOf(string report) =>
        report.Split('\n').SelectMany(line => line.Split(", ")).FirstOrDefault(count => count.StartsWith("durationMs ", StringComparison.Ordinal)) is { } count
            ? long.Parse(count.Split(' ')[1], CultureInfo.InvariantCulture) : null;

    private Process Start()
    {
        var start = new ProcessStartInfo(program, ["migrate", "--from", "from", "--to", "to", "--path", way.Name, "--yes"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REDIS_URL_FROM"] = $"redis://127.0.0.1:{from}";
        start.Environment["REDIS_URL_TO"] = $"redis://127.0.0.1:{to}";
        start.Environment["MCP_REDIS_FILES_DIR"] = folder;
        return Process.Start(start)!;
    }
}
