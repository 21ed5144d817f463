namespace McpRedis.Analysis.Hot;

/// <summary>Where hot keys are known from.</summary>
internal enum HotKeysSource
{
    /// <summary>The server's own tracking.</summary>
    Hotkeys,

    /// <summary>The counters of an LFU policy.</summary>
    Frequency,

    /// <summary>A moment of MONITOR.</summary>
    Monitor,
}

/// <summary>Keys that are used most, by what was seen of their use.</summary>
/// <param name="Source">How it is known.</param>
/// <param name="Took">Time that was looked at.</param>
/// <param name="Commands">Commands that were seen; null where the server counted.</param>
/// <param name="Keys">The most used first.</param>
internal sealed record HotKeysFound(HotKeysSource Source, TimeSpan Took, long? Commands, IReadOnlyList<HotKeyFound> Keys);

/// <param name="Database">Its database; null where the server does not tell.</param>
/// <param name="Name">Its name, cut where it is very long.</param>
/// <param name="NameBytes">Length of the whole name.</param>
/// <param name="Low">Uses at least: commands, or microseconds of the server's time.</param>
/// <param name="High">At most.</param>
/// <param name="Total">Of all keys together, in the same unit.</param>
internal sealed record HotKeyFound(int? Database, byte[] Name, int NameBytes, long Low, long High, long Total)
{
    /// <summary>Bytes over the network; null where it was not measured.</summary>
    public long? NetBytes { get; init; }
}
