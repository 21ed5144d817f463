using McpRedis.Redis;

namespace McpRedis.Persistence;

/// <summary>
/// Begins a save on every master and looks on until all are over, or the wait is. The save is the server's own: it goes
/// on when nobody waits any more. A server that saves already is joined, which is what the caller wanted.
/// </summary>
/// <param name="redis">Runs INFO and BGSAVE or BGREWRITEAOF.</param>
/// <param name="time">Clock of the wait.</param>
/// <param name="progress">Told keys written, keys in all.</param>
internal sealed class SaveWatcher(IRedisGateway redis, TimeProvider time, Action<long, long?> progress)
{
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <param name="kind">What is written.</param>
    /// <param name="confirm">Called when all is known to be in reach and before anything is begun; throws to stop it.</param>
    /// <param name="wait">How long to look on.</param>
    /// <exception cref="Faults.Fault">A master cannot be asked.</exception>
    public async Task<IReadOnlyList<NodeSave>> RunAsync(SaveKind kind, Action<int> confirm, TimeSpan wait, CancellationToken cancellationToken)
    {
        var saves = (await LookAsync(cancellationToken)).Select(seen => seen.Fault is { } fault ? throw fault : new NodeSave(kind, seen.Node, InfoText.Parse(seen.Reply.Text))).ToList();
        confirm(saves.Count);
        long started = time.GetTimestamp();
        await BeginAsync(kind, saves, cancellationToken);
        for (var pause = FirstLook; ; pause = Longer(pause))
        {
            foreach (var seen in await LookAsync(cancellationToken))
            {
                if (seen.Fault is null && saves.Find(save => save.Node == seen.Node) is { } save)
                {
                    save.Seen(InfoText.Parse(seen.Reply.Text), time.GetElapsedTime(started));
                }
            }
            if (saves.TrueForAll(save => save.IsOver) || time.GetElapsedTime(started) >= wait)
            {
                return saves;
            }
            if (saves.Exists(save => save.MustRepeat))
            {
                await BeginAsync(kind, saves.FindAll(save => save.MustRepeat), cancellationToken);
            }
            Report(saves);
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private Task<IReadOnlyList<NodeReply>> LookAsync(CancellationToken cancellationToken) =>
        redis.ForEachMasterAsync(RedisCommand.Of("INFO").Arg("persistence"), cancellationToken);

    // SCHEDULE: a rewrite of the append-only file under way is waited for by the server instead of being an error.
    private async Task BeginAsync(SaveKind kind, List<NodeSave> saves, CancellationToken cancellationToken)
    {
        var command = kind == SaveKind.Snapshot ? RedisCommand.Of("BGSAVE").Arg("SCHEDULE") : RedisCommand.Of("BGREWRITEAOF");
        foreach (var reply in await redis.ForEachMasterAsync(command, cancellationToken))
        {
            saves.Find(save => save.Node == reply.Node)?.Answered(reply);
        }
    }

    private void Report(List<NodeSave> saves)
    {
        var running = saves.FindAll(save => !save.IsOver);
        long total = running.Sum(save => save.Info.Integer("current_save_keys_total") ?? 0);
        progress(running.Sum(save => save.Info.Integer("current_save_keys_processed") ?? 0), total > 0 ? total : null);
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}
