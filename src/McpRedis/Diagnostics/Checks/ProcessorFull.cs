namespace McpRedis.Diagnostics.Checks;

internal static class ProcessorFull
{
    private static readonly Threshold Share = new("mainThreadPercent", 80, "percent", "CPU time of the main thread between the samples");

    public static Check Check { get; } = new("RF044", CheckFamily.Latency, "The main thread is busy nearly all the time")
    {
        What = "used_cpu_user_main_thread and used_cpu_sys_main_thread between the samples (of the whole process where a server does not tell).",
        Why = "Commands run in one thread. When it is full, requests queue and latency rises steeply, however many cores the machine has.",
        WhenNot = "A bulk load that may take what it gets.",
        Fix = ["INFO commandstats: which commands take the time", "Reads to replicas; pipelining instead of single commands", "io-threads for many small requests; a cluster for more than one core of commands"],
        Risk = "Reads from replicas may be old. A cluster needs keys of one command in one slot.",
        Change = "Room for peaks.",
        Thresholds = [Share],
        Look = static (node, limits) =>
        {
            double? cpu = node.Rate("used_cpu_user_main_thread") is { } user && node.Rate("used_cpu_sys_main_thread") is { } sys ? user + sys : node.Rate("used_cpu_user") + node.Rate("used_cpu_sys");
            return cpu * 100 is { } percent && percent >= limits[Share]
                ? node.Sees(Severity.Warning, percent / 100, Evidence.Percent("main thread", percent), Evidence.PerSecond("commands", node.Rate("total_commands_processed") ?? 0), Evidence.Seconds("measured over", node.Seconds))
                : null;
        },
    };
}
