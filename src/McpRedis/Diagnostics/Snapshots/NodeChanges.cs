namespace McpRedis.Diagnostics.Snapshots;

/// <summary>What changed on a node between two snapshots.</summary>
/// <param name="Restarted">It is another process, so its counters began anew: none is compared.</param>
/// <param name="CountersReset">Counters went back without a restart (CONFIG RESETSTAT): those are left out.</param>
/// <param name="Numbers">By name, those that differ.</param>
internal sealed record NodeChanges(bool Restarted, bool CountersReset, IReadOnlyDictionary<string, NumberChange> Numbers)
{
    // They tell the time, and nothing about the server.
    private static readonly string[] Clocks = ["uptime_in_seconds", "uptime_in_days", "server_time_usec", "lru_clock", "used_memory_human"];

    // Sections that list a command or an error once it has happened: one that is new there was zero before, if the section was read before.
    private static readonly string[] Growing = ["cmdstat_", "errorstat_"];

    public static NodeChanges Between(NodeNumbers before, NodeNumbers after, TimeSpan elapsed)
    {
        var changes = new Dictionary<string, NumberChange>(StringComparer.Ordinal);
        bool restarted = before.RunId != after.RunId, reset = false;
        double seconds = Math.Max(elapsed.TotalSeconds, 0.001);
        string[] counted = [.. Growing.Where(begin => before.Numbers.Keys.Any(name => name.StartsWith(begin, StringComparison.Ordinal)))];
        foreach (var (name, now) in after.Numbers)
        {
            bool rising = InfoCounters.IsRising(name);
            bool known = before.Numbers.TryGetValue(name, out double then) || Array.Exists(counted, begin => name.StartsWith(begin, StringComparison.Ordinal));
            if (!known || Clocks.Contains(name) || now == then || (restarted && rising))
            {
                continue;
            }
            if (rising && now < then)
            {
                reset = true;
                continue;
            }
            changes[name] = new(Round(now - then), rising ? Round((now - then) / seconds) : null);
        }
        return new(restarted, reset, changes);
    }

    private static double Round(double number) => Math.Round(number, 3);
}

/// <param name="Change">After less before.</param>
/// <param name="PerSecond">Of a counter; null for what goes up and down.</param>
internal sealed record NumberChange(double Change, double? PerSecond);
