namespace McpRedis.Diagnostics.Checks;

internal static class BacklogTooSmall
{
    private static readonly Threshold Time = new("backlogSeconds", 60, "seconds", "of writes the backlog should hold");

    public static Check Check { get; } = new("RF023", CheckFamily.Replication, "The replication backlog holds too little time")
    {
        What = "repl_backlog_size divided by the growth of master_repl_offset between the two samples.",
        Why = "A replica that is away for longer than that needs a full synchronisation: a fork and all data over the network, often at a bad moment.",
        WhenNot = "The rate was a short burst.",
        Fix = ["CONFIG SET repl-backlog-size <rate x the longest interruption to survive>, then CONFIG REWRITE"],
        Risk = "It is memory that the data does not get.",
        Change = "Short interruptions are caught up from memory.",
        Thresholds = [Time],
        Fields = ["connected_slaves", "repl_backlog_size", "master_repl_offset"],
        Applies = static node => node.IsMaster,
        Look = static (node, limits) => node.Number("connected_slaves") > 0 && node.Rate("master_repl_offset") is > 0 and var rate
            && node.Number("repl_backlog_size") is { } size && size / rate < limits[Time]
            ? node.Sees(Severity.Warning, 1 - (size / rate / limits[Time]), Evidence.Bytes("repl_backlog_size", size), Evidence.BytesPerSecond("written to replicas", rate), Evidence.Seconds("held", size / rate))
            : null,
    };
}
