using System.Runtime.CompilerServices;

namespace Pipelines.Sockets.Unofficial.Arenas;

// The slots of one parsed reply. The parser allocates while it descends into arrays and resets after every frame, and
// after every attempt that ran out of bytes: it then parses the whole reply again from its start. So:
//
// - Reset only moves a number back, and the block stays; a reply of a million elements is attempted hundreds of times.
// - A block too small for the next request is replaced by one at least twice as large, and only that last block is
//   kept. Sequences handed out before still hold the array they lie in, so nothing is copied and each has one segment.
// - A large block is let go after many resets that hardly used it: one huge reply must not cost its memory for ever.
// - Dispose can run on another thread in the middle of a parse. Memory therefore comes from the GC, never from a
//   shared pool: a parser that lost the race writes into an array nobody else will ever be given.
public sealed class Arena<T>(ArenaOptions? options, Allocator<T>? allocator) : IDisposable
{
    private const int DefaultFirstBlock = 256;
    private const int QuietResetsBeforeRelease = 256;

    private readonly int _firstBlock = options is { BlockSizeBytes: > 0 }
        ? Math.Max(1, options.BlockSizeBytes / Unsafe.SizeOf<T>())
        : DefaultFirstBlock;

    private T[] _block = [];
    private int _used;
    private int _quietResets;

    /// <summary>Always null in practice; kept because the constructor takes it.</summary>
    public Allocator<T>? Allocator { get; } = allocator;

    /// <summary>Slots held at the moment, used or not.</summary>
    public int Capacity => _block.Length;

    public Sequence<T> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0)
        {
            return default;
        }

        var block = _block;
        var start = _used;
        if (length > block.Length - start)
        {
            block = _block = new T[Math.Max(length, NextBlock(block.Length))];
            start = 0;
        }

        _used = start + length;
        return new Sequence<T>(block, start, length);
    }

    public void Reset()
    {
        var block = _block;
        if (block.Length <= _firstBlock || _used > block.Length / 4)
        {
            _quietResets = 0;
        }
        else if (++_quietResets == QuietResetsBeforeRelease)
        {
            _quietResets = 0;
            _block = [];
        }

        _used = 0;
    }

    // Touches the block only: the other fields may be in use by a parse that is still running.
    public void Dispose() => _block = [];

    private int NextBlock(int current) => (int)Math.Clamp(2L * current, _firstBlock, Array.MaxLength);
}
