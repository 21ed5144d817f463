namespace McpRedis.Diagnostics.Monitoring;

/// <summary>What the sample cost its server, as far as it can be measured from outside.</summary>
/// <param name="CommandsPerSecondBefore">Just before.</param>
/// <param name="CommandsPerSecondDuring">While it ran.</param>
/// <param name="CpuPercentBefore">Of one core.</param>
/// <param name="CpuPercentDuring">Of one core.</param>
/// <param name="LatencyMsBefore">Round trip of INFO.</param>
/// <param name="LongestLatencyMs">Longest round trip of INFO while it ran.</param>
/// <param name="MonitorBytes">What MONITOR sent us.</param>
/// <param name="OutputPercent">Its share of all the server sent.</param>
internal sealed record MonitorCost(
    double CommandsPerSecondBefore,
    double CommandsPerSecondDuring,
    double CpuPercentBefore,
    double CpuPercentDuring,
    double LatencyMsBefore,
    double LongestLatencyMs,
    long MonitorBytes,
    double OutputPercent)
{
    /// <param name="first">Before.</param>
    /// <param name="begin">When MONITOR was about to be sent.</param>
    /// <param name="end">After.</param>
    /// <param name="longest">Longest round trip meanwhile.</param>
    /// <param name="monitorBytes">Received.</param>
    /// <param name="time">Clock.</param>
    public static MonitorCost Of(ServerLoad first, ServerLoad begin, ServerLoad end, TimeSpan longest, long monitorBytes, TimeProvider time)
    {
        double before = Math.Max(time.GetElapsedTime(first.At, begin.At).TotalSeconds, 0.001), during = Math.Max(time.GetElapsedTime(begin.At, end.At).TotalSeconds, 0.001);
        long sent = Math.Max(end.OutputBytes - begin.OutputBytes, 1);
        return new(
            Math.Round((begin.Commands - first.Commands) / before, 1),
            Math.Round((end.Commands - begin.Commands) / during, 1),
            Math.Round((begin.CpuSeconds - first.CpuSeconds) / before * 100, 1),
            Math.Round((end.CpuSeconds - begin.CpuSeconds) / during * 100, 1),
            Math.Round(begin.Answered.TotalMilliseconds, 2),
            Math.Round(longest.TotalMilliseconds, 2),
            monitorBytes,
            Math.Round(Math.Min(100.0 * monitorBytes / sent, 100), 1));
    }
}
