namespace McpRedis.Rdb.Transcoding;

/// <summary>What became of a value.</summary>
internal enum TranscodeOutcome
{
    /// <summary>The bytes that came in.</summary>
    Same,

    Converted,

    /// <summary>All its fields had expired: there is no such key.</summary>
    Gone,

    /// <summary>The target has nothing like it.</summary>
    Refused,
}
