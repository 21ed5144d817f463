using System.Runtime.InteropServices;

namespace McpRedis.Migration.Compare;

/// <summary>
/// The keys of one side as 64-bit hashes: 8 bytes a key in memory up to a limit, sorted runs on disk beyond. Afterwards they can be read in order,
/// each once, however often SCAN gave it.
/// </summary>
/// <param name="heldKeys">How many hashes are held in memory.</param>
/// <param name="spill">Makes an empty stream for a run that does not fit, which is disposed of with this.</param>
internal sealed class KeyHashes(int heldKeys, Func<Stream> spill) : IDisposable
{
    private readonly List<Stream> _runs = [];
    private readonly List<ulong> _held = [];

    /// <summary>Adds the hash of a key.</summary>
    public void Add(ulong hash)
    {
        if (_held.Count == heldKeys)
        {
            Spill();
        }
        _held.Add(hash);
    }

    /// <summary>All of them, ascending, without doubles. Nothing may be added any more.</summary>
    public IEnumerable<ulong> Sorted()
    {
        _held.Sort();
        var heads = new PriorityQueue<IEnumerator<ulong>, ulong>();
        foreach (IEnumerable<ulong> run in _runs.Select(Read).Prepend(_held))
        {
            IEnumerator<ulong> head = run.GetEnumerator();
            if (head.MoveNext())
            {
                heads.Enqueue(head, head.Current);
            }
        }
        ulong? last = null;
        while (heads.TryDequeue(out IEnumerator<ulong>? head, out ulong hash))
        {
            if (hash != last)
            {
                yield return hash;
                last = hash;
            }
            if (head.MoveNext())
            {
                heads.Enqueue(head, head.Current);
            }
        }
    }

    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void Spill()
    {
        _held.Sort();
        Stream run = spill();
        _runs.Add(run);
        run.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_held)));
        _held.Clear();
    }

    private static IEnumerable<ulong> Read(Stream run)
    {
        ulong[] block = new ulong[8192];
        run.Position = 0;
        while (true)
        {
            int bytes = run.ReadAtLeast(MemoryMarshal.AsBytes(block.AsSpan()), block.Length * sizeof(ulong), throwOnEndOfStream: false);
            if (bytes == 0)
            {
                yield break;
            }
            for (int i = 0; i < bytes / sizeof(ulong); i++)
            {
                yield return block[i];
            }
        }
    }
}
