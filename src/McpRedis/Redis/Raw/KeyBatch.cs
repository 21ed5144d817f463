using System.Buffers;

namespace McpRedis.Redis.Raw;

/// <summary>Whether a key is wanted.</summary>
internal delegate bool KeyTest(ReadOnlySpan<byte> key);

/// <summary>Some keys, one after the other in one pooled piece of memory that is used again and again.</summary>
internal sealed class KeyBatch : IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 << 10);
    private int[] _ends = ArrayPool<int>.Shared.Rent(1024);

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            int from = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(from, _ends[index] - from);
        }
    }

    public void Add(ReadOnlySpan<byte> key)
    {
        int from = Count == 0 ? 0 : _ends[Count - 1];
        if (_bytes.Length - from < key.Length)
        {
            _bytes = Grown(_bytes, from, from + key.Length);
        }
        if (Count == _ends.Length)
        {
            _ends = Grown(_ends, Count, Count + 1);
        }
        key.CopyTo(_bytes.AsSpan(from));
        _ends[Count++] = from + key.Length;
    }

    public void Clear() => Count = 0;

    /// <summary>Drops what is not wanted, in place.</summary>
    /// <returns>How many were dropped.</returns>
    public int Keep(KeyTest isWanted)
    {
        int before = Count, kept = 0, end = 0, from = 0;
        for (int i = 0; i < before; i++)
        {
            int next = _ends[i];
            var key = _bytes.AsSpan(from, next - from);
            if (isWanted(key))
            {
                key.CopyTo(_bytes.AsSpan(end));
                end += key.Length;
                _ends[kept++] = end;
            }
            from = next;
        }
        Count = kept;
        return before - kept;
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<int>.Shared.Return(_ends);
        (_bytes, _ends, Count) = ([], [], 0);
    }

    private static T[] Grown<T>(T[] old, int used, int needed)
    {
        T[] next = ArrayPool<T>.Shared.Rent(Math.Max(needed, old.Length * 2));
        old.AsSpan(0, used).CopyTo(next);
        ArrayPool<T>.Shared.Return(old);
        return next;
    }
}
