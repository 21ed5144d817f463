namespace McpRedis.Redis.Raw;

/// <summary>
/// The commands that wait for answers, oldest first: one thread adds, another takes. A command is kept as the chunk it was
/// sent from, so that it costs a few words here whatever its size.
/// </summary>
internal sealed class CommandLog
{
    private readonly Entry[] _ring;
    private long _head;   // written by who takes
    private long _tail;   // written by who adds
    private long _bytesOut;
    private long _bytesIn;

    /// <param name="capacity">A power of two; so many at most wait.</param>
    public CommandLog(int capacity) => _ring = new Entry[capacity];

    public int Capacity => _ring.Length;

    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    /// <summary>Encoded size of what waits.</summary>
    public long Bytes => Volatile.Read(ref _bytesOut) - Volatile.Read(ref _bytesIn);

    public void Add(SendChunk chunk, int offset, int length, long tag)
    {
        long tail = _tail;
        _ring[tail & (_ring.Length - 1)] = new(chunk, offset, length, tag);
        Volatile.Write(ref _bytesOut, _bytesOut + length);
        Volatile.Write(ref _tail, tail + 1);
    }

    /// <summary>The oldest one.</summary>
    public ref readonly Entry Oldest => ref _ring[_head & (_ring.Length - 1)];

    /// <summary>The oldest one is answered.</summary>
    /// <returns>A chunk none of whose commands waits any more and which is written to no further; null while there is none.</returns>
    public SendChunk? Take()
    {
        ref var oldest = ref _ring[_head & (_ring.Length - 1)];
        var chunk = oldest.Chunk;
        Volatile.Write(ref _bytesIn, _bytesIn + oldest.Length);
        oldest = default;
        var last = Last;
        Last = chunk;
        Volatile.Write(ref _head, _head + 1);
        return last is not null && last != chunk ? last : null;
    }

    /// <summary>The chunk of the command answered last; it is not freed while the next answer may be to a command in it.</summary>
    public SendChunk? Last { get; private set; }

    internal readonly record struct Entry(SendChunk Chunk, int Offset, int Length, long Tag)
    {
        public ReadOnlySpan<byte> Command => Chunk.Bytes.AsSpan(Offset, Length);

        /// <summary>Nothing of it was given to the socket.</summary>
        public bool IsUnsent => Offset >= Chunk.Sent;
    }
}
