using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Copying;

/// <summary>Transcoders for the readers of one copy, and what they lost together.</summary>
/// <inheritdoc cref="PayloadTranscoder"/>
internal sealed class PayloadTranscoding(RdbFlavour source, RdbTarget target, TranscodeOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<TranscodeLosses> _losses = [];

    /// <summary>For one reader.</summary>
    public IPayloadTranscoder Make()
    {
        var losses = new TranscodeLosses();
        lock (_lock)
        {
            _losses.Add(losses);
        }
        return new PayloadTranscoder(source, target, options, losses, time);
    }

    /// <summary>So far, by kind.</summary>
    public TranscodeLosses Losses()
    {
        var sum = new TranscodeLosses();
        lock (_lock)
        {
            _losses.ForEach(sum.Add);
        }
        return sum;
    }
}
