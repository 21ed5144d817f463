namespace McpRedis.Diagnostics;

/// <summary>How much a finding matters, least first.</summary>
internal enum Severity
{
    /// <summary>Worth knowing; nothing suffers now.</summary>
    Info,
    /// <summary>Something suffers, or will when load or data grow.</summary>
    Warning,
    /// <summary>Data, service or the machine are in danger now.</summary>
    Critical,
}
