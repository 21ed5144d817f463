using McpRedis.Rdb.Packed;

namespace McpRedis.Rdb.Elements;

// Layouts that are one packed blob (a string, often compressed as a whole), or a list of them.
//
//   14     n, n x string: a ziplist
//   18     n, n x (len container, string): container 1 is one item as it is, 2 a listpack
//   25     the earliest TTL (8 bytes, not needed here), a listpack of field, value, TTL; 0 = none
//   29     field names, a listpack: the id of the template, and one value a name
internal ref partial struct RdbElements
{
    private const ulong PlainNode = 1;
    private const ulong PackedNode = 2;
    private bool NextPacked()
    {
        if (!_packed.TryNext(out PackedEntry entry))
        {
            return false;
        }
        Name = entry.Text(_buffers.Name);
        switch (Shape)
        {
            case RdbShape.Hash:
                Value = Pair("a value").Text(_buffers.Value);
                ExpireAtMs = _type is RdbType.HashListpackEx or RdbType.HashListpackExPreRelease ? Expiry(Integer(Pair("a TTL")), none: 0) : NoExpiry;
                break;
            case RdbShape.SortedSet:
                Score = ScoreOf(Pair("a score"));
                break;
        }
        return true;
    }

    private bool NextOfNodes()
    {
        while (true)
        {
            if (_inNode && _packed.TryNext(out PackedEntry entry))
            {
                Name = entry.Text(_buffers.Name);
                return true;
            }
            _inNode = false;
            if (_left == 0)
            {
                return false;
            }
            _left--;
            ulong container = _type == RdbType.ListQuicklist ? PackedNode : _reader.Length();
            if (container == PlainNode)
            {
                ReadName();
                return true;
            }
            if (container != PackedNode)
            {
                throw _reader.Wrong($"a node of a list in container {container}");
            }
            _packed = Packed(_reader.Position, _reader.String().Decode(ref _buffers.Blob));
            _inNode = true;
        }
    }

    private bool NextOfTemplate()
    {
        if (!_packed.TryNext(out PackedEntry entry))
        {
            return _names.TryNext(_buffers, out _) ? throw _reader.Wrong("fewer values than fields") : false;
        }
        Name = _names.TryNext(_buffers, out ReadOnlySpan<byte> name) ? name : throw _reader.Wrong("more values than fields");
        Value = entry.Text(_buffers.Value);
        ExpireAtMs = NoExpiry;
        return true;
    }

    private readonly PackedReader Packed(int offset, ReadOnlySpan<byte> blob) => _type switch
    {
        RdbType.HashZipmap => PackedReader.Zipmap(blob, offset),
        RdbType.SetIntset => PackedReader.Intset(blob, offset),
        RdbType.ListZiplist or RdbType.ZSetZiplist or RdbType.HashZiplist or RdbType.ListQuicklist => PackedReader.Ziplist(blob, offset),
        _ => PackedReader.Listpack(blob, offset),
    };

    private PackedEntry Pair(string what) => _packed.TryNext(out PackedEntry entry) ? entry : throw _reader.Wrong($"an element without {what}");

    private readonly long Integer(PackedEntry entry) => entry.IsInteger ? entry.Integer : throw _reader.Wrong("text where a number must be");

    private readonly double ScoreOf(PackedEntry entry) => entry.IsInteger ? entry.Integer
        : ZSetScore.TryParse(entry.Text(default), out double score) ? score : throw _reader.Wrong("a score that is not a number");
}
