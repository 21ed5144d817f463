using McpRedis.Rdb.Transcoding;

namespace McpRedis.Rdb.Canonical;

/// <summary>In what values may differ after a migration because the target has no place for it, and everybody was told.</summary>
internal static class AnnouncedLosses
{
    public static ValueAspect Aspects(IEnumerable<TranscodeLoss> losses) =>
        losses.Aggregate(ValueAspect.None, (aspects, loss) => aspects | Aspect(loss));

    private static ValueAspect Aspect(TranscodeLoss loss) => loss switch
    {
        TranscodeLoss.FieldTtls => ValueAspect.FieldTtls,
        TranscodeLoss.Idempotence => ValueAspect.Idempotence,
        TranscodeLoss.NackedEntries => ValueAspect.Nacked | ValueAspect.Groups,
        TranscodeLoss.StreamCounters => ValueAspect.StreamCounters,
        TranscodeLoss.KeyMeta => ValueAspect.KeyMeta,
        TranscodeLoss.Arrays => ValueAspect.Shape,
        _ => ValueAspect.None, // expired fields and active times are part of no value
    };
}
