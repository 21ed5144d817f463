using McpRedis.Redis;

namespace McpRedis.Diagnostics.Latency;

// LATENCY LATEST, an entry for each event: name, unix time of the last spike, its milliseconds, the longest ever; Valkey 8.1 adds their sum and number.
//
//   1) 1) "command"  2) (integer) 1795312952  3) (integer) 50  4) (integer) 50  5) (integer) 70  6) (integer) 2

/// <summary>One kind of stall that the server watches for, <see href="https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/"/>.</summary>
/// <param name="Name">As the server calls it.</param>
/// <param name="LastAtUnixSeconds">Last spike.</param>
/// <param name="LastMs">Its length.</param>
/// <param name="MaxMs">Longest since the start or the last reset.</param>
internal sealed record LatencyEvent(string Name, long LastAtUnixSeconds, long LastMs, long MaxMs)
{
    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["command"] = "a command of O(N) or a large value",
        ["fast-command"] = "a command of O(1) or O(log N): the machine stalls, not the command",
        ["fork"] = "fork for a snapshot or an AOF rewrite: grows with the data set",
        ["rdb-unlink-temp-file"] = "deleting the file of a snapshot that was given up",
        ["aof-fsync-always"] = "writing the AOF to disk at every write (appendfsync always)",
        ["aof-write"] = "writing the AOF",
        ["aof-write-pending-fsync"] = "writing the AOF while it was being synced: the disk is too slow",
        ["aof-write-active-child"] = "writing the AOF while a child was writing as well",
        ["aof-write-alone"] = "writing the AOF with nothing else under way: the disk is too slow",
        ["aof-fstat"] = "asking for the size of the AOF",
        ["aof-rename"] = "renaming the AOF after its rewrite",
        ["aof-rewrite-diff-write"] = "writing the difference at the end of an AOF rewrite",
        ["active-defrag-cycle"] = "defragmentation of memory",
        ["expire-cycle"] = "removing expired keys: too many expire at once",
        ["expire-del"] = "deleting one expired key: it was large",
        ["eviction-cycle"] = "evicting keys: maxmemory is reached",
        ["eviction-del"] = "deleting one evicted key: it was large",
        ["eviction-lazyfree"] = "waiting for memory that is freed in the background",
        ["module-acquire-GIL"] = "waiting for a module's lock",
        ["cluster-config-write"] = "writing nodes.conf",
        ["cluster-config-fsync"] = "writing nodes.conf to disk",
    };

    /// <summary>Null for one that a later server adds.</summary>
    public string? Meaning => Meanings.GetValueOrDefault(Name);

    public static IReadOnlyList<LatencyEvent> Read(RespValue latest) =>
        [.. latest.ItemArray.Where(entry => entry.Count >= 4).Select(entry => new LatencyEvent(entry[0].Text, entry[1].Integer, entry[2].Integer, entry[3].Integer))];
}
