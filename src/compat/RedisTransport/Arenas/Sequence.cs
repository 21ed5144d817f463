namespace Pipelines.Sockets.Unofficial.Arenas;

// The untyped form exists so that a struct can hold a sequence of itself. It is a field of every parsed value and is
// copied with it: sixteen bytes, no more.
public readonly struct Sequence
{
    private readonly Array? _block;
    private readonly int _start;
    private readonly int _length;

    internal Sequence(Array? block, int start, int length)
    {
        _block = block;
        _start = start;
        _length = length;
    }

    public long Length => _length;

    public Sequence<T> Cast<T>() => new((T[]?)_block, _start, _length);
}
