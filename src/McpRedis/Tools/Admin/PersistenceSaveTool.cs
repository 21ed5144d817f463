using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Persistence;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Admin;

[RedisTool("redis_persistence_save", "Save to disk", Toolset.Admin, Risk.Admin, "BGSAVE", "BGREWRITEAOF", "INFO", DeadlineSeconds = 300)]
internal sealed class PersistenceSaveTool(IRedisGateway redis, CallGuard guard, CallProgress progress, TimeProvider time)
{
    /// <summary>Save the data to disk in the background, and wait for the outcome.</summary>
    /// <param name="kind">snapshot: RDB; aofRewrite compacts the AOF.</param>
    /// <param name="timeoutMs">Default 60000; the save goes on after it.</param>
    /// <returns>One item for each master. A save already in progress is joined; running means that the wait ended first.</returns>
    /// <exception cref="Fault">redis_misconf: the server could not save; the old file stays.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/bgsave/"/>
    public async Task<PersistenceSaved> RunAsync(SaveKind kind, [Limits(0, 240_000)] int timeoutMs = 60_000, CancellationToken cancellationToken = default)
    {
        string what = kind == SaveKind.Snapshot ? "writes a snapshot of the data set to disk" : "rewrites the append-only file";
        long started = time.GetTimestamp();
        var watcher = new SaveWatcher(redis, time, (done, total) => progress.Report(done, total, total is null ? "saving" : $"saved {done} of {total} keys"));
        var saves = await watcher.RunAsync(kind, masters =>
        {
            guard.Require(Risk.Admin, new Effect($"{what}{(masters > 1 ? $" of {masters} masters" : "")}, in a child process that needs memory of its own"));
            started = time.GetTimestamp();
        }, TimeSpan.FromMilliseconds(timeoutMs), cancellationToken);
        if (saves.All(save => save.Fault is not null) && saves.Count > 0)
        {
            throw saves[0].Fault!;
        }
        long waited = (long)time.GetElapsedTime(started).TotalMilliseconds;
        return new(kind, [.. saves.Select(save => Item(kind, save, waited))], waited);
    }

    private static SavedNode Item(SaveKind kind, NodeSave save, long waited)
    {
        var info = save.Info;
        bool snapshot = kind == SaveKind.Snapshot;
        bool saved = save.State == SaveState.Saved;
        return new(
            save.Node,
            save.State,
            save.Joined,
            saved ? Positive(info.Integer(snapshot ? "rdb_last_bgsave_time_sec" : "aof_last_rewrite_time_sec")) : null,
            snapshot ? null : Positive(info.Integer("aof_current_size")),
            saved ? Positive(info.Integer(snapshot ? "rdb_last_cow_size" : "aof_last_cow_size")) : null,
            info.Integer("rdb_changes_since_last_save"),
            save.Fault?.Message);
    }

    private static long? Positive(long? number) => number >= 0 ? number : null;
}

/// <param name="Kind">What was written.</param>
/// <param name="Items">One for each master.</param>
/// <param name="DurationMs">From the beginning until the last was seen to be over, or the wait was.</param>
internal sealed record PersistenceSaved(SaveKind Kind, IReadOnlyList<SavedNode> Items, long DurationMs);

/// <param name="Node">Name and role.</param>
/// <param name="State">saved, running, failed; started where the server tells no more.</param>
/// <param name="Joined">A save was in progress already, and this is its outcome.</param>
/// <param name="DurationSeconds">As the server counts it; null when it is not over.</param>
/// <param name="SizeBytes">Size of the append-only file; null for a snapshot, whose size no server tells, and when there is none.</param>
/// <param name="CopiedBytes">Memory copied because data changed meanwhile.</param>
/// <param name="ChangesSince">Changes that are in no snapshot.</param>
/// <param name="Error">Why it failed; else null.</param>
internal sealed record SavedNode(
    string Node,
    SaveState State,
    bool Joined,
    long? DurationSeconds,
    long? SizeBytes,
    long? CopiedBytes,
    long? ChangesSince,
    string? Error);
