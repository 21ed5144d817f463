namespace McpRedis.Diagnostics.Checks;

internal static class ErrorReplies
{
    private static readonly Threshold Share = new("errorPercent", 1, "percent", "error replies of commands between the samples");
    private static readonly Threshold Least = new("errorsPerSecond", 10, "per second", "error replies below which it does not matter");

    public static Check Check { get; } = new("RF046", CheckFamily.Latency, "Many commands end in an error")
    {
        What = "total_error_replies against commands between the samples, and which errors (INFO errorstats).",
        Why = "The names tell the story: OOM, MISCONF and READONLY are this server's; WRONGTYPE and ERR the application's; NOPERM and WRONGPASS a matter of rights; MOVED is normal in a cluster.",
        WhenNot = "NOSCRIPT after a restart, MOVED and ASK in a cluster.",
        Fix = ["Look at the names in the evidence", "INFO commandstats: failed_calls and rejected_calls say which commands"],
        Risk = "None.",
        Change = "Errors that mean something can be seen again.",
        Thresholds = [Share, Least],
        Fields = ["total_error_replies", "total_commands_processed"],
        Look = static (node, limits) =>
        {
            double errors = Math.Max(0, (node.Gain("total_error_replies") ?? 0) - node.Refused) / Math.Max(0.001, node.Seconds), commands = node.Rate("total_commands_processed") ?? 0;
            var names = node.Info.Section("Errorstats").Select(line => (Name: line.Key.Replace("errorstat_", "", StringComparison.Ordinal), Gain: node.GainOf(line.Key, "count") - (line.Key == "errorstat_NOPERM" ? node.Refused : 0)))
                .Where(e => e.Gain > 0 && e.Name is not ("MOVED" or "ASK" or "NOSCRIPT")).OrderByDescending(e => e.Gain).Take(4).ToList();
            return names.Count > 0 && errors >= limits[Least] && errors / Math.Max(errors, commands) * 100 >= limits[Share]
                ? node.Sees(Severity.Warning, errors / Math.Max(errors, commands), [Evidence.PerSecond("errors", errors), Evidence.PerSecond("commands", commands), .. names.Select(e => Evidence.Count(Evidence.Name(e.Name), e.Gain))])
                : null;
        },
    };
}
