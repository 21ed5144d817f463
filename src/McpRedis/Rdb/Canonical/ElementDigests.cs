using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>Digests of elements by the shape of what they are part of; where they were read from, a payload or replies, is not seen in them.</summary>
internal static class ElementDigests
{
    public static CanonicalDigest Item(CanonicalKeys keys, long index, ReadOnlySpan<byte> item)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Number((ulong)index);
        hash.Text(item);
        return hash.Finish();
    }

    public static CanonicalDigest Member(CanonicalKeys keys, ReadOnlySpan<byte> member)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Text(member);
        return hash.Finish();
    }

    public static CanonicalDigest Scored(CanonicalKeys keys, ReadOnlySpan<byte> member, double score)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Score(score);
        hash.Text(member);
        return hash.Finish();
    }

    /// <summary>A field, or a position of an array, and its value.</summary>
    public static CanonicalDigest Field(CanonicalKeys keys, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Text(name);
        hash.Text(value);
        return hash.Finish();
    }

    public static CanonicalDigest FieldTtl(CanonicalKeys keys, ReadOnlySpan<byte> name, long expireAtMs)
    {
        var hash = new ElementHash(keys, ValueAspect.FieldTtls);
        hash.Text(name);
        hash.Number((ulong)expireAtMs);
        return hash.Finish();
    }

    /// <summary>The beginning of a stream entry; its fields follow as texts, name and value in turn.</summary>
    public static ElementHash Entry(CanonicalKeys keys, StreamId id)
    {
        var hash = new ElementHash(keys, ValueAspect.Content);
        hash.Number(id.Ms);
        hash.Number(id.Sequence);
        return hash;
    }
}
