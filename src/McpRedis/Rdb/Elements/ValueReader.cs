namespace McpRedis.Rdb.Elements;

/// <summary>
/// Reads a value that is here from its first byte to its last: what ends too early is then wrong, where <see cref="RdbCursor"/> would ask for more.
/// </summary>
/// <param name="value">The bytes behind the key in a file, behind the type in a payload.</param>
internal ref struct ValueReader(ReadOnlySpan<byte> value)
{
    private RdbCursor _cursor = new(value);

    public readonly int Position => _cursor.Position;

    public readonly int Remaining => _cursor.Remaining;

    /// <summary>What was read since an earlier <see cref="Position"/>.</summary>
    public readonly ReadOnlySpan<byte> Since(int position) => _cursor.Since(position);

    public byte Byte() => _cursor.TryReadByte(out byte value) ? value : throw Short();

    public ulong Length() => _cursor.TryReadLength(out ulong value) ? value : throw Short();

    public long Int64() => _cursor.TryReadInt64(out long value) ? value : throw Short();

    public double Double() => _cursor.TryReadDouble(out double value) ? value : throw Short();

    public ReadOnlySpan<byte> Bytes(int count) => _cursor.TryReadBytes(count, out ReadOnlySpan<byte> bytes) ? bytes : throw Short();

    public RdbString String() => _cursor.TryReadString(out RdbString value) ? value : throw Short();

    public void SkipString()
    {
        if (!_cursor.TrySkipString())
        {
            throw Short();
        }
    }

    /// <summary>A number of things that take so many bytes at least; what cannot fit is refused before anything is allocated for it.</summary>
    public int Count(int leastBytes)
    {
        ulong count = Length();
        return count <= (ulong)(_cursor.Remaining / leastBytes) ? (int)count : throw Wrong($"a count of {count}, and only {_cursor.Remaining} bytes left");
    }

    /// <summary>As <see cref="Count"/>, of what holds at least one: the server stores no empty collections and takes none.</summary>
    public int CountOfSome(int leastBytes) => Count(leastBytes) is > 0 and var count ? count : throw Wrong("a collection without elements");

    public readonly void End()
    {
        if (_cursor.Remaining > 0)
        {
            throw Wrong("bytes behind the end of the value");
        }
    }

    public readonly RdbFormatException Wrong(string what) => new(_cursor.Offset, what);

    private readonly RdbFormatException Short() => Wrong("the value ends too early");
}
