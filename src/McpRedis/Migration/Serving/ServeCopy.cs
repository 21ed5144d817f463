using McpRedis.Faults;
using McpRedis.Jobs;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Serving;

/// <summary>
/// Copies by serving: snapshots of the source become one file that the target reads, and the target is told to follow us for as long as it takes to
/// load that. It loses all it held. Until the file is whole and the target has come to ask for it nothing is done to it.
/// </summary>
internal sealed class ServeCopy(IBulkGateway source, IRedisGateway target, RedisConnection connection, ServeOptions options, TimeProvider time)
{
    private const int MostSnapshots = 5; // of one source; whoever cuts off that many will cut off the next

    private readonly TargetLook _look = new(target, connection);
    private volatile SyncSnapshot? _snapshot;
    private volatile ReplicaServer? _server;
    private (int Taken, int Left) _functions;
    private List<TypeKey> _large = [];

    public CopyCounters Counters { get; private set; } = new();

    public CopyProblems Problems { get; private set; } = new();

    public TranscodeLosses Losses { get; private set; } = new();

    /// <summary>Keys that were too large for the file, for who copies them afterwards. They are counted nowhere else.</summary>
    public IReadOnlyList<TypeKey> Large => _large;

    /// <summary>How far it is: keys read in at first; then keys by the share of the file that went over.</summary>
    public JobProgress Progress
    {
        get
        {
            long copied = Counters[CopyOutcome.Copied];
            if (_server is not { } server)
            {
                return _snapshot is { } snapshot ? new JobProgress("translating", Counters[CopyOutcome.Seen]) { Bytes = snapshot.FetchedBytes } : new("waiting for the source", 0);
            }
            long size = Math.Max(server.File.SizeBytes, 1), sent = server.SentBytes;
            return new(sent < size ? "sending" : "loading", (long)((double)copied * sent / size), copied) { Bytes = sent };
        }
    }

    /// <exception cref="Fault">It cannot be done. What was done to the target is undone, or told.</exception>
    public async Task<ServeResult> RunAsync(CancellationToken cancellationToken)
    {
        var address = ServeAddress.For(connection.Options, options.Address);
        await _look.RequireReplaceableAsync(options.ReplaceTarget, cancellationToken);
        int databases = await _look.DatabasesAsync(cancellationToken);
        using ServedFile file = await TranslateAsync(databases, cancellationToken);
        var peers = await ReplicaPeers.OfAsync(connection.Options, cancellationToken);
        await using var server = new ReplicaServer(ReplicaListener.Start(address.Bind, address.Port, peers), file, time);
        _server = server;
        return await new TargetTakeover(target, _look, options, time).RunAsync(server, new(address.Host, server.Port), _functions, cancellationToken);
    }

    // A source that is lost is asked again: nothing else was done yet.
    private async Task<ServedFile> TranslateAsync(int databases, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        for (int attempt = 1; ; attempt++)
        {
            (Counters, Problems, Losses, _large) = (new(), new(), new(), []);
            var file = new ServedFile(options.Sync.Spool);
            try
            {
                await TranslateAsync(file, databases, attempt < MostSnapshots ? trouble.IsOver : static () => { }, cancellationToken);
                return file;
            }
            catch (Exception e)
            {
                file.Dispose();
                if (e is RdbFormatException damaged)
                {
                    throw new Fault(ErrorCode.UnsupportedByServer, $"The snapshot of the source cannot be split. {damaged.Message} Nothing was done to the target.", "Copy by SCAN, which asks for each key.", inner: e);
                }
                if (!TargetTrouble.IsPassing(e))
                {
                    throw;
                }
            }
            await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
        }
    }

    private async Task TranslateAsync(ServedFile file, int databases, Action begun, CancellationToken cancellationToken)
    {
        var translation = new SnapshotTranslation(options, databases, file, Counters, Problems, options.ByType ? _large : null, time);
        NodeMap map = await source.ResolveAsync(cancellationToken);
        SyncOptions sync = options.Sync with { Reader = options.Sync.Reader with { MaxValueBytes = options.MaxPayloadBytes } };
        translation.Begin();
        for (int i = 0; i < map.Masters.Count; i++)
        {
            int index = i;
            ServedNames.Home? isHome = map.IsCluster ? key => map.IndexOf(key) == index : null;
            await using SyncSnapshot snapshot = await SyncSnapshot.OpenAsync(source, map.Masters[i], sync, time, cancellationToken);
            begun();
            _snapshot = snapshot;
            using RdbReader reader = snapshot.OpenReader();
            await translation.TakeAsync(reader, isHome, isFirst: i == 0, cancellationToken);
        }
        await translation.EndAsync(cancellationToken);
        await RequireSameAsync(map, cancellationToken);
        (Losses, _functions) = (translation.Losses, (translation.Functions, translation.FunctionsLeft));
    }

    // A slot that went from one master to another between their snapshots would be in neither.
    private async Task RequireSameAsync(NodeMap before, CancellationToken cancellationToken)
    {
        if (!before.IsCluster)
        {
            return;
        }
        NodeMap now = await source.ResolveAsync(cancellationToken);
        for (int slot = 0; slot < KeySlot.Count; slot++)
        {
            if (IdOf(before, slot) != IdOf(now, slot))
            {
                throw new Fault(ErrorCode.Conflict, "Slots of the source were moved while it was read. Nothing was done to the target.", "Wait until the cluster is at rest, or copy by SCAN.", retryable: true);
            }
        }
    }

    private static string? IdOf(NodeMap map, int slot) => map.IndexOf(slot) is >= 0 and var at ? map.Masters[at].Id : null;
}
