using System.Net;
using McpRedis.Faults;

namespace McpRedis.Redis.Raw;

// CLUSTER SHARDS (Redis 7.0), maps in RESP3 and arrays of pairs in RESP2:
//   [slots [0 5460]  nodes [[id 6ba5… port 7000 tls-port 7100 ip 10.0.0.1 endpoint 10.0.0.1 hostname "" role master replication-offset 72156 health online] …]]
// A shard without slots has an empty list; endpoint is "?" or null where a node does not know its own address.
//
// CLUSTER SLOTS (3.0), the port that fits the connection:
//   [0 5460 [10.0.0.1 7000 6ba5…  [hostname h]] [10.0.0.2 7003 … replica]]

/// <summary>Reads the replies that tell who has which slots.</summary>
/// <param name="asked">The node that was asked: what it does not know of its own address is known of the connection to it.</param>
/// <param name="tls">Take the ports of TLS.</param>
internal sealed class ClusterLayout(EndPoint asked, bool tls)
{
    public NodeMap FromShards(RespValue reply)
    {
        var shares = new List<(MasterNode, IReadOnlyList<(int, int)>)>();
        foreach (var shard in reply.Items)
        {
            var numbers = Greeting.Field(shard, "slots").ItemArray;
            // During a failover a shard can list two masters; the one that answers is the one.
            var master = Greeting.Field(shard, "nodes").ItemArray.Where(node => Greeting.Field(node, "role").Text == "master")
                .OrderBy(node => Greeting.Field(node, "health").Text != "online").FirstOrDefault();
            if (numbers.Length == 0 || master.IsNull)
            {
                continue;
            }
            var port = Greeting.Field(master, tls ? "tls-port" : "port");
            string host = Greeting.Field(master, "endpoint") is { IsNull: false, Text.Length: > 0 } endpoint ? endpoint.Text : Greeting.Field(master, "ip").Text;
            shares.Add((Node(Greeting.Field(master, "id").Text, host, Port(port)), Ranges([.. numbers.Chunk(2).Select(pair => (pair[0], pair[^1]))])));
        }
        return Map(shares);
    }

    public NodeMap FromSlots(RespValue reply)
    {
        var shares = new Dictionary<string, (MasterNode Node, List<(int, int)> Slots)>(StringComparer.Ordinal);
        foreach (var range in reply.Items)
        {
            if (range.Count < 3 || range[2].Count < 2)
            {
                throw Unreadable();
            }
            var master = range[2];
            var node = Node(master.Count > 2 ? master[2].Text : $"{master[0].Text}:{master[1].Text}", master[0].Text, Port(master[1]));
            if (!shares.TryGetValue(node.Id, out var share))
            {
                shares[node.Id] = share = (node, []);
            }
            share.Slots.AddRange(Ranges([(range[0], range[1])]));
        }
        return Map([.. shares.Values.Select(share => (share.Node, (IReadOnlyList<(int, int)>)share.Slots))]);
    }

    private static NodeMap Map(List<(MasterNode, IReadOnlyList<(int, int)>)> shares) => shares.Count > 0
        ? new(shares)
        : throw new Fault(ErrorCode.ClusterDown, "The cluster has no master with slots.", "The operator assigns the slots (CLUSTER ADDSLOTSRANGE).");

    private MasterNode Node(string id, string host, int port) => new(id, (host, asked) switch
    {
        ("" or "?", DnsEndPoint known) => new DnsEndPoint(known.Host, port),
        ("" or "?", IPEndPoint known) => new IPEndPoint(known.Address, port),
        ("" or "?", _) => asked,
        _ => new DnsEndPoint(host, port),
    });

    private static List<(int, int)> Ranges(IReadOnlyList<(RespValue First, RespValue Last)> pairs)
    {
        var ranges = new List<(int, int)>(pairs.Count);
        foreach (var (first, last) in pairs)
        {
            var (a, b) = (Number(first), Number(last));
            if (a < 0 || b < a || b >= KeySlot.Count)
            {
                throw Unreadable();
            }
            ranges.Add(((int)a, (int)b));
        }
        return ranges;
    }

    private static int Port(RespValue value) => Number(value) is > 0 and <= ushort.MaxValue and var port ? (int)port : throw Unreadable();

    private static long Number(RespValue value) => long.TryParse(value.Text, out long number) ? number : -1;

    private static Fault Unreadable() => new(ErrorCode.ServerError, "The cluster describes its slots in a way that is not understood.", "redis_server_info tells product and version.");
}
