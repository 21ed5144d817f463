using System.Globalization;
using McpRedis.Diagnostics.Facts;

namespace McpRedis.Diagnostics.Clusters;

/// <summary>CLUSTER NODES of one node.</summary>
/// <param name="Node">Name for people.</param>
/// <param name="Lines">What it says.</param>
internal sealed record ClusterSight(string Node, IReadOnlyList<ClusterNodeLine> Lines);

/// <summary>
/// Who has which slot, put together from what every node says: each of itself, and of a node that does not answer the others. Slots belong to whoever claims them; where two
/// do, to the newer claim (configuration epoch), as the cluster itself will settle it.
/// </summary>
internal sealed class ClusterMap
{
    /// <summary>Slots of any cluster.</summary>
    public const int SlotCount = 16384;

    private const short Nobody = -1;

    private readonly short[] _owners = new short[SlotCount];
    private readonly List<ClusterMember> _members = [];

    private ClusterMap() => Array.Fill(_owners, Nobody);

    public IReadOnlyList<ClusterMember> Members => _members;

    /// <summary>Slots on their way, as the node says it that gives or takes them.</summary>
    public IReadOnlyList<SlotMove> Moves { get; private set; } = [];

    /// <summary>Slots that more than one node claims.</summary>
    public int Disputed { get; private set; }

    public static ClusterMap Of(IReadOnlyList<ClusterSight> sights)
    {
        var map = new ClusterMap();
        foreach (var sight in sights)
        {
            foreach (var line in sight.Lines)
            {
                map.Add(sight.Node, line);
            }
        }
        for (short i = 0; i < map._members.Count; i++)
        {
            map.Claim(i);
        }
        map.Moves = [.. map._members.SelectMany(member => member.Line.OpenSlots.Select(text => SlotMove.Read(member.Line.Id, text)).OfType<SlotMove>()).OrderBy(move => move.Slot).ThenByDescending(move => move.ByGiver)];
        return map;
    }

    public ClusterMember? Find(string? id) => _members.Find(member => member.Line.Id == id);

    /// <summary>Slots of a member, in Redis's own notation: <c>0-5460</c>, <c>7000</c>.</summary>
    public IEnumerable<string> RangesOf(ClusterMember member) => Ranges((short)_members.IndexOf(member));

    /// <summary>Slots that nobody has.</summary>
    public IEnumerable<string> Uncovered => Ranges(Nobody);

    public int CountOf(ClusterMember member) => Count((short)_members.IndexOf(member));

    /// <summary>How many slots somebody has.</summary>
    public int Covered => SlotCount - Count(Nobody);

    private void Add(string node, ClusterNodeLine line)
    {
        var known = Find(line.Id);
        if (known is null)
        {
            _members.Add(known = new(line));
        }
        if (line.IsMyself)
        {
            (known.Node, known.Line) = (node, line);
        }
        known.IsFailed |= line.IsFailed;
        known.IsSuspected |= line.IsSuspected;
    }

    private void Claim(short index)
    {
        var line = _members[index].Line;
        foreach (SlotRange range in line.Ranges)
        {
            for (int slot = range.First; slot <= range.Last && slot < SlotCount; slot++)
            {
                short owner = _owners[slot];
                Disputed += owner == Nobody ? 0 : 1;
                _owners[slot] = owner == Nobody || _members[owner].Line.ConfigEpoch < line.ConfigEpoch ? index : owner;
            }
        }
    }

    private int Count(short owner)
    {
        int count = 0;
        foreach (short one in _owners)
        {
            count += one == owner ? 1 : 0;
        }
        return count;
    }

    private IEnumerable<string> Ranges(short owner)
    {
        for (int slot = 0; slot < SlotCount; slot++)
        {
            int first = slot;
            while (slot < SlotCount && _owners[slot] == owner)
            {
                slot++;
            }
            if (slot > first)
            {
                yield return new SlotRange(first, slot - 1).ToString();
            }
        }
    }
}

/// <summary>A node of a cluster.</summary>
internal sealed class ClusterMember(ClusterNodeLine line)
{
    /// <summary>What it says of itself; of one that does not answer, what the first other one says.</summary>
    public ClusterNodeLine Line { get; set; } = line;

    /// <summary>Name for people; null for one that does not answer.</summary>
    public string? Node { get; set; }

    public bool IsFailed { get; set; }

    public bool IsSuspected { get; set; }

    /// <summary>Its name, or the beginning of its id.</summary>
    public string Name => Node ?? Line.Id[..Math.Min(8, Line.Id.Length)];
}

/// <summary>A slot that is being moved.</summary>
/// <param name="Slot">Its number.</param>
/// <param name="FromId">Who gives it.</param>
/// <param name="ToId">Who takes it.</param>
/// <param name="ByGiver">Said by the one that gives it.</param>
internal sealed record SlotMove(int Slot, string FromId, string ToId, bool ByGiver)
{
    /// <param name="self">The node whose line it stands in.</param>
    /// <param name="text"><c>[5461-&gt;-67ed…]</c> or <c>[5462-&lt;-2928…]</c>.</param>
    public static SlotMove? Read(string self, string text)
    {
        string[] parts = text.Trim('[', ']').Split('-', 3);
        return parts.Length == 3 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int slot) && slot < ClusterMap.SlotCount
            ? parts[1] == ">" ? new(slot, self, parts[2], true) : new(slot, parts[2], self, false)
            : null;
    }
}
