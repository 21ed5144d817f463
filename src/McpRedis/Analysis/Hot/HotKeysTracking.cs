using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Hot;

// HOTKEYS GET (Redis 8.6), an array of one list of pairs; null after RESET:
//   [[tracking-active 0  sample-ratio 10  selected-slots [[0 16383]]  all-commands-all-slots-us 22387  net-bytes-all-commands-all-slots 3802435
//     collection-start-time-unix-ms 1795336017364  collection-duration-ms 3049  total-cpu-time-user-ms 121  total-cpu-time-sys-ms 688  total-net-bytes 374875
//     by-cpu-time-us [key:4 244 key:8 225]  by-net-bytes [key:2 39325 key:3 39035]]]

/// <summary>The server's own tracking of what keys cost it (HOTKEYS, Redis 8.6): started for a few seconds, read, and put away again.</summary>
internal static class HotKeysTracking
{
    // One in so many commands is looked at, so that it costs next to nothing.
    public const int Ratio = 10;

    /// <exception cref="Fault">conflict: somebody else's tracking is under way, and is left alone; unsupported_by_server.</exception>
    public static async Task<HotKeysFound> RunAsync(IBulkGateway door, MasterNode node, TimeSpan duration, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        await using var pipe = await door.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
        int seconds = Math.Max(1, (int)Math.Ceiling(duration.TotalSeconds));
        // It ends by itself, should we be gone by then.
        var start = RedisCommand.Of("HOTKEYS START").Arg("METRICS").Arg(2).Arg("CPU").Arg("NET").Arg("COUNT").Arg(count).Arg("DURATION").Arg(seconds + 1).Arg("SAMPLE").Arg(Ratio);
        var started = await pipe.AskAsync(start, cancellationToken);
        if (started.IsError)
        {
            throw started.Text.Contains("already", StringComparison.Ordinal)
                ? new Fault(ErrorCode.Conflict, "Somebody else tracks hot keys on this server.", "Wait until that has ended.", retryable: true)
                : RedisFaults.FromReply(started.Text, "HOTKEYS START");
        }
        try
        {
            await Task.Delay(duration, time, cancellationToken);
            return Read(await pipe.AskAsync(RedisCommand.Of("HOTKEYS GET"), cancellationToken));
        }
        finally
        {
            // Also when the caller has left: it is ours to put away.
            await pipe.AskAsync(RedisCommand.Of("HOTKEYS STOP"), CancellationToken.None);
            await pipe.AskAsync(RedisCommand.Of("HOTKEYS RESET"), CancellationToken.None);
        }
    }

    internal static HotKeysFound Read(RespValue reply)
    {
        if (reply.IsError)
        {
            throw RedisFaults.FromReply(reply.Text, "HOTKEYS GET");
        }
        var list = reply.Count == 1 && reply[0].Count > 1 ? reply[0] : reply;
        var fields = new Dictionary<string, RespValue>(StringComparer.Ordinal);
        for (int i = 0; i + 1 < list.Count; i += 2)
        {
            fields[list[i].Text] = list[i + 1];
        }
        var net = Costs(fields.GetValueOrDefault("by-net-bytes"));
        var cpu = Costs(fields.GetValueOrDefault("by-cpu-time-us"));
        // The total is of all commands, what keys cost of one in so many.
        long ratio = fields.TryGetValue("sample-ratio", out var sampled) ? Math.Max(sampled.Integer, 1) : 1;
        long total = fields.TryGetValue("all-commands-all-slots-us", out var all) ? all.Integer : cpu.Sum(cost => cost.Value) * ratio;
        var took = TimeSpan.FromMilliseconds(fields.TryGetValue("collection-duration-ms", out var ms) ? ms.Integer : 0);
        return new(HotKeysSource.Hotkeys, took, null, [.. cpu.Select(cost => new HotKeyFound(null, cost.Name, cost.Name.Length, cost.Value * ratio, cost.Value * ratio, total)
        {
            NetBytes = net.Find(other => other.Name.AsSpan().SequenceEqual(cost.Name))?.Value * ratio,
        })]);
    }

    private static List<Cost> Costs(RespValue list)
    {
        var costs = new List<Cost>();
        for (int i = 0; i + 1 < list.Count; i += 2)
        {
            costs.Add(new(list[i].Bytes.ToArray(), list[i + 1].Integer));
        }
        return costs;
    }

    private sealed record Cost(byte[] Name, long Value);
}
