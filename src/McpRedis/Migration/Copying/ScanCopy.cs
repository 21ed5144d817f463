using McpRedis.Migration.ByType;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Copies by SCAN, DUMP and RESTORE, which needs nothing but these of a source: every master and every database, one
/// reader a master. A source that was lost goes on where everything before is on the target; one that was restarted, and a
/// target that was, are gone over again from the beginning, and what is there already then counts as
/// repeated or skipped.
/// </summary>
internal sealed class ScanCopy(IBulkGateway source, IBulkGateway target, CopyOptions options, TimeProvider time)
{
    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    /// <summary>What was lost of keys that went by the commands of their types; payloads are <see cref="CopyOptions.Transcoder"/>'s.</summary>
    public TranscodeLosses Losses { get; } = new();

    /// <exception cref="Faults.Fault">It cannot go on; what was copied stays.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time);
        var map = await trouble.OutlastAsync(source.ResolveAsync, cancellationToken);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var nodes = map.Masters.Select(node => Task.Run(() => CopyNodeAsync(node, map.IsCluster, end.Token), CancellationToken.None)).ToList();
        // The first that fails ends the others, and is the one to tell of.
        while (nodes.Count > 0)
        {
            var done = await Task.WhenAny(nodes);
            nodes.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await end.CancelAsync();
                await Task.WhenAll(nodes).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await done;
            }
        }
    }

    private async Task CopyNodeAsync(MasterNode node, bool isCluster, CancellationToken cancellationToken)
    {
        foreach (int database in isCluster ? [0] : await SourceDatabases.OfAsync(source, node, cancellationToken))
        {
            if (options.Selection.Mapping.TryMapDatabase(database, out int to))
            {
                await CopyDatabaseAsync(node, database, to, cancellationToken);
            }
        }
    }

    private async Task CopyDatabaseAsync(MasterNode node, int database, int to, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time);
        var before = options.From.FirstOrDefault(position => position.Node == node.Id && position.Database == database);
        if (before is { IsDone: true })
        {
            return;
        }
        (ulong Cursor, string? RunId, bool IsRepeated) at = (before?.Cursor ?? 0, before?.RunId, options.IsRepeated);
        while (true)
        {
            bool isRepeated = at.IsRepeated;
            await using var writer = new RestoreWriter(target, to, options, at.IsRepeated, Counters, Problems, time);
            await using var aside = options.ByType ? new TypeFallback(() => CopierOf(isRepeated), options.Selection.Mapping, options.KeysAtOnce) : null;
            var reader = new ScanReader(source, node, database, writer, aside, options, Counters, Problems, time);
            try
            {
                await reader.RunAsync(at.Cursor, at.RunId, cancellationToken);
                options.Reached?.Invoke(new(node.Id, database, reader.RunId, 0, IsDone: true));
                return;
            }
            catch (TargetChangedException)
            {
                at = (0, null, true);
                options.Reached?.Invoke(new(node.Id, database, null, 0, IsDone: false));
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                // A reader that came no further than before waits longer.
                if (reader.Cursor != at.Cursor)
                {
                    trouble.IsOver();
                }
                at = (reader.Cursor, reader.RunId ?? at.RunId, true);
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
            }
        }
    }

    private TypeCopier CopierOf(bool isRepeated) => new(source, target, options, isRepeated, Counters, Problems, Losses, time);
}
