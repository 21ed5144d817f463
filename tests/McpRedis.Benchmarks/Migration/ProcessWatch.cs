using System.Diagnostics;
using System.Globalization;

namespace McpRedis.Benchmarks.Migration;

/// <summary>CPU time and memory of a process that may end at any moment: looked at fifty times a second, so the last moment of its time is not seen.</summary>
internal sealed class ProcessWatch : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(20);

    private readonly Process _process;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _watching;

    public ProcessWatch(Process process)
    {
        _process = process;
        _watching = Task.Run(WatchAsync);
    }

    public double CpuSeconds { get; private set; }

    public long PeakBytes { get; private set; }

    /// <summary>CPU time now.</summary>
    public double LookNow()
    {
        Look();
        return CpuSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    public static long PeakBytesOf(int processId) =>
        long.Parse(File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;

    private async Task WatchAsync()
    {
        for (; !_end.IsCancellationRequested; await Task.Delay(Every, _end.Token))
        {
            Look();
        }
    }

    private void Look()
    {
        try
        {
            _process.Refresh();
            CpuSeconds = _process.TotalProcessorTime.TotalSeconds;
            PeakBytes = PeakBytesOf(_process.Id);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException or System.ComponentModel.Win32Exception)
        {
            // It has ended; what was seen last stays.
        }
    }
}
