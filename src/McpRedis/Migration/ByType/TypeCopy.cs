using McpRedis.Migration.Copying;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>
/// Copies everything by SCAN and the commands of each type, for servers between which no payload goes (Garnet). Slower than any other way, and open wherever data
/// can be read and written at all.
/// </summary>
internal sealed class TypeCopy(IBulkGateway source, IBulkGateway target, CopyOptions options, TimeProvider time)
{
    private const int KeysPerStep = 500;

    private readonly WholeSource _whole = new(source, options.Patience, time);

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    public TranscodeLosses Losses { get; } = new();

    /// <exception cref="Faults.Fault">It cannot go on; what was copied stays.</exception>
    public Task RunAsync(CancellationToken cancellationToken) => _whole.RunAsync(CopyAllAsync, cancellationToken);

    private async Task<bool> CopyAllAsync(NodeMap map, bool isAgain, CancellationToken cancellationToken)
    {
        foreach (var node in map.Masters)
        {
            var databases = map.IsCluster ? [0]
                : await new TargetTrouble(options.Patience, time).OutlastAsync(ct => SourceDatabases.OfAsync(source, node, options.Selection, ct), cancellationToken);
            foreach (int database in databases)
            {
                if (options.Selection.Mapping.TryMapDatabase(database, out int to))
                {
                    await CopyDatabaseAsync(node, map, database, to, isAgain, cancellationToken);
                }
            }
        }
        return false;   // a key that moved is asked for where it is now
    }

    private async Task CopyDatabaseAsync(MasterNode node, NodeMap map, int database, int to, bool isAgain, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        // Where slots have moved since, what was done is worth nothing.
        string place = map.IsCluster ? $"{node.Id}@{map.Layout}" : node.Id;
        var before = isAgain ? null : options.From.FirstOrDefault(position => position.Node == place && position.Database == database);
        if (before is { IsDone: true })
        {
            return;
        }
        (ulong Cursor, string? RunId, bool IsRepeated) at = (before?.Cursor ?? 0, before?.RunId, isAgain || options.IsRepeated);
        while (true)
        {
            await using var copier = new TypeCopier(source, target, options, at.IsRepeated, Counters, Problems, Losses, time);
            var reader = new TypeReader(source, node, place, database, to, copier, options, Counters);
            try
            {
                await reader.RunAsync(at.Cursor, at.RunId, KeysPerStep, cancellationToken);
                options.Reached?.Invoke(new(place, database, reader.RunId, 0, IsDone: true));
                return;
            }
            catch (TargetChangedException)
            {
                at = (0, null, true);
                options.Reached?.Invoke(new(place, database, null, 0, IsDone: false));
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
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
}
