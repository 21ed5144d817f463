namespace McpRedis.Rdb.Transcoding;

/// <summary>What the bytes do not say.</summary>
internal sealed record TranscodeOptions
{
    /// <summary>Modules that the target has, as its MODULE LIST names them. Default none: values of modules are refused.</summary>
    public IReadOnlySet<string> TargetModules { get; init; } = new HashSet<string>();

    /// <summary>Arrays (Redis 8.8) become hashes of position and value where the target has none, instead of being refused. Default false.</summary>
    public bool ArraysAsHashes { get; init; }

    /// <summary>
    /// Stream entries that a consumer gave back (Redis 8.8) go to a consumer of their own, <c>nacked</c>, where XAUTOCLAIM finds them. With
    /// false they count as acknowledged and nobody gets them again. Default true.
    /// </summary>
    public bool KeepNacked { get; init; } = true;
}
