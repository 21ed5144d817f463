using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Strings;

/// <summary>
/// The bytes a caller asks for, and the part of them one reply can hold. Only that part is ever requested, so a value
/// of any size costs the server and us no more than its cut.
/// </summary>
internal sealed class ByteRange
{
    private readonly long _start;
    private readonly long _end;
    private readonly int _limit;

    /// <summary>JSON bytes that are shown at most: what was asked for by range may take most of the reply.</summary>
    public int MaxJsonBytes { get; }

    public ByteRange(long? start, long? end, OutputBudget budget)
    {
        (_start, _end) = (start ?? 0, end ?? -1);
        // A range that was asked for may fill half the reply (base64 and escapes need the rest); a whole value is cut.
        _limit = start is null && end is null ? budget.MaxValueBytes : Math.Max(budget.MaxValueBytes, budget.BytesLeft / 2);
        MaxJsonBytes = start is null && end is null ? budget.MaxValueJsonBytes : budget.BytesLeft * 3 / 4;
        bool wholeTail = _start >= 0 && _end == -1;
        bool shortEnough = _start >= 0 == _end >= 0 && _end - _start < _limit;
        NeedsLength = !wholeTail && !shortEnough && !(_start >= 0 && _end >= 0);
    }

    /// <summary>True when the ends count from different sides: what is asked for depends on the length of the value.</summary>
    public bool NeedsLength { get; }

    /// <param name="key">Key.</param>
    /// <param name="length">Length of the value in bytes; needed when <see cref="NeedsLength"/>.</param>
    public RedisCommand Command(byte[] key, long length)
    {
        var (first, last) = NeedsLength ? Absolute(length) : (_start, _end);
        if (last - first >= _limit || (!NeedsLength && last == -1 && first >= 0))
        {
            last = first + _limit - 1;
        }
        return RedisCommand.Of("GETRANGE").Key(key).Arg(first).Arg(last);
    }

    /// <summary>True when a reply of so many bytes may not be all that was asked for.</summary>
    public bool IsCut(int length) => length >= _limit;

    /// <summary>Size of what was asked for, in a value of <paramref name="length"/> bytes.</summary>
    public long SizeOf(long length)
    {
        var (first, last) = Absolute(length);
        return Math.Max(0, last - first + 1);
    }

    private (long First, long Last) Absolute(long length) => (
        _start < 0 ? Math.Max(0, length + _start) : _start,
        // As Redis has it: an end before the value is its first byte.
        Math.Min(_end < 0 ? Math.Max(0, length + _end) : _end, length - 1));
}
