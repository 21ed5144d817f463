using McpRedis.Migration.Copying;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>Walks one database of one server and has each of its keys copied, a step of SCAN at a time.</summary>
internal sealed class TypeReader(IBulkGateway source, MasterNode node, string place, int database, int targetDatabase, TypeCopier copier, CopyOptions options, CopyCounters counters)
{
    /// <summary>Where SCAN can go on: everything before it is settled on the target.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>The process whose cursor it is; null where it does not tell.</summary>
    public string? RunId { get; private set; }

    /// <param name="from">Where to go on; 0 for the beginning.</param>
    /// <param name="runId">Of the process the cursor is from: another one does not know it.</param>
    /// <param name="keysPerStep">COUNT of SCAN.</param>
    /// <exception cref="IOException">The source was lost.</exception>
    public async Task RunAsync(ulong from, string? runId, int keysPerStep, CancellationToken cancellationToken)
    {
        (Cursor, RunId) = (from, runId);
        await using var pipe = await source.OpenAsync(node, new() { Database = database, IdleTimeout = options.Patience }, cancellationToken);
        RunId = await ProcessId.ReadAsync(pipe, cancellationToken);
        var scan = source.Scan(pipe, null);
        scan.Cursor = Cursor = RunId is not null && RunId == runId ? from : 0;
        using var keys = new KeyBatch();
        do
        {
            keys.Clear();
            scan.Write(keysPerStep);
            await pipe.FlushAsync(cancellationToken);
            if (!await pipe.ReadAsync(cancellationToken))
            {
                throw new EndOfStreamException("The source closed the connection.");
            }
            scan.Read(pipe.Reply, keys);
            counters.Add(CopyOutcome.Seen, keys.Count);
            if (!options.Selection.Filter.TakesAll)
            {
                counters.Add(CopyOutcome.Filtered, keys.Keep(options.Selection.Filter.TakesKey));
            }
            await CopyAsync(keys, cancellationToken);
            Cursor = scan.Cursor;
            options.Reached?.Invoke(new(place, database, RunId, Cursor, IsDone: false));
        }
        while (Cursor != 0);
    }

    private async Task CopyAsync(KeyBatch keys, CancellationToken cancellationToken)
    {
        TypeKey[] step = new TypeKey[keys.Count];
        for (int i = 0; i < step.Length; i++)
        {
            byte[] name = keys[i].ToArray();
            step[i] = new(database, name, targetDatabase, options.Selection.Mapping.NameOf(database, name));
        }
        using var room = new SemaphoreSlim(options.KeysAtOnce);
        await Task.WhenAll(step.Select(async key =>
        {
            await room.WaitAsync(cancellationToken);
            try
            {
                await copier.CopyAsync(key, null, cancellationToken);
            }
            finally
            {
                room.Release();
            }
        }));
    }
}
