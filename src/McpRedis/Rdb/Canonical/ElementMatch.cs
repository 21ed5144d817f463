using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>
/// Finds the elements of one value in the other by the hashes of their names. A value of any size is compared in bounded memory: elements are
/// dealt into parts by their hash, and both values are read once for each part.
/// </summary>
internal sealed class ElementMatch(CanonicalKeys keys, ValueComparisonOptions options, DecodeBuffers buffers, long nowMs)
{
    private readonly Dictionary<UInt128, Expected> _expected = [];
    private bool _ttlsDiffer;

    /// <param name="count">Elements of the source.</param>
    /// <returns>Whether a TTL of a field differs by more than the tolerance.</returns>
    public bool Compare(in TypedValue source, in TypedValue target, long count, ValueDescription described)
    {
        uint parts = (uint)(count / Math.Max(1, options.HeldElements)) + 1;
        for (uint part = 0; part < parts; part++)
        {
            _expected.Clear();
            Hold(source, part, parts);
            Match(target, part, parts, described);
            if (_expected.Count > 0)
            {
                NameMissing(source, part, parts, described);
            }
        }
        return _ttlsDiffer;
    }

    private void Hold(in TypedValue source, uint part, uint parts)
    {
        var elements = new NamedElements(source, keys, buffers, nowMs);
        while (elements.MoveNext())
        {
            UInt128 name = elements.Identity().First;
            if ((uint)name % parts == part)
            {
                _expected[name] = new Expected(elements.Content.First, elements.ExpireAtMs);
            }
        }
    }

    private void Match(in TypedValue target, uint part, uint parts, ValueDescription described)
    {
        var elements = new NamedElements(target, keys, buffers, nowMs);
        while (elements.MoveNext())
        {
            UInt128 name = elements.Identity().First;
            if ((uint)name % parts != part)
            {
                continue;
            }
            if (!_expected.Remove(name, out Expected expected))
            {
                described.Add(ValueAspect.Content, ElementDifferenceKind.ExtraOnTarget, elements.Name);
                continue;
            }
            if (expected.Content != elements.Content.First)
            {
                described.Add(ValueAspect.Content, ElementDifferenceKind.Differs, elements.Name);
            }
            if (!IsWithin(expected.ExpireAtMs, elements.ExpireAtMs))
            {
                _ttlsDiffer = true;
                described.Add(ValueAspect.FieldTtls, ElementDifferenceKind.Differs, elements.Name);
            }
        }
    }

    private void NameMissing(in TypedValue source, uint part, uint parts, ValueDescription described)
    {
        var elements = new NamedElements(source, keys, buffers, nowMs);
        while (elements.MoveNext())
        {
            UInt128 name = elements.Identity().First;
            if ((uint)name % parts == part && _expected.Remove(name))
            {
                described.Add(ValueAspect.Content, ElementDifferenceKind.MissingOnTarget, elements.Name);
            }
        }
    }

    // One that stays and one that goes differ, however late it goes.
    private bool IsWithin(long one, long other) => one == other
        || (one != RdbElements.NoExpiry && other != RdbElements.NoExpiry && Math.Abs((decimal)one - other) <= options.FieldTtlToleranceMs);

    private readonly record struct Expected(UInt128 Content, long ExpireAtMs);
}
