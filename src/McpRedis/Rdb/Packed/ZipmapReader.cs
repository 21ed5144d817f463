using System.Buffers.Binary;

namespace McpRedis.Rdb.Packed;

/// <summary>Walks a zipmap, small hashes before Redis 2.6: name, value, name, value …</summary>
/// <remarks>
/// A value that became shorter leaves unused bytes behind it, and says how many.
/// <code>
/// 01                    1 pair; fe = count them
/// 03 66 6f 6f           "foo"; a length of fe is followed by four bytes of it
/// 02 01 68 69 00        2 bytes and 1 unused: "hi"
/// ff
/// </code>
/// </remarks>
internal ref struct ZipmapReader
{
    private const byte Uncounted = 254;
    private readonly ReadOnlySpan<byte> _blob;
    private readonly long _offset;
    private int _position = 1;
    private int _read;

    /// <param name="blob">The whole zipmap.</param>
    /// <param name="offset">Where it began, for messages.</param>
    public ZipmapReader(ReadOnlySpan<byte> blob, long offset)
    {
        if (blob.Length < 2 || blob[^1] != 0xFF)
        {
            throw new RdbFormatException(offset, "a zipmap without an end");
        }
        _blob = blob;
        _offset = offset;
    }

    private readonly int Remaining => _blob.Length - 1 - _position;

    public bool TryNext(out PackedEntry entry)
    {
        bool isValue = _read % 2 == 1;
        if (Remaining == 0)
        {
            entry = default;
            bool whole = !isValue && (_blob[0] >= Uncounted || _blob[0] == _read / 2);
            return whole ? false : throw Wrong("another number of fields than it says");
        }
        long length = Take(1)[0] switch
        {
            < 254 and var small => small,
            254 => BinaryPrimitives.ReadUInt32LittleEndian(Take(4)),
            _ => throw Wrong("an end before its end"),
        };
        int unused = isValue ? Take(1)[0] : 0;
        entry = new PackedEntry(Take(length));
        _ = Take(unused);
        _read++;
        return true;
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count > Remaining)
        {
            throw Wrong("an item that is longer than what is left");
        }
        ReadOnlySpan<byte> taken = _blob.Slice(_position, (int)count);
        _position += (int)count;
        return taken;
    }

    private readonly RdbFormatException Wrong(string what) => new(_offset + _position, $"a zipmap with {what}");
}
