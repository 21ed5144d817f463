using System.Diagnostics;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Stdio;

/// <summary>A run of a program to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of stdout.</param>
/// <param name="Errors">All of stderr.</param>
internal sealed record ProgramRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Lines of stderr that hold anything.</summary>
    public IReadOnlyList<string> ErrorLines => [.. Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>Runs the program under test with an empty stdin.</summary>
    public static Task<ProgramRun> RunAsync(string[] arguments, string? redisUrl = null, IReadOnlyDictionary<string, string>? environment = null) =>
        ToEndAsync(BuiltProgram.Start(arguments, redisUrl, environment), TestTimeout.Token());

    public static async Task<ProgramRun> ToEndAsync(ProcessStartInfo start, CancellationToken guard)
    {
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        process.StandardInput.Close();
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(guard), process.StandardError.ReadToEndAsync(guard));
            await process.WaitForExitAsync(guard);
            return new ProgramRun(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{start.FileName} did not end");
        }
    }
}
