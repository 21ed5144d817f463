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

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    public TranscodeLosses Losses { get; } = new();

    /// <exception cref="Faults.Fault">It cannot go on; what was copied stays.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var map = await new TargetTrouble(options.Patience, time).OutlastAsync(source.ResolveAsync, cancellationToken);
        foreach (var node in map.Masters)
        {
            foreach (int database in map.IsCluster ? [0] : await SourceDatabases.OfAsync(source, node, cancellationToken))
            {
                if (options.Selection.Mapping.TryMapDatabase(database, out int to))
                {
                    await CopyDatabaseAsync(node, database, to, cancellationToken);
                }
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
            await using var copier = new TypeCopier(source, target, options, at.IsRepeated, Counters, Problems, Losses, time);
            var reader = new TypeReader(source, node, database, to, copier, options, Counters);
            try
            {
                await reader.RunAsync(at.Cursor, at.RunId, KeysPerStep, cancellationToken);
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
                if (reader.Cursor != at.Cursor)
                {
                    trouble.IsOver();
                }
                at = (reader.Cursor, reader.RunId ?? at.RunId, true);
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
            }
        }
    }
}
