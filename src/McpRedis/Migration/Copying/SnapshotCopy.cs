using McpRedis.Faults;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Copies by SYNC and RESTORE: every master sends one snapshot, which is split while it comes. A target that was restarted is gone over again from the same snapshot; a
/// source that was lost within it is asked for another, and what is there already then counts as repeated or skipped.
/// </summary>
internal sealed class SnapshotCopy(IBulkGateway source, IBulkGateway target, CopyOptions options, SyncOptions sync, Func<Transcoder>? transcoders, TimeProvider time)
{
    private const int MostSnapshots = 5; // of one master; whoever cuts off that many will cut off the next

    private readonly WholeSource _whole = new(source, options.Patience, time);

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    public TranscodeLosses Losses { get; } = new();

    /// <exception cref="Fault">It cannot go on; what was copied stays.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => _whole.RunAsync(CopyAllAsync, cancellationToken);

    private async Task<bool> CopyAllAsync(NodeMap map, bool isAgain, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<Task> nodes = [.. map.Masters.Select(node => Task.Run(() => CopyNodeAsync(node, isAgain, end.Token), CancellationToken.None))];
        while (nodes.Count > 0)
        {
            Task done = await Task.WhenAny(nodes);
            nodes.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await end.CancelAsync();
                await Task.WhenAll(nodes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await done;
            }
        }
        return false;
    }

    private async Task CopyNodeAsync(MasterNode node, bool isAgain, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                SyncOptions held = sync with { Reader = sync.Reader with { MaxValueBytes = options.MaxPayloadBytes } };
                await using SyncSnapshot snapshot = await SyncSnapshot.OpenAsync(source, node, held, time, cancellationToken);
                if (attempt < MostSnapshots)
                {
                    trouble.IsOver();
                }
                await FeedAsync(snapshot, isRepeated: isAgain || options.IsRepeated || attempt > 1, cancellationToken);
                return;
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
                await _whole.RequireAsync(node, cancellationToken);
            }
        }
    }

    private async Task FeedAsync(SyncSnapshot snapshot, bool isRepeated, CancellationToken cancellationToken)
    {
        while (true)
        {
            using RdbReader reader = snapshot.OpenReader();
            bool isAgain = isRepeated;
            await using TypeFallback? aside = options.ByType
                ? new TypeFallback(() => new TypeCopier(source, target, options, isAgain, Counters, Problems, Losses, time), options.Selection.Mapping, options.KeysAtOnce)
                : null;
            await using var feed = new SnapshotFeed(target, options, transcoders?.Invoke(), aside, isRepeated, Counters, Problems, time);
            try
            {
                await feed.RunAsync(reader, cancellationToken);
                lock (Losses)
                {
                    Losses.Add(feed.Losses);
                }
                return;
            }
            catch (TargetChangedException)
            {
                isRepeated = true;
            }
            catch (RdbFormatException e)
            {
                Problems.Add(0, e.LastKey, CopyOutcome.Failed, "The last key that was read before the snapshot could not be split further.");
                throw new Fault(ErrorCode.UnsupportedByServer, $"The snapshot of the source cannot be split. {e.Message}", "Copy by SCAN, which asks for each key.", inner: e);
            }
        }
    }
}
