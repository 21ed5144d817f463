namespace McpRedis.Redis.Raw;

/// <summary>
/// The commands that wait for answers, oldest first. A command is kept as the chunk it was sent from, so that it costs a few
/// words here whatever its size.
/// </summary>
/// <param name="capacity">A power of two; so many at most wait.</param>
internal sealed class CommandLog(int capacity)
{
    private Entry[] _ring = new Entry[256];
    private long _head;
    private long _tail;

    public int Count => (int)(_tail - _head);

    /// <summary>Encoded size of what waits.</summary>
    public long Bytes { get; private set; }

    /// <summary>The oldest one.</summary>
    public ref readonly Entry Oldest => ref _ring[_head & (_ring.Length - 1)];

    /// <summary>The chunk of the command answered last; it is not freed while the next answer may be to a command in it.</summary>
    public SendChunk? Last { get; private set; }

    public void Add(SendChunk chunk, int offset, int length, long tag)
    {
        if (Count == _ring.Length)
        {
            Grow();
        }
        _ring[_tail++ & (_ring.Length - 1)] = new(chunk, offset, length, tag);
        Bytes += length;
    }

    /// <summary>The oldest one is answered.</summary>
    /// <returns>A chunk none of whose commands waits any more and which is written to no further; null while there is none.</returns>
    public SendChunk? Take()
    {
        ref var oldest = ref _ring[_head++ & (_ring.Length - 1)];
        var (last, chunk) = (Last, oldest.Chunk);
        Bytes -= oldest.Length;
        oldest = default;
        Last = chunk;
        return last is not null && last != chunk ? last : null;
    }

    private void Grow()
    {
        if (_ring.Length >= capacity)
        {
            throw new InvalidOperationException($"More than {capacity} commands wait.");
        }
        var next = new Entry[_ring.Length * 2];
        for (long i = _head; i < _tail; i++)
        {
            next[i & (next.Length - 1)] = _ring[i & (_ring.Length - 1)];
        }
        _ring = next;
    }

    internal readonly record struct Entry(SendChunk Chunk, int Offset, int Length, long Tag)
    {
        public ReadOnlySpan<byte> Command => Chunk.Bytes.AsSpan(Offset, Length);

        /// <summary>Nothing of it was given to the socket.</summary>
        public bool IsUnsent => Offset >= Chunk.Sent;
    }
}
