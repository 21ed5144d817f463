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

    /// <summary>Asked with the length, since the key turned out to be large.</summary>
    EncodingLater = 32,

    /// <summary>Asked again, with more of its elements.</summary>
    SizeLater = 64,
}
