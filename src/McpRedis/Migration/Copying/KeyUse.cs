namespace McpRedis.Migration.Copying;

/// <summary>By what a server knows which keys are used little.</summary>
internal enum UseMeasure
{
    None,
    /// <summary>Seconds since the last use: every maxmemory-policy but the LFU ones.</summary>
    IdleTime,
    /// <summary>A counter of uses that falls with time, 0 to 255: the LFU policies.</summary>
    Frequency,
}

/// <summary>How much a key was used of late. Default: not known.</summary>
internal readonly record struct KeyUse(UseMeasure Measure, long Value);
