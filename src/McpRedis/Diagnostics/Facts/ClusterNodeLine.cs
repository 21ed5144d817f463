using System.Globalization;

namespace McpRedis.Diagnostics.Facts;

// CLUSTER NODES, one line a node; migrating and importing slots stand in the line of the node that was asked only:
//
//   07c3… 127.0.0.1:30004@31004,host slave e7d1… 0 1426238317239 4 connected
//   e7d1… 127.0.0.1:30001@31001 myself,master - 0 0 1 connected 0-5460 [5461->-67ed…] [5462-<-2928…]

/// <summary>A node of a cluster as another one sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Host">Its address without ports.</param>
/// <param name="Address">With the port for clients.</param>
/// <param name="Flags">myself, master, slave, fail?, fail, handshake, noaddr.</param>
/// <param name="MasterId">Of a replica.</param>
/// <param name="ConfigEpoch">Its configuration epoch.</param>
/// <param name="IsConnected">Whether the link to it is up.</param>
/// <param name="Slots">Slots it owns.</param>
/// <param name="Ranges">Which.</param>
/// <param name="OpenSlots">Slots on their way in or out.</param>
internal sealed record ClusterNodeLine(string Id, string Host, string Address, IReadOnlyList<string> Flags, string? MasterId, long ConfigEpoch, bool IsConnected, int Slots, IReadOnlyList<SlotRange> Ranges, IReadOnlyList<string> OpenSlots)
{
    public bool IsMyself => Flags.Contains("myself");

    public bool IsMaster => Flags.Contains("master");

    public bool IsReplica => Flags.Contains("slave");

    public bool IsFailed => Flags.Contains("fail");

    public bool IsSuspected => Flags.Contains("fail?");

    public static IReadOnlyList<ClusterNodeLine> Read(string text)
    {
        var nodes = new List<ClusterNodeLine>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] words = line.Trim().Split(' ');
            if (words.Length < 8)
            {
                continue;
            }
            string address = words[1].Split(',')[0].Split('@')[0];
            int colon = address.LastIndexOf(':');
            string[] slots = words[8..];
            SlotRange[] ranges = [.. slots.Select(SlotRange.Read).OfType<SlotRange>()];
            nodes.Add(new(
                words[0],
                colon > 0 ? address[..colon] : "",
                colon > 0 ? address : "",
                words[2].Split(','),
                words[3] == "-" ? null : words[3],
                long.TryParse(words[6], NumberStyles.None, CultureInfo.InvariantCulture, out long epoch) ? epoch : 0,
                words[7] == "connected",
                ranges.Sum(range => range.Count),
                ranges,
                [.. slots.Where(slot => slot.StartsWith('['))]));
        }
        return nodes;
    }
}
