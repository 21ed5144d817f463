namespace McpRedis.Rdb.Elements;

// Layouts that are strings and numbers one after another. "n" and what follows it n times, by type:
//
//   1, 2               string
//   3                  string, score as text after its length: 03 33 2e 35 = "3.5"; fd, fe, ff = NaN, inf, -inf
//   4                  string, string
//   5                  string, double
//   22 of Redis        len TTL or 0, string, string
//   22 of Valkey       string, string, TTL as 8 bytes, or -1
//   24                 len, string, string; behind the earliest TTL of all, to which len - 1 is added; 0 = none
//   28                 len index, len tag, and by tag a string (0, 3), an integer (1) or a double (2)
internal ref partial struct RdbElements
{
    private const int TextNaN = 253;
    private const int TextInfinity = 254;
    private const int TextNegativeInfinity = 255;

    private bool NextPlain()
    {
        if (_left == 0)
        {
            return false;
        }
        _left--;
        switch (_type)
        {
            case RdbType.ZSet:
                ReadName();
                Score = TextScore();
                break;
            case RdbType.ZSet2:
                ReadName();
                Score = Number(_reader.Double());
                break;
            case RdbType.Hash22 when _flavour == RdbFlavour.Valkey:
                ReadName();
                ReadValue();
                ExpireAtMs = Expiry(_reader.Int64(), none: -1);
                break;
            case RdbType.Hash22:
                ExpireAtMs = Expiry((long)_reader.Length(), none: 0);
                ReadName();
                ReadValue();
                break;
            case RdbType.HashMetadata:
                ExpireAtMs = FromEarliest(_reader.Length());
                ReadName();
                ReadValue();
                break;
            case RdbType.Hash:
                ReadName();
                ReadValue();
                ExpireAtMs = NoExpiry;
                break;
            case RdbType.Array:
                ReadSlot();
                break;
            default:
                ReadName();
                break;
        }
        return true;
    }

    private bool NextOfPlainTemplate()
    {
        if (!_names.TryNext(_buffers, out ReadOnlySpan<byte> name))
        {
            return false;
        }
        Name = name;
        ReadValue();
        ExpireAtMs = NoExpiry;
        return true;
    }

    private void ReadName() => Name = _reader.String().Decode(ref _buffers.Name);

    private void ReadValue() => Value = _reader.String().Decode(ref _buffers.Value);

    private double TextScore() => _reader.Byte() switch
    {
        TextNaN => throw _reader.Wrong("a score that is not a number"),
        TextInfinity => double.PositiveInfinity,
        TextNegativeInfinity => double.NegativeInfinity,
        var length => ZSetScore.TryParse(_reader.Bytes(length), out double score) ? score : throw _reader.Wrong("a score that is not a number"),
    };

    private readonly double Number(double score) => double.IsNaN(score) ? throw _reader.Wrong("a score that is not a number") : score;

    private readonly long Expiry(long atMs, long none) =>
        atMs == none ? NoExpiry : atMs >= 0 ? atMs : throw _reader.Wrong("the TTL of a field before all time");

    private readonly long FromEarliest(ulong more) => more switch
    {
        0 => NoExpiry,
        <= long.MaxValue when _earliest >= 0 && _earliest <= long.MaxValue - (long)more => _earliest + (long)more - 1,
        _ => throw _reader.Wrong("the TTL of a field beyond all time"),
    };

    private void ReadSlot()
    {
        Index = _reader.Length();
        ulong tag = _reader.Length();
        switch (tag)
        {
            case 0 or 3:
                ReadValue();
                break;
            case 1:
                Value = Digits(_reader.Int64());
                break;
            case 2:
                Value = _buffers.Value.AsSpan(0, ZSetScore.Format(_reader.Double(), _buffers.Value));
                break;
            default:
                throw _reader.Wrong($"an element of an array with tag {tag}");
        }
    }

    private readonly ReadOnlySpan<byte> Digits(long number) => new Packed.PackedEntry(number).Text(_buffers.Value);
}
