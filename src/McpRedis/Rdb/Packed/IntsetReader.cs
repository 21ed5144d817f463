using System.Buffers.Binary;

namespace McpRedis.Rdb.Packed;

/// <summary>Walks an intset, a set of nothing but integers, all of one width.</summary>
/// <remarks>
/// <code>
/// 02 00 00 00  03 00 00 00      2 bytes each, 3 of them
/// 01 00  02 00  e8 03           1, 2, 1000
/// </code>
/// </remarks>
internal ref struct IntsetReader
{
    private const int Header = 8;
    private readonly ReadOnlySpan<byte> _blob;
    private readonly int _width;
    private int _position = Header;

    /// <param name="blob">The whole intset.</param>
    /// <param name="offset">Where it began, for messages.</param>
    public IntsetReader(ReadOnlySpan<byte> blob, long offset)
    {
        uint width = blob.Length < Header ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(blob);
        if (width is not (2 or 4 or 8) || BinaryPrimitives.ReadUInt32LittleEndian(blob[4..]) * (ulong)width != (ulong)(blob.Length - Header))
        {
            throw new RdbFormatException(offset, "an intset whose width or length is wrong");
        }
        _blob = blob;
        _width = (int)width;
    }

    public bool TryNext(out PackedEntry entry)
    {
        entry = default;
        if (_position == _blob.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> item = _blob.Slice(_position, _width);
        _position += _width;
        entry = new PackedEntry(_width switch
        {
            2 => BinaryPrimitives.ReadInt16LittleEndian(item),
            4 => BinaryPrimitives.ReadInt32LittleEndian(item),
            _ => BinaryPrimitives.ReadInt64LittleEndian(item),
        });
        return true;
    }
}
