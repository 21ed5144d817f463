namespace McpRedis.Analysis.Live;

/// <summary>What is asked of a key beside its type and length.</summary>
[Flags]
internal enum Question : byte
{
    None = 0,
    Expiry = 1,
    Size = 2,
    Encoding = 4,
    Idleness = 8,
    Frequency = 16,
}
