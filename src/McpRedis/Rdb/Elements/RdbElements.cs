using McpRedis.Rdb.Packed;

namespace McpRedis.Rdb.Elements;

/// <summary>
/// The elements of a value, one after another, whatever way they are laid out: items of a list in their order, members of a set, members and
/// scores, fields with values and TTLs, positions and values of an array. A string is one element. Streams have <see cref="StreamEntries"/> and
/// <see cref="StreamState"/>; modules have nothing here.
/// </summary>
/// <remarks>
/// What is given out are views, into the value or into the buffers, and good until the next step. Every bound is checked, so bytes from
/// anywhere may be read: <see cref="RdbFormatException"/> is the only failure, and there are never more steps than bytes (LZF inflated).
/// </remarks>
internal ref partial struct RdbElements
{
    /// <summary>A field that stays.</summary>
    public const long NoExpiry = -1;

    private readonly DecodeBuffers _buffers;
    private readonly RdbFlavour _flavour;
    private readonly RdbType _type;
    private readonly Layout _layout;
    private ValueReader _reader;
    private PackedReader _packed;
    private TemplateNames _names;
    private int _left;
    private bool _inNode;
    private long _earliest;

    /// <param name="flavour">Whose number the type is.</param>
    /// <param name="type">A type that <see cref="RdbShapes.Shape"/> finds elements in.</param>
    /// <param name="value">The whole value.</param>
    /// <param name="buffers">Used until the last step.</param>
    /// <exception cref="RdbFormatException">The value does not begin as its type does.</exception>
    public RdbElements(RdbFlavour flavour, RdbType type, ReadOnlySpan<byte> value, DecodeBuffers buffers)
    {
        (_flavour, _type, _buffers, Shape) = (flavour, type, buffers, type.Shape());
        _reader = new ValueReader(value);
        _layout = LayoutOf(type);
        Open();
    }

    private enum Layout : byte
    {
        Plain,
        Packed,
        Nodes,
        TemplatePacked,
        TemplatePlain,
    }

    public RdbShape Shape { get; }

    /// <summary>Item, member or field; the string itself.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>Of a field or of a position of an array.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public double Score { get; private set; }

    /// <summary>When a field goes, in milliseconds since 1970, or <see cref="NoExpiry"/>.</summary>
    public long ExpireAtMs { get; private set; }

    /// <summary>Of an element of an array; for lists whoever counts knows it.</summary>
    public ulong Index { get; private set; }

    /// <exception cref="RdbFormatException">What follows is not as the type says.</exception>
    public bool MoveNext()
    {
        bool more = _layout switch
        {
            Layout.Plain => NextPlain(),
            Layout.Packed => NextPacked(),
            Layout.Nodes => NextOfNodes(),
            Layout.TemplatePacked => NextOfTemplate(),
            _ => NextOfPlainTemplate(),
        };
        if (!more)
        {
            _reader.End();
        }
        return more;
    }

    private static Layout LayoutOf(RdbType type) => type switch
    {
        RdbType.HashTemplateListpack => Layout.TemplatePacked,
        RdbType.HashTemplateArray => Layout.TemplatePlain,
        RdbType.ListQuicklist or RdbType.ListQuicklist2 => Layout.Nodes,
        RdbType.HashZipmap or RdbType.ListZiplist or RdbType.SetIntset or RdbType.ZSetZiplist or RdbType.HashZiplist or RdbType.HashListpack
            or RdbType.ZSetListpack or RdbType.SetListpack or RdbType.HashListpackExPreRelease or RdbType.HashListpackEx => Layout.Packed,
        _ => Layout.Plain,
    };

    private void Open()
    {
        if (_type is RdbType.HashMetadata or RdbType.HashListpackEx)
        {
            _earliest = _reader.Int64();
        }
        switch (_layout)
        {
            case Layout.Plain:
                _left = _type == RdbType.String ? 1 : OpenPlain();
                break;
            case Layout.Packed:
                _packed = Packed(_reader.Position, _reader.String().Decode(ref _buffers.Blob));
                break;
            case Layout.Nodes:
                _left = _reader.CountOfSome(1);
                break;
            case Layout.TemplatePacked:
                _names = TemplateNames.Read(ref _reader, _buffers);
                _packed = Packed(_reader.Position, _reader.String().Decode(ref _buffers.Blob));
                _ = Integer(Pair("the id of its template"));
                break;
            default:
                _names = TemplateNames.Read(ref _reader, _buffers);
                break;
        }
    }

    // Every element of the plain layouts has a string, and that has a byte; what else it has makes the bound tighter.
    private int OpenPlain()
    {
        if (Shape is RdbShape.Unknown or RdbShape.Stream or RdbShape.Module)
        {
            throw _reader.Wrong($"type {(byte)_type} has no elements that can be read here");
        }
        int count = _reader.CountOfSome(_type switch
        {
            RdbType.List or RdbType.Set => 1,
            RdbType.ZSet or RdbType.Hash => 2,
            RdbType.ZSet2 => 9,
            RdbType.Hash22 when _flavour == RdbFlavour.Valkey => 10,
            _ => 3,
        });
        if (_type == RdbType.Array && _reader.Length() == 1)
        {
            _ = _reader.Length(); // where the next insertion goes: of no value
        }
        return count;
    }
}
