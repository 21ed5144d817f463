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
/// load that. It loses all it held: one that holds something hears of it only when the file is whole.
/// </summary>
internal sealed class ServeCopy(IBulkGateway source, IRedisGateway target, RedisConnection connection, ServeOptions options, TimeProvider time)
{
    private const int MostSnapshots = 5; // of one source; whoever cuts off that many will cut off the next

    private readonly TargetLook _look = new(target, connection);
    private volatile RdbReader? _reader;
    private volatile ReplicaServer? _server;
    private (int Taken, int Left) _functions;
    private List<TypeKey> _large = [];
    private bool _isTouched;

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
                return _reader is { } reader ? new JobProgress("translating", Counters[CopyOutcome.Seen]) { Bytes = reader.Position } : new("waiting for the source", 0);
            }
            long size = Math.Max(server.File.SizeBytes, 1), sent = server.SentBytes;
            return new(sent < size || !server.File.IsWhole ? "sending" : "loading", (long)((double)copied * sent / size), server.File.IsWhole ? copied : null) { Bytes = sent };
        }
    }

    /// <exception cref="Fault">It cannot be done. What was done to the target is undone, or told.</exception>
    public async Task<ServeResult> RunAsync(CancellationToken cancellationToken)
    {
        var address = ServeAddress.For(connection.Options, options.Address);
        bool isEmpty = TargetLook.KeysOf(await _look.RequireReplaceableAsync(options.ReplaceTarget, cancellationToken)) == 0;
        int databases = await _look.DatabasesAsync(cancellationToken);
        var peers = await ReplicaPeers.OfAsync(connection.Options, cancellationToken);
        if (isEmpty && await TryAlongAsync(databases, address, peers, cancellationToken) is { } result)
        {
            return result;
        }
        using ServedFile file = await WholeAsync(databases, cancellationToken);
        return await ServeAsync(file, Task.CompletedTask, address, peers, cancellationToken);
    }

    // An empty target has nothing to lose: it is sent the file while that is being made, and throws away what it got should there never be an end to it.
    // Null when the source was lost on the way and the target is as it was: then everything once more, the file first.
    private async Task<ServeResult?> TryAlongAsync(int databases, ServeAddress address, ReplicaPeers peers, CancellationToken cancellationToken)
    {
        Reset();
        using var file = new ServedFile(options.Sync.Spool);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var begun = new TaskCompletionSource();
        Task making = Task.Run(() => MakeAsync(file, databases, () => begun.TrySetResult(), end.Token), CancellationToken.None);
        try
        {
            if (await Task.WhenAny(begun.Task, making) == making)
            {
                await making; // a small one may be done by now
            }
            return await ServeAsync(file, making, address, peers, cancellationToken);
        }
        catch (Fault) when (!_isTouched && making.Exception?.InnerException is { } lost && TargetTrouble.IsPassing(lost))
        {
            return null;
        }
        catch (Fault fault) when (fault == making.Exception?.InnerException)
        {
            throw Untouched(fault);
        }
        finally
        {
            await end.CancelAsync();
            await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _server = null;
        }
    }

    // A source that is lost is asked again: nothing else was done yet.
    private async Task<ServedFile> WholeAsync(int databases, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        for (int attempt = 1; ; attempt++)
        {
            Reset();
            var file = new ServedFile(options.Sync.Spool);
            try
            {
                await MakeAsync(file, databases, attempt < MostSnapshots ? trouble.IsOver : static () => { }, cancellationToken);
                return file;
            }
            catch (Exception e)
            {
                file.Dispose();
                if (!TargetTrouble.IsPassing(e))
                {
                    throw e is Fault fault ? Untouched(fault) : e;
                }
            }
            await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
        }
    }

    private async Task<ServeResult> ServeAsync(ServedFile file, Task making, ServeAddress address, ReplicaPeers peers, CancellationToken cancellationToken)
    {
        await using var server = new ReplicaServer(ReplicaListener.Start(address.Bind, address.Port, peers), file, time);
        _server = server;
        var takeover = new TargetTakeover(target, _look, options, time);
        try
        {
            return await takeover.RunAsync(server, making, new(address.Host, server.Port), cancellationToken) with { Functions = _functions.Taken, FunctionsLeft = _functions.Left };
        }
        finally
        {
            _isTouched = !takeover.IsUndone;
        }
    }

    private void Reset() => (Counters, Problems, Losses, _large) = (new(), new(), new(), []);

    // What it throws is a fault or says that it was cancelled, and readers of the file get the same.
    private async Task MakeAsync(ServedFile file, int databases, Action begun, CancellationToken cancellationToken)
    {
        try
        {
            await TranslateAsync(file, databases, begun, cancellationToken);
            file.Complete();
        }
        catch (Exception e)
        {
            Exception told = e switch
            {
                RdbFormatException => new Fault(ErrorCode.UnsupportedByServer, $"The snapshot of the source cannot be split. {e.Message}", "Copy by SCAN, which asks for each key.", inner: e),
                IOException => new Fault(ErrorCode.RedisUnavailable, "The source was lost before all of its snapshot was here.", "redis_server_info tells whether it is there.", retryable: true, inner: e),
                _ => e,
            };
            file.Fail(told);
            throw told;
        }
    }

    private static Fault Untouched(Fault fault) => new(fault.Code, $"{fault.Message} Nothing was done to the target.", fault.Hint, fault.Retryable, fault);

    private async Task TranslateAsync(ServedFile file, int databases, Action begun, CancellationToken cancellationToken)
    {
        var translation = new SnapshotTranslation(options, databases, file, Counters, Problems, options.ByType ? _large : null, time);
        NodeMap map = await source.ResolveAsync(cancellationToken);
        RdbReaderOptions held = options.Sync.Reader with { MaxValueBytes = options.MaxPayloadBytes };
        translation.Begin();
        for (int i = 0; i < map.Masters.Count; i++)
        {
            int index = i;
            ServedNames.Home? isHome = map.IsCluster ? key => map.IndexOf(key) == index : null;
            await using SyncDownload download = await SyncDownload.OpenAsync(source, map.Masters[i], options.Sync, time, cancellationToken);
            begun();
            // Not through a file of its own: what is made of it is written at once, and waits for nobody.
            using RdbReader reader = download.OpenReader(held);
            _reader = reader;
            await translation.TakeAsync(reader, isHome, isFirst: i == 0, cancellationToken);
            await download.FinishAsync(cancellationToken);
        }
        translation.End();
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
                throw new Fault(ErrorCode.Conflict, "Slots of the source were moved while it was read.", "Wait until the cluster is at rest, or copy by SCAN.", retryable: true);
            }
        }
    }

    private static string? IdOf(NodeMap map, int slot) => map.IndexOf(slot) is >= 0 and var at ? map.Masters[at].Id : null;
}
