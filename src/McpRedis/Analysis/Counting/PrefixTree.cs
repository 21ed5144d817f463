using System.Buffers;
using McpRedis.Keyspace;

namespace McpRedis.Analysis.Counting;

/// <summary>
/// Keys by the parts of their names, in a tree that never has more nodes than it may. When it is full, the smaller half is folded into the prefixes above:
/// what a node counts is right or too low by no more than <see cref="PrefixNode.MissedKeys"/>, which is what the largest dropped sibling had (the bound of lossy
/// counting). A prefix that matters comes up all the time and is never among the smaller half. The last part of a name is no prefix.
/// </summary>
internal sealed class PrefixTree
{
    public const int Root = 0;

    /// <summary>Parts that are looked at; deeper ones count with those above.</summary>
    public const int MostDepth = 8;

    // What fits into a packed hash as servers are set.
    private const int SmallBytes = 64;

    private readonly int _most;
    private readonly byte[] _delimiters;
    private readonly byte[] _part = new byte[NamePart.MostBytes];
    private PrefixNode[] _nodes;
    private byte[] _names = new byte[16 << 10];
    private int[] _heads;      // by hash; 0 for none, since the root is in no chain
    private int _namesEnd;

    /// <param name="most">Nodes.</param>
    /// <param name="delimiters">The first of these bytes that a name has ends its parts.</param>
    public PrefixTree(int most, ReadOnlySpan<byte> delimiters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, MostDepth * 4);
        (_most, _delimiters) = (most, delimiters.ToArray());
        _nodes = new PrefixNode[Math.Min(most, 256)];
        _heads = new int[1024];
        Count = 1;
    }

    /// <summary>Nodes, the root among them.</summary>
    public int Count { get; private set; }

    /// <summary>Whether anything was ever folded for want of room.</summary>
    public bool WasFull { get; private set; }

    public ref readonly PrefixNode this[int node] => ref _nodes[node];

    public ReadOnlySpan<byte> PartOf(int node) => _names.AsSpan(_nodes[node].NameAt, _nodes[node].NameLength);

    public void Add(in KeyFact key)
    {
        if (Count + MostDepth >= _most)
        {
            Fold();
        }
        Take(Root, key);
        byte delimiter = KeyDelimiters.Of(key.Name, _delimiters);
        int node = Root, from = 0;
        for (int depth = 1; depth <= MostDepth; depth++)
        {
            int length = delimiter == 0 ? -1 : key.Name[from..].IndexOf(delimiter);
            if (length < 0)
            {
                return;
            }
            int folded = NamePart.Fold(key.Name.Slice(from, length), _part);
            node = Child(node, _part.AsSpan(0, folded), delimiter);
            Take(node, key);
            from += length + 1;
        }
    }

    /// <summary>The whole prefix, delimiters included.</summary>
    public byte[] NameOf(int node)
    {
        var parts = new Stack<int>();
        for (int at = node; at != Root; at = _nodes[at].Parent)
        {
            parts.Push(at);
        }
        var name = new ArrayBufferWriter<byte>();
        foreach (int part in parts)
        {
            name.Write(PartOf(part));
            name.Write([_nodes[part].Delimiter]);
        }
        return name.WrittenSpan.ToArray();
    }

    private void Take(int node, in KeyFact key)
    {
        ref var to = ref _nodes[node];
        to.All.Add(key);
        if (key.TtlMs != KeyFact.Unknown)
        {
            to.ExpiryKnown++;
            to.Expiring += key.TtlMs >= 0 ? 1 : 0;
        }
        if (key.Type == Words.String && key.Length is >= 0 and <= SmallBytes && key.TtlMs == KeyFact.Never)
        {
            to.SmallStrings++;
        }
    }

    private int Child(int parent, ReadOnlySpan<byte> part, byte delimiter)
    {
        uint hash = Hash(parent, part, delimiter);
        for (int at = _heads[hash & (uint)(_heads.Length - 1)]; at != 0; at = _nodes[at].Next)
        {
            ref readonly var node = ref _nodes[at];
            if (node.Hash == hash && node.Parent == parent && node.Delimiter == delimiter && PartOf(at).SequenceEqual(part))
            {
                return at;
            }
        }
        return New(parent, part, delimiter, hash);
    }

    private int New(int parent, ReadOnlySpan<byte> part, byte delimiter, uint hash)
    {
        if (Count == _nodes.Length)
        {
            Array.Resize(ref _nodes, Math.Min(_nodes.Length * 2, _most));
        }
        if (Count > _heads.Length / 2)
        {
            Array.Resize(ref _heads, _heads.Length * 2);
            Chain();
        }
        if (_names.Length - _namesEnd < part.Length)
        {
            Array.Resize(ref _names, _names.Length * 2);
        }
        part.CopyTo(_names.AsSpan(_namesEnd));
        ref var above = ref _nodes[parent];
        _nodes[Count] = new()
        {
            Parent = parent,
            Hash = hash,
            NameAt = _namesEnd,
            NameLength = (byte)part.Length,
            Delimiter = delimiter,
            Depth = (byte)(above.Depth + 1),
            MissedKeys = Math.Max(above.LargestFoldedKeys, above.MissedKeys),
            MissedBytes = Math.Max(above.LargestFoldedBytes, above.MissedBytes),
        };
        _namesEnd += part.Length;
        Link(Count);
        return Count++;
    }

    // The half with the smaller shares goes. Whoever is above has at least as much, so no node outlives the one above it, and parents stand before children.
    private void Fold()
    {
        WasFull = true;
        double keys = Math.Max(_nodes[Root].All.Keys, 1), bytes = Math.Max(_nodes[Root].All.Bytes.Sum, 1);
        double[] shares = new double[Count];
        for (int i = 0; i < Count; i++)
        {
            shares[i] = i == Root ? double.MaxValue : (_nodes[i].All.Keys / keys) + (_nodes[i].All.Bytes.Sum / bytes);
        }
        double[] sorted = [.. shares];
        Array.Sort(sorted);
        double limit = sorted[Count / 2];
        int[] places = new int[Count];
        byte[] names = new byte[_names.Length];
        int kept = 0, namesEnd = 0;
        for (int i = 0; i < Count; i++)
        {
            var node = _nodes[i];
            if (shares[i] <= limit)
            {
                places[i] = -1;
                if (places[node.Parent] is >= 0 and var above)
                {
                    Swallow(ref _nodes[above], node);
                }
                continue;
            }
            PartOf(i).CopyTo(names.AsSpan(namesEnd));
            (node.NameAt, node.Parent) = (namesEnd, places[node.Parent]);
            namesEnd += node.NameLength;
            node.Hash = Hash(node.Parent, names.AsSpan(node.NameAt, node.NameLength), node.Delimiter);
            places[i] = kept;
            _nodes[kept++] = node;
        }
        (Count, _names, _namesEnd) = (kept, names, namesEnd);
        Chain();
    }

    private static void Swallow(ref PrefixNode above, in PrefixNode node)
    {
        above.Folded++;
        above.FoldedKeys += node.All.Keys;
        above.FoldedBytes += node.All.Bytes.Sum;
        above.LargestFoldedKeys = Math.Max(above.LargestFoldedKeys, node.All.Keys + node.MissedKeys);
        above.LargestFoldedBytes = Math.Max(above.LargestFoldedBytes, node.All.Bytes.Sum + node.MissedBytes);
    }

    private void Chain()
    {
        Array.Clear(_heads);
        for (int i = 1; i < Count; i++)
        {
            Link(i);
        }
    }

    private void Link(int node)
    {
        ref int head = ref _heads[_nodes[node].Hash & (uint)(_heads.Length - 1)];
        (_nodes[node].Next, head) = (head, node);
    }

    // The parent's number is part of it: it changes when nodes move, and the hash with it.
    private static uint Hash(int parent, ReadOnlySpan<byte> part, byte delimiter)
    {
        var hash = new HashCode();
        hash.Add(parent);
        hash.Add(delimiter);
        hash.AddBytes(part);
        return (uint)hash.ToHashCode();
    }
}
