using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>
/// Compares two values by what they are, not how they are laid out. First their bytes, which mostly decides it; then their canonical forms; then,
/// only where those differ, element by element. Keeps buffers; not for concurrent use.
/// </summary>
internal sealed class ValueComparer(CanonicalKeys keys, ValueComparisonOptions options)
{
    private readonly CanonicalReader _forms = new(keys);
    private readonly DecodeBuffers _buffers = new();
    private readonly DecodeBuffers _otherBuffers = new();

    /// <param name="source">What it should be.</param>
    /// <param name="target">What it is.</param>
    /// <param name="nowMs">Fields whose TTL is over by then count on neither side.</param>
    /// <exception cref="RdbFormatException">One of them is not what its type says.</exception>
    public ValueComparison Compare(in TypedValue source, in TypedValue target, long nowMs)
    {
        ValueAspect meta = source.Meta.SequenceEqual(target.Meta) ? ValueAspect.None : ValueAspect.KeyMeta;
        if (AreSameBytes(source, target))
        {
            return meta == ValueAspect.None ? ValueComparison.Equal : new ValueComparison { Aspects = meta };
        }
        CanonicalForm expected = _forms.Read(source, nowMs), found = _forms.Read(target, nowMs);
        ValueAspect aspects = expected.DifferencesTo(found);
        var described = new ValueDescription(options.Examples);
        if ((aspects & (ValueAspect.Content | ValueAspect.FieldTtls)) != 0)
        {
            bool byElement = options.Examples > 0 || (aspects & ValueAspect.Content) == 0;
            aspects = byElement ? Elements(source, target, expected, nowMs, aspects, described) : aspects;
        }
        if ((aspects & (ValueAspect.Groups | ValueAspect.Nacked)) != 0 && options.Examples > 0)
        {
            GroupDifferences.Describe(State(source, nowMs), State(target, nowMs), described);
        }
        return described.Result(aspects | meta);
    }

    private static bool AreSameBytes(in TypedValue source, in TypedValue target) => source.Type == target.Type
        && (source.Flavour == target.Flavour || source.Type != RdbType.Hash22)
        && source.Value.SequenceEqual(target.Value);

    private ValueAspect Elements(
        in TypedValue source, in TypedValue target, CanonicalForm expected, long nowMs, ValueAspect aspects, ValueDescription described)
    {
        switch (expected.Shape)
        {
            case RdbShape.List:
                Items(source, target, nowMs, described);
                return aspects;
            case RdbShape.Set or RdbShape.SortedSet or RdbShape.Hash or RdbShape.Array or RdbShape.Stream:
                bool ttlsDiffer = new ElementMatch(keys, options, _buffers, nowMs).Compare(source, target, expected.Count, described);
                return ttlsDiffer ? aspects | ValueAspect.FieldTtls : aspects & ~ValueAspect.FieldTtls;
            default:
                return aspects;
        }
    }

    private void Items(in TypedValue source, in TypedValue target, long nowMs, ValueDescription described)
    {
        var expected = new NamedElements(source, keys, _buffers, nowMs);
        var found = new NamedElements(target, keys, _otherBuffers, nowMs);
        for (long index = 0; ; index++)
        {
            (bool has, bool hasToo) = (expected.MoveNext(), found.MoveNext());
            if (!has && !hasToo)
            {
                return;
            }
            if (has != hasToo || expected.Content != found.Content)
            {
                described.Add(ValueAspect.Content, !hasToo ? ElementDifferenceKind.MissingOnTarget : !has ? ElementDifferenceKind.ExtraOnTarget
                    : ElementDifferenceKind.Differs, [], index);
            }
        }
    }

    private StreamState State(in TypedValue stream, long nowMs) => new NamedElements(stream, keys, _buffers, nowMs).State();
}
