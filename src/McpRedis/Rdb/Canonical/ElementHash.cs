namespace McpRedis.Rdb.Canonical;

/// <summary>Hashes one element, part by part; each part with its length, so that the parts cannot flow into each other.</summary>
internal struct ElementHash
{
    private SipHash _first;
    private SipHash _second;

    /// <param name="keys">The same for both sides.</param>
    /// <param name="aspect">What the element is part of, so that the same bytes in two places differ.</param>
    public ElementHash(CanonicalKeys keys, ValueAspect aspect)
    {
        (_first, _second) = (new SipHash(keys.First), new SipHash(keys.Second));
        Number((ulong)aspect);
    }

    public void Text(ReadOnlySpan<byte> text)
    {
        Number((ulong)text.Length);
        Part(text);
    }

    /// <summary>A piece of a text whose whole length went before it as a number.</summary>
    public void Part(ReadOnlySpan<byte> text)
    {
        _first.Append(text);
        _second.Append(text);
    }

    public void Number(ulong number)
    {
        _first.Append(number);
        _second.Append(number);
    }

    /// <summary>-0 and 0 are one score: the server orders them as equal, and a client that compares numbers sees no difference.</summary>
    public void Score(double score) => Number(BitConverter.DoubleToUInt64Bits(score == 0 ? 0 : score));

    public CanonicalDigest Finish() => new(_first.Finish(), _second.Finish());
}
