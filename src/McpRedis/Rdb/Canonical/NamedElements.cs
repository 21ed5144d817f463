using System.Globalization;
using System.Text.Unicode;
using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Canonical;

/// <summary>The elements of any value as a name and a digest of all that belongs to it: what can be compared one by one.</summary>
internal ref struct NamedElements
{
    private readonly CanonicalKeys _keys;
    private readonly bool _isStream;
    private readonly long _nowMs;
    private readonly Span<byte> _digits;
    private RdbElements _elements;
    private StreamEntries _entries;

    public NamedElements(in TypedValue value, CanonicalKeys keys, DecodeBuffers buffers, long nowMs)
    {
        (_keys, _nowMs, Shape) = (keys, nowMs, value.Type.Shape());
        _isStream = Shape == RdbShape.Stream;
        _digits = new byte[42]; // two numbers of 64 bits
        if (_isStream)
        {
            _entries = new StreamEntries(value.Type, value.Value, buffers);
        }
        else
        {
            _elements = new RdbElements(value.Flavour, value.Type, value.Value, buffers);
        }
    }

    public RdbShape Shape { get; }

    /// <summary>Member, field, id of an entry, position in an array, item of a list.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Position, from 0.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>Of name, value and score, and in lists of the position; not of the TTL.</summary>
    public CanonicalDigest Content { get; private set; }

    public long ExpireAtMs { get; private set; } = RdbElements.NoExpiry;

    public bool MoveNext()
    {
        if (_isStream)
        {
            return NextEntry();
        }
        do
        {
            if (!_elements.MoveNext())
            {
                return false;
            }
        }
        while (HasExpired());
        Index++;
        ReadElement();
        return true;
    }

    /// <summary>Digest of the name and its TTL.</summary>
    public readonly CanonicalDigest Expiry() => ElementDigests.FieldTtl(_keys, Name, ExpireAtMs);

    /// <summary>Digest of the name alone, by which the same element is found on the other side.</summary>
    public readonly CanonicalDigest Identity()
    {
        var hash = new ElementHash(_keys, ValueAspect.None);
        hash.Text(Name);
        return hash.Finish();
    }

    /// <summary>Of a stream, after its entries.</summary>
    public StreamState State() => _entries.State();

    private readonly bool HasExpired() =>
        Shape == RdbShape.Hash && _elements.ExpireAtMs != RdbElements.NoExpiry && _elements.ExpireAtMs <= _nowMs;

    private void ReadElement()
    {
        Name = _elements.Name;
        switch (Shape)
        {
            case RdbShape.List:
                Content = ElementDigests.Item(_keys, Index, Name);
                break;
            case RdbShape.SortedSet:
                Content = ElementDigests.Scored(_keys, Name, _elements.Score);
                break;
            case RdbShape.Hash:
                ExpireAtMs = _elements.ExpireAtMs;
                Content = ElementDigests.Field(_keys, Name, _elements.Value);
                break;
            case RdbShape.Array:
                _ = _elements.Index.TryFormat(_digits, out int digits, default, CultureInfo.InvariantCulture);
                Name = _digits[..digits];
                Content = ElementDigests.Field(_keys, Name, _elements.Value);
                break;
            default:
                Content = ElementDigests.Member(_keys, Name);
                break;
        }
    }

    private bool NextEntry()
    {
        if (!_entries.MoveNext())
        {
            return false;
        }
        Index++;
        ElementHash hash = ElementDigests.Entry(_keys, _entries.Id);
        while (_entries.NextField())
        {
            hash.Text(_entries.Field);
            hash.Text(_entries.Value);
        }
        Content = hash.Finish();
        _ = Utf8.TryWrite(_digits, CultureInfo.InvariantCulture, $"{_entries.Id.Ms}-{_entries.Id.Sequence}", out int written);
        Name = _digits[..written];
        return true;
    }
}
