namespace McpRedis.Rdb;

/// <summary>
/// The last key that was read whole, for the report of a damaged file. As long as it lies in the buffer its place is enough; it is copied only before
/// the buffer moves on, so once in thousands of keys.
/// </summary>
internal struct LastKey
{
    private byte[]? _bytes;
    private int _length;
    private long _offset;

    /// <summary>A key that is in the file as it is.</summary>
    public void At(long offset, int length) => (_offset, _length) = (offset, length);

    /// <summary>A key that was decoded.</summary>
    public void Set(ReadOnlySpan<byte> key)
    {
        if (_bytes is null || _bytes.Length < key.Length)
        {
            _bytes = new byte[key.Length];
        }
        key.CopyTo(_bytes);
        At(0, key.Length);
    }

    /// <summary>Before the buffer is filled again.</summary>
    public void Keep(SlidingBuffer buffer)
    {
        if (_offset > 0) // the header stands at 0
        {
            Set(buffer.Consumed(_offset, _length));
        }
    }

    /// <summary>Null when there was none.</summary>
    public readonly byte[]? ToArray(SlidingBuffer buffer) =>
        _offset > 0 ? buffer.Consumed(_offset, _length).ToArray() : _bytes?[.._length];
}
