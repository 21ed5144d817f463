using System.Diagnostics;
using System.Globalization;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Benchmarks.Migration;

/// <summary>One copy, measured from inside: time, our CPU time and the most memory we ever had.</summary>
internal sealed record CopyRun(double Seconds, double CpuSeconds, double PeakMiB, long Copied)
{
    public static async Task RunAsync(int from, int to)
    {
        await using var source = new RedisConnection(LoopbackServer.OptionsOf(from), AccessLevel.Full, null, TimeProvider.System);
        await using var target = new RedisConnection(LoopbackServer.OptionsOf(to), AccessLevel.Full, null, TimeProvider.System);
        var copy = new ScanCopy(
            source.BindBulk(CopyOptions.SourceCommands, AccessLevel.Full, new()),
            target.BindBulk(CopyOptions.TargetCommands, AccessLevel.Full, new()),
            new() { Selection = KeySelection.Of(new()) },
            TimeProvider.System);
        using var self = Process.GetCurrentProcess();
        double cpu = self.TotalProcessorTime.TotalSeconds;
        long started = Stopwatch.GetTimestamp();
        await copy.RunAsync(default);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        self.Refresh();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds} {self.TotalProcessorTime.TotalSeconds - cpu} {PeakMiBOf(self)} {copy.Counters[CopyOutcome.Copied]}"));
    }

    /// <summary>The same in a process of its own.</summary>
    public static async Task<CopyRun> InChildAsync(int from, int to)
    {
        using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Self(), "copy", $"{from}", $"{to}"]) { RedirectStandardOutput = true })!;
        string line = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        string[] words = line.Split(' ');
        return child.ExitCode == 0 && words.Length == 4 ? new(Number(0), Number(1), Number(2), (long)Number(3)) : throw new InvalidOperationException($"the copy failed: {line}");

        double Number(int at) => double.Parse(words[at], CultureInfo.InvariantCulture);
    }

    private static string[] Self() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(CopyRun).Assembly.Location] : [];

    private static double PeakMiBOf(Process self) =>
        double.Parse(File.ReadLines($"/proc/{self.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
