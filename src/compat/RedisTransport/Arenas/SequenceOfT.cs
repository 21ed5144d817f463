namespace Pipelines.Sockets.Unofficial.Arenas;

// A run of writable slots in an arena's block. By-ref results are `ref T`, never `ref readonly T`: the latter adds a
// modifier to the signature, and the caller, compiled against the former, would not find the member.
public readonly struct Sequence<T>
{
    private readonly T[]? _block;
    private readonly int _start;
    private readonly int _length;

    internal Sequence(T[]? block, int start, int length)
    {
        _block = block;
        _start = start;
        _length = length;
    }

    public long Length => _length;

    public bool IsEmpty => _length == 0;

    /// <summary>Always true: an arena hands out each sequence from one block.</summary>
    public bool IsSingleSegment => true;

    public Span<T> FirstSpan => new(_block, _start, _length);

    public SpanEnumerable Spans => new(this);

    public ref T this[int index] => ref FirstSpan[index];

    public Sequence Untyped() => new(_block, _start, _length);

    public Enumerator GetEnumerator() => new(this);

    public struct Enumerator
    {
        private readonly Sequence<T> _sequence;
        private int _index;

        internal Enumerator(Sequence<T> sequence)
        {
            _sequence = sequence;
            _index = -1;
        }

        public readonly ref T Current => ref _sequence[_index];

        public bool MoveNext()
        {
            if (_index + 1 >= _sequence._length)
            {
                return false;
            }

            _index++;
            return true;
        }

        /// <summary>Step and return; throws past the end.</summary>
        public ref T GetNext()
        {
            if (!MoveNext())
            {
                throw new InvalidOperationException("The sequence has no further element.");
            }

            return ref Current;
        }
    }

    public readonly struct SpanEnumerable
    {
        private readonly Sequence<T> _sequence;

        internal SpanEnumerable(Sequence<T> sequence) => _sequence = sequence;

        public SpanEnumerator GetEnumerator() => new(_sequence);
    }

    public struct SpanEnumerator
    {
        private readonly Sequence<T> _sequence;
        private bool _done;

        internal SpanEnumerator(Sequence<T> sequence)
        {
            _sequence = sequence;
            _done = sequence.IsEmpty;
        }

        public readonly Span<T> Current => _sequence.FirstSpan;

        public bool MoveNext()
        {
            var more = !_done;
            _done = true;
            return more;
        }
    }
}
