namespace McpRedis.Diagnostics.Checks;

internal static class FullSynchronisations
{
    private static readonly Threshold PerDay = new("fullSyncsPerDay", 10, "per day", "sync_full since start");

    public static Check Check { get; } = new("RF026", CheckFamily.Replication, "Replicas are copied whole again and again")
    {
        What = "sync_full, and sync_partial_err: requests to continue that came too late for the backlog.",
        Why = "Each one forks, reads all data and sends it. A replica that falls out during it starts over: a loop that eats the network and the disk.",
        WhenNot = "New replicas were added.",
        Fix = ["CONFIG SET repl-backlog-size larger (RF023)", "CONFIG SET client-output-buffer-limit \"replica 1gb 256mb 120\", if the master's log says that the limit was reached", "repl-timeout longer, if loading takes long"],
        Risk = "Larger buffers take memory on the master.",
        Change = "A reconnect continues where it was.",
        Thresholds = [PerDay],
        Fields = ["sync_full", "sync_partial_err", "uptime_in_seconds"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) =>
        {
            double full = node.Number("sync_full") ?? 0, days = Math.Max(1, (node.Number("uptime_in_seconds") ?? 0) / 86_400), late = node.Number("sync_partial_err") ?? 0;
            bool now = node.Gain("sync_full") > 0 && late > 0;
            return now || full / days >= limits[PerDay]
                ? node.Sees(now ? Severity.Warning : Severity.Info, full / days / 100, Evidence.Count("sync_full since start", full), Evidence.Count("sync_partial_err since start", late), Evidence.Count("between the samples", node.Gain("sync_full") ?? 0))
                : null;
        },
    };
}
