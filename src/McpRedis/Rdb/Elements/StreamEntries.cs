using McpRedis.Rdb.Packed;

namespace McpRedis.Rdb.Elements;

/// <summary>
/// The entries of a stream that are not deleted, in order; afterwards <see cref="State"/> has what stands behind them. Views are good until
/// the next step, names and values until the next field.
/// </summary>
/// <remarks>
/// A stream is n nodes, each a 16-byte id and a listpack. That begins with a master entry, whose field names the others may leave out, and
/// whose id (that of the node) theirs are counted from:
/// <code>
/// master   count, deleted, fields n, name × n, 0
/// entry    flags 2, ms, seq, value × n, n + 3                         2 = fields of the master
/// entry    flags 0, ms, seq, fields m, (name, value) × m, 2m + 4      1 = deleted
/// </code>
/// </remarks>
internal ref struct StreamEntries
{
    private const long Deleted = 1;
    private const long SameFields = 2;
    private readonly DecodeBuffers _buffers;
    private readonly RdbType _type;
    private ValueReader _reader;
    private int _nodesLeft;
    private StreamId _nodeId;
    private ListpackReader _node;
    private ListpackReader _masterFields;
    private ListpackReader _sharedFields;
    private int _masterCount;
    private bool _inNode;
    private bool _isOpen;
    private bool _isShared;
    private int _fieldsLeft;

    /// <param name="type">One of <see cref="RdbShapes.IsStream"/>.</param>
    /// <param name="value">The whole value.</param>
    /// <param name="buffers">Used until the last step.</param>
    public StreamEntries(RdbType type, ReadOnlySpan<byte> value, DecodeBuffers buffers)
    {
        (_type, _buffers) = (type, buffers);
        _reader = new ValueReader(value);
        _nodesLeft = _reader.Count(2);
    }

    public StreamId Id { get; private set; }

    public int FieldCount { get; private set; }

    public ReadOnlySpan<byte> Field { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The next entry. Fields that nobody asked for are passed over.</summary>
    /// <exception cref="RdbFormatException">What follows is not as the type says.</exception>
    public bool MoveNext()
    {
        Close();
        while (true)
        {
            if (!_inNode)
            {
                if (_nodesLeft == 0)
                {
                    return false;
                }
                _nodesLeft--;
                OpenNode();
            }
            if (_node.Remaining == 0)
            {
                _inNode = _node.TryNext(out _); // false, and the number of entries was right
                continue;
            }
            if (OpenEntry())
            {
                return true;
            }
            Close();
        }
    }

    /// <summary>The next field of the entry, the same name again included.</summary>
    public bool NextField()
    {
        if (_fieldsLeft == 0)
        {
            return false;
        }
        _fieldsLeft--;
        Field = (_isShared ? Take(ref _sharedFields) : Take(ref _node)).Text(_buffers.Name);
        Value = Take(ref _node).Text(_buffers.Value);
        return true;
    }

    /// <summary>Last id, counters, groups: what stands behind the entries. Passes over those that are left.</summary>
    public StreamState State()
    {
        for (; _nodesLeft > 0; _nodesLeft--)
        {
            _reader.SkipString();
            _reader.SkipString();
        }
        return StreamState.Read(_type, ref _reader);
    }

    private void OpenNode()
    {
        ReadOnlySpan<byte> key = _reader.String().Decode(ref _buffers.Name);
        _nodeId = key.Length == StreamId.Size ? StreamId.Read(key) : throw _reader.Wrong("a node of a stream without an id");
        int offset = _reader.Position;
        _node = new ListpackReader(_reader.String().Decode(ref _buffers.Blob), offset);
        _ = Number();
        _ = Number();
        _masterCount = FieldNumber();
        _masterFields = _node;
        for (int i = 0; i < _masterCount; i++)
        {
            _ = Take(ref _node);
        }
        _inNode = Number() == 0 ? true : throw _reader.Wrong("a master entry without an end");
    }

    // False for a deleted one.
    private bool OpenEntry()
    {
        long flags = Number();
        Id = new StreamId(unchecked(_nodeId.Ms + (ulong)Number()), unchecked(_nodeId.Sequence + (ulong)Number()));
        (_isOpen, _isShared) = (true, (flags & SameFields) != 0);
        FieldCount = _fieldsLeft = _isShared ? _masterCount : FieldNumber();
        _sharedFields = _masterFields;
        return (flags & Deleted) == 0;
    }

    private void Close()
    {
        if (!_isOpen)
        {
            return;
        }
        while (NextField())
        {
        }
        long length = _isShared ? FieldCount + 3L : (2L * FieldCount) + 4;
        _isOpen = Number() == length ? false : throw _reader.Wrong("an entry of a stream of another length than it says");
    }

    private long Number() => Take(ref _node) is { IsInteger: true } entry ? entry.Integer : throw _reader.Wrong("text where a number of a stream must be");

    private int FieldNumber() => Number() is >= 0 and var count && count <= _node.Remaining ? (int)count
        : throw _reader.Wrong("more fields than there is room for");

    private readonly PackedEntry Take(scoped ref ListpackReader reader) =>
        reader.TryNext(out PackedEntry entry) ? entry : throw _reader.Wrong("an entry of a stream that ends too early");
}
