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
    private readonly WholeSource _whole = new(source, options.Patience, time);

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    /// <summary>What was lost of keys that went by the commands of their types; payloads are <see cref="CopyOptions.Transcoder"/>'s.</summary>
    public TranscodeLosses Losses { get; } = new();

    /// <exception cref="Faults.Fault">It cannot go on; what was copied stays.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => _whole.RunAsync(CopyAllAsync, cancellationToken);

    private async Task<bool> CopyAllAsync(NodeMap map, bool isAgain, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task<bool>> nodes = [.. map.Masters.Select(node => Task.Run(() => CopyNodeAsync(node, map, isAgain, end.Token), CancellationToken.None))];
        bool hasMoved = false;
        // The first that fails ends the others, and is the one to tell of.
        while (nodes.Count > 0)
        {
            var done = await Task.WhenAny(nodes);
            nodes.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await end.CancelAsync();
                await Task.WhenAll(nodes).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
            hasMoved |= await done;
        }
        return hasMoved;
    }

    private async Task<bool> CopyNodeAsync(MasterNode node, NodeMap map, bool isAgain, CancellationToken cancellationToken)
    {
        var databases = map.IsCluster ? [0]
            : await new TargetTrouble(options.Patience, time).OutlastAsync(ct => SourceDatabases.OfAsync(source, node, options.Selection, ct), cancellationToken);
        bool hasMoved = false;
        foreach (int database in databases)
        {
            if (options.Selection.Mapping.TryMapDatabase(database, out int to))
            {
                hasMoved |= await CopyDatabaseAsync(node, map, database, to, isAgain, cancellationToken);
            }
        }
        return hasMoved;
    }

    private async Task<bool> CopyDatabaseAsync(MasterNode node, NodeMap map, int database, int to, bool isAgain, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        // Where slots have moved since, what was done is worth nothing.
        string place = map.IsCluster ? $"{node.Id}@{map.Layout}" : node.Id;
        var before = isAgain ? null : options.From.FirstOrDefault(position => position.Node == place && position.Database == database);
        if (before is { IsDone: true })
        {
            return false;
        }
        bool hasMoved = false;
        (ulong Cursor, string? RunId, bool IsRepeated) at = (before?.Cursor ?? 0, before?.RunId, isAgain || options.IsRepeated);
        while (true)
        {
            bool isRepeated = at.IsRepeated;
            await using var writer = new RestoreWriter(target, to, options, at.IsRepeated, namesOnce: !options.Selection.Mapping.KeepsNames, Counters, Problems, time);
            await using var aside = options.ByType ? new TypeFallback(() => CopierOf(isRepeated), options.Selection.Mapping, options.KeysAtOnce) : null;
            var reader = new ScanReader(source, node, place, database, writer, aside, options, Counters, Problems, time);
            try
            {
                await reader.RunAsync(at.Cursor, at.RunId, cancellationToken);
                hasMoved |= reader.HasMoved;
                options.Reached?.Invoke(new(place, database, reader.RunId, 0, IsDone: !hasMoved));
                return hasMoved;
            }
            catch (TargetChangedException)
            {
                at = (0, null, true);
                options.Reached?.Invoke(new(place, database, null, 0, IsDone: false));
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                hasMoved |= reader.HasMoved;
                // A reader that came no further than before waits longer.
                if (reader.Cursor != at.Cursor)
                {
                    trouble.IsOver();
                }
                at = (reader.Cursor, reader.RunId ?? at.RunId, true);
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
                await _whole.RequireAsync(node, cancellationToken);
            }
        }
    }

    private TypeCopier CopierOf(bool isRepeated) => new(source, target, options, isRepeated, Counters, Problems, Losses, time);
}
