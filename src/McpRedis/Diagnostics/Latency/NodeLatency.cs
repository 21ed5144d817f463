using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Diagnostics.Latency;

/// <summary>What one node tells about its stalls.</summary>
/// <param name="Node">Name and role.</param>
/// <param name="Error">Why it is missing; null when it answered.</param>
/// <param name="ThresholdMs">latency-monitor-threshold: 0 is off; null where CONFIG may not be read.</param>
/// <param name="Events">Those with a spike.</param>
/// <param name="Doctor">The server's own report.</param>
/// <param name="Commands">Slowest first; empty before Redis 7.0 and where INFO may not be read.</param>
internal sealed record NodeLatency(string Node, string? Error, long? ThresholdMs, IReadOnlyList<LatencyEvent> Events, LatencyDoctorText Doctor, IReadOnlyList<CommandLatencies> Commands)
{
    /// <exception cref="Fault">No node could be asked.</exception>
    public static async Task<IReadOnlyList<NodeLatency>> ReadAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        var latest = await redis.ForEachNodeAsync(RedisCommand.Of("LATENCY LATEST"), cancellationToken);
        if (latest.All(reply => reply.Fault is not null))
        {
            throw latest[0].Fault!;
        }
        var doctor = await redis.ForEachNodeAsync(RedisCommand.Of("LATENCY DOCTOR"), cancellationToken);
        var threshold = await redis.ForEachNodeAsync(RedisCommand.Of("CONFIG GET").Arg("latency-monitor-threshold"), cancellationToken);
        var info = await redis.ForEachNodeAsync(RedisCommand.Of("INFO").Arg("commandstats").Arg("latencystats").Large(), cancellationToken);
        return [.. latest.Select(reply => new NodeLatency(
            reply.Node,
            reply.Fault?.Code.Wire(),
            Of(threshold, reply.Node) is { Count: >= 2 } pair && long.TryParse(pair[1].Text, out long ms) ? ms : null,
            LatencyEvent.Read(reply.Reply),
            LatencyDoctorText.Parse(Of(doctor, reply.Node).Text),
            CommandLatencies.Read(InfoText.Parse(Of(info, reply.Node).Text))))];
    }

    private static RespValue Of(IReadOnlyList<NodeReply> replies, string node) => replies.FirstOrDefault(reply => reply.Node == node)?.Reply ?? RespValue.Null;
}
