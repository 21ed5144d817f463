namespace Pipelines.Sockets.Unofficial;

/// <summary>Walks the handlers of an event without allocating the array of <see cref="Delegate.GetInvocationList"/>.</summary>
public static class Delegates
{
    public static bool IsSingle(MulticastDelegate? handler) => handler is { HasSingleTarget: true };

    public static DelegateEnumerable<T> AsEnumerable<T>(T? handler)
        where T : Delegate => new(handler);

    public readonly struct DelegateEnumerable<T>
        where T : Delegate
    {
        private readonly T? _handler;

        internal DelegateEnumerable(T? handler) => _handler = handler;

        public DelegateEnumerator<T> GetEnumerator() => new(_handler);
    }

    // The caller was compiled against an enumerator that is IDisposable and calls Dispose through the constraint.
    public struct DelegateEnumerator<T> : IDisposable
        where T : Delegate
    {
        private Delegate.InvocationListEnumerator<T> _inner;

        internal DelegateEnumerator(T? handler) => _inner = Delegate.EnumerateInvocationList(handler);

        public readonly T Current => _inner.Current;

        public bool MoveNext() => _inner.MoveNext();

        public readonly void Dispose()
        {
        }
    }
}
