using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>
/// What a value is, whatever its layout: equal forms are equal values. Order counts in lists alone; integers are their digits; scores are numbers.
/// When consumers were last seen or active is no part of it.
/// </summary>
internal sealed record CanonicalForm
{
    public required RdbShape Shape { get; init; }

    /// <summary>Elements; entries of a stream; 1 for a string.</summary>
    public long Count { get; init; }

    public CanonicalDigest Content { get; init; }

    /// <summary>Fields that have a TTL.</summary>
    public long FieldTtls { get; init; }

    /// <summary>Of these fields and their TTLs to the millisecond.</summary>
    public CanonicalDigest FieldTtlContent { get; init; }

    public StreamForm? Stream { get; init; }

    /// <summary>Where they differ, TTLs of fields without any tolerance.</summary>
    public ValueAspect DifferencesTo(CanonicalForm other)
    {
        if (Shape != other.Shape)
        {
            return ValueAspect.Shape;
        }
        ValueAspect content = Shape == RdbShape.Module ? ValueAspect.ModuleValue : ValueAspect.Content;
        return (Count == other.Count && Content == other.Content ? ValueAspect.None : content)
            | (FieldTtls == other.FieldTtls && FieldTtlContent == other.FieldTtlContent ? ValueAspect.None : ValueAspect.FieldTtls)
            | (Stream?.DifferencesTo(other.Stream!) ?? ValueAspect.None);
    }
}
