namespace McpRedis.Diagnostics.Monitoring;

/// <summary>Counts what a sample shows, in bounded memory. It is given no line of our own and none of a closed database.</summary>
internal interface IMonitorCount
{
    /// <summary>Counted so far.</summary>
    int Commands { get; }

    void Add(MonitorLine line);
}
