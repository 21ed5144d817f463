using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace McpRedis.Redis.Raw;

/// <summary>A server that holds keys.</summary>
/// <param name="Id">The cluster's id of it; empty where there is no cluster.</param>
/// <param name="EndPoint">Where it is reached.</param>
internal sealed record MasterNode(string Id, EndPoint EndPoint);

/// <summary>The masters of a connection at one moment, and which of them has a slot.</summary>
internal sealed class NodeMap
{
    private readonly short[]? _owners;   // by slot; -1 for nobody

    /// <summary>One server that is no cluster.</summary>
    public NodeMap(MasterNode only) => Masters = [only];

    /// <param name="shares">Masters with their ranges of slots, both ends included.</param>
    public NodeMap(IReadOnlyList<(MasterNode Node, IReadOnlyList<(int First, int Last)> Slots)> shares)
    {
        Masters = [.. shares.Select(share => share.Node)];
        _owners = new short[KeySlot.Count];
        Array.Fill(_owners, (short)-1);
        for (short i = 0; i < shares.Count; i++)
        {
            foreach (var (first, last) in shares[i].Slots)
            {
                _owners.AsSpan(first, last - first + 1).Fill(i);
            }
        }
    }

    public IReadOnlyList<MasterNode> Masters { get; }

    public bool IsCluster => _owners is not null;

    /// <summary>Whether every slot has a master.</summary>
    public bool IsWhole => _owners is null || !_owners.AsSpan().Contains((short)-1);

    /// <summary>Place in <see cref="Masters"/> of the key's master; -1 when its slot has none.</summary>
    public int IndexOf(ReadOnlySpan<byte> key) => _owners is null ? 0 : _owners[KeySlot.Of(key)];

    /// <summary>Who has which slot, as a digest: to be compared. Empty where there is no cluster.</summary>
    public string Layout => _owners is null ? "" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(' ', Shares(_owners)))).AsSpan(0, 16));

    /// <summary>Place in <see cref="Masters"/> of the slot's master; -1 when it has none.</summary>
    public int IndexOf(int slot) => _owners is null ? 0 : _owners[slot];

    // Servers tell their masters in any order.
    private IEnumerable<string> Shares(short[] owners)
    {
        for (int first = 0, slot = 1; slot <= owners.Length; slot++)
        {
            if (slot == owners.Length || owners[slot] != owners[first])
            {
                yield return $"{first} {(owners[first] < 0 ? "" : Masters[owners[first]].Id)}";
                first = slot;
            }
        }
    }
}
