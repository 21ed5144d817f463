using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Transcoding;

/// <summary>
/// Hashes with TTLs of their fields, in another layout or without them. Read twice: what is written first, the number of fields that live and
/// the earliest TTL, is known only at the end.
/// </summary>
internal static class HashConversion
{
    /// <summary>The largest TTL that Redis takes, 48 bits less two: in the year 10889.</summary>
    private const long LargestOfRedis = (1L << 48) - 2;

    /// <summary>False if no field is left.</summary>
    public static bool Write(in TypedValue source, RdbType target, long nowMs, DecodeBuffers buffers, RdbEncoder encoder, TranscodeLosses losses, out RdbType written)
    {
        (long fields, long withTtl, long expired, long earliest) = Count(source, target, nowMs, buffers);
        losses.Add(TranscodeLoss.ExpiredFields, expired);
        written = target == RdbType.Hash || withTtl == 0 ? RdbType.Hash : target;
        if (fields == 0)
        {
            return false;
        }
        if (written == RdbType.HashMetadata)
        {
            encoder.Int64(earliest);
        }
        encoder.Length((ulong)fields);
        long lost = 0;
        var elements = new RdbElements(source.Flavour, source.Type, source.Value, buffers);
        while (elements.MoveNext())
        {
            if (HasExpired(elements.ExpireAtMs, nowMs))
            {
                continue;
            }
            bool kept = IsKept(elements.ExpireAtMs, target);
            lost += kept || elements.ExpireAtMs == RdbElements.NoExpiry ? 0 : 1;
            Write(elements, written, kept, earliest, encoder);
        }
        losses.Add(TranscodeLoss.FieldTtls, lost);
        return true;
    }

    private static (long Fields, long WithTtl, long Expired, long Earliest) Count(in TypedValue source, RdbType target, long nowMs, DecodeBuffers buffers)
    {
        (long fields, long withTtl, long expired, long earliest) = (0, 0, 0, long.MaxValue);
        var elements = new RdbElements(source.Flavour, source.Type, source.Value, buffers);
        while (elements.MoveNext())
        {
            if (HasExpired(elements.ExpireAtMs, nowMs))
            {
                expired++;
                continue;
            }
            fields++;
            if (IsKept(elements.ExpireAtMs, target))
            {
                withTtl++;
                earliest = Math.Min(earliest, elements.ExpireAtMs);
            }
        }
        return (fields, withTtl, expired, earliest);
    }

    private static bool HasExpired(long atMs, long nowMs) => atMs != RdbElements.NoExpiry && atMs <= nowMs;

    private static bool IsKept(long atMs, RdbType target) =>
        atMs != RdbElements.NoExpiry && target != RdbType.Hash && (target == RdbType.Hash22 || atMs <= LargestOfRedis);

    private static void Write(in RdbElements field, RdbType layout, bool kept, long earliest, RdbEncoder encoder)
    {
        if (layout == RdbType.HashMetadata)
        {
            encoder.Length(kept ? (ulong)(field.ExpireAtMs - earliest + 1) : 0);
        }
        encoder.String(field.Name);
        encoder.String(field.Value);
        if (layout == RdbType.Hash22)
        {
            encoder.Int64(kept ? field.ExpireAtMs : RdbElements.NoExpiry);
        }
    }
}
