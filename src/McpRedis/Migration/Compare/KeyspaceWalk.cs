using System.Buffers.Binary;
using System.Security.Cryptography;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>
/// Walks the names of one side: all masters at once, one database after the other. Or some of them: slices that begin at places chosen by chance. A server
/// stores keys by their hashes, so what is near each other in its table has nothing else in common, and a slice is as good as single keys.
/// </summary>
/// <param name="end">The side.</param>
/// <param name="takesDatabase">Databases in play.</param>
/// <param name="named">Those that were asked for by number; empty where none were.</param>
/// <param name="pattern">MATCH; null for all names.</param>
/// <param name="options">How hard it works.</param>
internal sealed class KeyspaceWalk(CompareEnd end, Func<int, bool> takesDatabase, IReadOnlyList<int> named, byte[]? pattern, CompareOptions options)
{
    private const int StepKeys = 1000;
    private const int SliceKeys = 100;

    // Where most names are not taken, a sample is not looked for for ever.
    private const int MostSlicesPerWanted = 20;

    private long _seen;

    /// <summary>Names that were seen, also those nobody took.</summary>
    public long Seen => Volatile.Read(ref _seen);

    /// <summary>What there is to walk.</summary>
    public IReadOnlyList<WalkPart> Parts { get; private set; } = [];

    /// <summary>Keys in all of it; null where a server does not tell.</summary>
    public long? Keys => Parts.Any(part => part.Keys is null) ? null : Parts.Sum(part => part.Keys);

    /// <summary>Finds out what there is.</summary>
    /// <exception cref="Faults.Fault">A server cannot be asked.</exception>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var map = await end.Door.ResolveAsync(cancellationToken);
        var parts = new List<WalkPart>();
        foreach (var node in map.Masters)
        {
            await using var pipe = await end.Door.OpenAsync(node, RespPipeOptions.Default, cancellationToken);
            var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("keyspace"), cancellationToken);
            var sizes = reply.IsError ? [] : DatabaseSizes.Of([InfoText.Parse(reply.Text)]);
            if (sizes.Count == 0 && (reply.IsError || !end.TakesAnyCursor || end.Door.Scope is not null))
            {
                // It keeps INFO to itself, tells nothing of keys there, or counts foreign ones, too: what can be seen is what was named, else the connection's own.
                parts.AddRange((map.IsCluster ? [0] : named.Count > 0 ? named : [end.Door.Database]).Select(database => new WalkPart(node, database, null)));
                continue;
            }
            parts.AddRange(sizes.Where(size => (!map.IsCluster || size.Database == 0) && takesDatabase(size.Database) && end.Databases?.Contains(size.Database) != false)
                .Select(size => new WalkPart(node, size.Database, size.Keys)));
        }
        Parts = parts;
    }

    /// <summary>Whether a sample of so many keys is taken in slices; else all names are walked.</summary>
    public bool IsSliced(long wanted) => end.TakesAnyCursor && Keys is { } keys && keys > wanted * 2;

    /// <param name="taker">Makes one that takes what a master has.</param>
    /// <param name="wanted">Keys of a sample; null for all.</param>
    /// <exception cref="IOException">A connection is lost.</exception>
    public Task RunAsync(Func<IKeyTaker> taker, long? wanted, CancellationToken cancellationToken) => Lanes.RunAsync(
        Parts.GroupBy(part => part.Node).Select(parts => (Func<CancellationToken, Task>)(token => WalkAsync(parts, taker, wanted is { } some && IsSliced(some) ? some : null, token))),
        cancellationToken);

    private async Task WalkAsync(IEnumerable<WalkPart> parts, Func<IKeyTaker> make, long? wanted, CancellationToken cancellationToken)
    {
        await using var taker = make();
        using var keys = new KeyBatch();
        foreach (var part in parts)
        {
            await using var pipe = await end.Door.OpenAsync(part.Node, new() { Database = part.Database == end.Door.Database ? null : part.Database, IdleTimeout = options.Patience }, cancellationToken);
            var scan = end.Door.Scan(pipe, pattern);
            if (wanted is { } some && part.Keys is { } here && here > 0)
            {
                await SliceAsync(pipe, scan, part.Database, Math.Max(SliceKeys, some * here / Keys!.Value), taker, keys, cancellationToken);
            }
            else
            {
                await WalkAsync(pipe, scan, part.Database, taker, keys, cancellationToken);
            }
        }
    }

    private async Task WalkAsync(RespPipe pipe, BulkScan scan, int database, IKeyTaker taker, KeyBatch keys, CancellationToken cancellationToken)
    {
        scan.Write(StepKeys);
        await pipe.FlushAsync(cancellationToken);
        do
        {
            await StepAsync(pipe, scan, keys, cancellationToken);
            if (scan.Cursor != 0)
            {
                // Answered while these are looked at.
                scan.Write(StepKeys);
                await pipe.FlushAsync(cancellationToken);
            }
            await taker.TakeAsync(database, keys, cancellationToken);
        }
        while (pipe.Sent > pipe.Answered);
    }

    private async Task SliceAsync(RespPipe pipe, BulkScan scan, int database, long wanted, IKeyTaker taker, KeyBatch keys, CancellationToken cancellationToken)
    {
        long found = 0;
        for (long slices = wanted / SliceKeys * MostSlicesPerWanted; slices >= 0 && found < wanted; slices--)
        {
            scan.Cursor = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));
            scan.Write(SliceKeys);
            await pipe.FlushAsync(cancellationToken);
            await StepAsync(pipe, scan, keys, cancellationToken);
            found += keys.Count;
            await taker.TakeAsync(database, keys, cancellationToken);
        }
    }

    private async ValueTask StepAsync(RespPipe pipe, BulkScan scan, KeyBatch keys, CancellationToken cancellationToken)
    {
        if (!pipe.TryRead() && !await pipe.ReadAsync(cancellationToken))
        {
            throw new EndOfStreamException("The server closed the connection.");
        }
        keys.Clear();
        scan.Read(pipe.Reply, keys);
        Interlocked.Add(ref _seen, keys.Count);
    }
}
