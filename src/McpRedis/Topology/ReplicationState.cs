using System.Globalization;
using McpRedis.Redis;

namespace McpRedis.Topology;

// INFO replication of a replica that is being filled, and of a master (Redis 8.6, cut):
//
//   role:slave                              role:master
//   master_host:127.0.0.1                   connected_slaves:1
//   master_port:6379                        slave0:ip=::1,port=6380,state=online,offset=233,lag=1
//   master_link_status:down                 master_failover_state:no-failover
//   master_last_io_seconds_ago:-1           master_replid:8f…
//   master_sync_in_progress:1               master_repl_offset:233
//   slave_read_repl_offset:0                repl_backlog_active:1
//   slave_repl_offset:0                     repl_backlog_size:1048576
//   master_sync_total_bytes:0               min_slaves_good_slaves:1

/// <summary>How a server stands towards others: INFO replication, or as much of it as ROLE tells.</summary>
internal sealed class ReplicationState(InfoText info, ServerRole role)
{
    public InfoText Info => info;

    public ServerRole Role => role;

    public bool IsReplica => role == ServerRole.Replica;

    /// <summary>Of a replica.</summary>
    public NodeAddress? Master => info["master_host"] is { Length: > 0 } host && info.Integer("master_port") is { } port ? new(host, (int)port) : null;

    public bool IsLinkUp => info["master_link_status"] == "up";

    /// <summary>The master sends its data set, or it is being read in.</summary>
    public bool IsSyncing => info["master_sync_in_progress"] == "1";

    /// <summary>How far the server is in the stream of changes.</summary>
    public long? Offset => info.Integer(IsReplica ? "slave_repl_offset" : "master_repl_offset");

    public string? ReplicationId => info["master_replid"] is { } id && id.Any(c => c != '0') ? id : null;

    public IEnumerable<ReplicaLine> Replicas => info.Starting("slave").Where(line => line.Key.AsSpan(5).IndexOfAnyExceptInRange('0', '9') < 0 && line.Key.Length > 5)
        .Select(line => InfoText.Parts(line.Value)).Select(ReplicaLine.Of);

    public static ReplicationState OfInfo(string text)
    {
        var info = InfoText.Parse(text);
        return new(info, ServerIdentity.Role(info["role"]));
    }

    /// <summary>ROLE, for a user who may not run INFO, in the words of INFO.</summary>
    public static ReplicationState OfRole(RespValue reply)
    {
        // master: "master", offset, [[ip, port, offset], …]      replica: "slave", host, port, state, offset
        var role = ServerIdentity.Role(reply.Count > 0 ? reply[0].Text : null);
        string text = role switch
        {
            ServerRole.Replica when reply.Count >= 5 =>
                $"master_host:{reply[1].Text}\nmaster_port:{reply[2].Text}\nmaster_link_status:{(reply[3].Text == "connected" ? "up" : "down")}\nmaster_sync_in_progress:{(reply[3].Text == "sync" ? 1 : 0)}\nslave_repl_offset:{reply[4].Text}",
            ServerRole.Master when reply.Count >= 3 =>
                $"master_repl_offset:{reply[1].Text}\nconnected_slaves:{reply[2].Count}\n"
                + string.Join('\n', reply[2].ItemArray.Select((replica, i) => $"slave{i}:ip={replica[0].Text},port={replica[1].Text},offset={replica[2].Text}")),
            _ => "",
        };
        return new(InfoText.Parse(text), role);
    }
}

/// <summary>A replica as its master sees it.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="State">wait_bgsave, send_bulk, online …; null where ROLE told.</param>
/// <param name="Offset">How far it is.</param>
/// <param name="LagSeconds">Seconds since it was last heard of.</param>
internal sealed record ReplicaLine(NodeAddress Address, string? State, long? Offset, long? LagSeconds)
{
    public static ReplicaLine Of(IReadOnlyDictionary<string, string> parts) => new(
        new(parts.GetValueOrDefault("ip", ""), (int)(Number(parts, "port") ?? 0)),
        parts.GetValueOrDefault("state"),
        Number(parts, "offset"),
        Number(parts, "lag"));

    private static long? Number(IReadOnlyDictionary<string, string> parts, string name) =>
        long.TryParse(parts.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;
}
