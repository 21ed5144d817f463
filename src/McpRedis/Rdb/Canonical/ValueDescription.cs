namespace McpRedis.Rdb.Canonical;

/// <summary>Gathers what differs: counts all of it, names some.</summary>
internal sealed class ValueDescription(int most)
{
    private readonly List<ElementDifference> _examples = [];
    private readonly long[] _counts = new long[3];

    public void Add(ValueAspect aspect, ElementDifferenceKind kind, ReadOnlySpan<byte> name, long? index = null)
    {
        _counts[(int)kind]++;
        if (_examples.Count < most)
        {
            _examples.Add(new ElementDifference(aspect, kind, ElementDifference.Cut(name), index));
        }
    }

    public ValueComparison Result(ValueAspect aspects) => aspects == ValueAspect.None ? ValueComparison.Equal : new ValueComparison
    {
        Aspects = aspects,
        Missing = _counts[(int)ElementDifferenceKind.MissingOnTarget],
        Extra = _counts[(int)ElementDifferenceKind.ExtraOnTarget],
        Differing = _counts[(int)ElementDifferenceKind.Differs],
        Examples = _examples,
    };
}
