namespace Pipelines.Sockets.Unofficial.Arenas;

public static class SequenceExtensions
{
    public static TResult[] ToArray<T, TResult>(this in Sequence<T> source, Projection<T, TResult> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        if (source.IsEmpty)
        {
            return [];
        }

        var result = new TResult[source.Length];
        source.CopyTo(result, projection);
        return result;
    }

    public static TResult[] ToArray<T, TState, TResult>(
        this in Sequence<T> source, Projection<T, TState, TResult> projection, in TState state)
    {
        ArgumentNullException.ThrowIfNull(projection);
        if (source.IsEmpty)
        {
            return [];
        }

        var slots = source.FirstSpan;
        var result = new TResult[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            result[i] = projection(in slots[i], in state);
        }

        return result;
    }

    /// <summary>The destination may be longer than the source: it is often a rented array.</summary>
    public static void CopyTo<T, TResult>(
        this in Sequence<T> source, Span<TResult> destination, Projection<T, TResult> projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        var slots = source.FirstSpan;
        if (destination.Length < slots.Length)
        {
            throw new ArgumentException("The destination is shorter than the sequence.", nameof(destination));
        }

        for (var i = 0; i < slots.Length; i++)
        {
            destination[i] = projection(in slots[i]);
        }
    }
}
