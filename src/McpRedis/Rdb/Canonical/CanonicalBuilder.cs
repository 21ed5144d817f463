using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>
/// Makes the canonical form of a value from what commands reply, where a server does not DUMP: the same form as from its payload, in constant
/// memory, in whatever order and chunks the elements come. Each must come once; who walks with SSCAN, HSCAN or ZSCAN, which may give one twice,
/// holds <see cref="Count"/> against SCARD, HLEN or ZCARD and begins again.
/// </summary>
/// <param name="keys">The same for both sides of a comparison.</param>
/// <param name="shape">What TYPE says.</param>
internal sealed class CanonicalBuilder(CanonicalKeys keys, RdbShape shape)
{
    private CanonicalDigest _content;
    private CanonicalDigest _ttlContent;
    private long _ttls;
    private ElementHash _open;
    private StreamForm? _stream;

    /// <summary>Elements so far.</summary>
    public long Count { get; private set; }

    /// <summary>A string begins: STRLEN of it, then its parts in order, then its end.</summary>
    public void BeginString(long lengthBytes)
    {
        _open = new ElementHash(keys, ValueAspect.Content);
        _open.Number((ulong)lengthBytes);
    }

    public void StringPart(ReadOnlySpan<byte> part) => _open.Part(part);

    public void EndString() => Add(_open.Finish());

    /// <summary>The next item of a list.</summary>
    public void Item(ReadOnlySpan<byte> item) => Add(ElementDigests.Item(keys, Count, item));

    public void Member(ReadOnlySpan<byte> member) => Add(ElementDigests.Member(keys, member));

    public void Member(ReadOnlySpan<byte> member, double score) => Add(ElementDigests.Scored(keys, member, score));

    /// <param name="expireAtMs">As HPEXPIRETIME has it: -1 for a field that stays.</param>
    public void Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, long expireAtMs = RdbElements.NoExpiry)
    {
        Add(ElementDigests.Field(keys, name, value));
        if (expireAtMs != RdbElements.NoExpiry)
        {
            _ttls++;
            _ttlContent += ElementDigests.FieldTtl(keys, name, expireAtMs);
        }
    }

    /// <summary>An entry of a stream begins: then its fields in order, then its end.</summary>
    public void BeginEntry(StreamId id) => _open = ElementDigests.Entry(keys, id);

    public void EntryField(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        _open.Text(name);
        _open.Text(value);
    }

    public void EndEntry() => Add(_open.Finish());

    /// <summary>What XINFO STREAM and XPENDING say beside the entries.</summary>
    public void Stream(StreamState state) => _stream = StreamForm.Of(state, keys);

    public CanonicalForm Build() => new()
    {
        Shape = shape,
        Count = Count,
        Content = _content,
        FieldTtls = _ttls,
        FieldTtlContent = _ttlContent,
        Stream = _stream,
    };

    private void Add(CanonicalDigest element)
    {
        _content += element;
        Count++;
    }
}
