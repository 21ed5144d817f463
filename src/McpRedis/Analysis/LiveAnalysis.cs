using McpRedis.Analysis.Counting;
using McpRedis.Analysis.Hot;
using McpRedis.Analysis.Live;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis;

/// <summary>
/// One pass over the keys of a connection: every server at once, each within what its clients do not notice. It can be run again when it ended for want of time
/// or keys, and goes on where it was; everything is counted on.
/// </summary>
internal sealed class LiveAnalysis(IBulkGateway door, IReadOnlyList<int>? openDatabases, AnalysisOptions options, TimeProvider time)
{
    /// <summary>All that it sends. None of it changes anything.</summary>
    public static IReadOnlyList<string> Commands { get; } =
    [
        "SCAN", "TYPE", "STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN", "PTTL", "MEMORY USAGE", "OBJECT ENCODING", "OBJECT IDLETIME", "OBJECT FREQ", "INFO", "CONFIG GET", "PING",
    ];

    private AnalysisTally? _tally;
    private Questions? _questions;
    private TimeSpan _took;

    /// <summary>What there is to walk; none before the first run.</summary>
    public IReadOnlyList<LivePart> Parts { get; private set; } = [];

    public bool IsCluster { get; private set; }

    /// <summary>Keys counted so far: none that the key scope hides.</summary>
    public long Seen => _tally?.All.Keys ?? 0;

    /// <summary>Keys there are; null where a server does not tell.</summary>
    public long? Keys => Parts.Any(part => part.Keys is null) ? null : Parts.Sum(part => part.Keys);

    /// <summary>Whether running again would go on.</summary>
    public bool IsOpen => _tally is null || Parts.Any(part => part.IsOpen);

    /// <summary>Runs until the end or until the time or the keys of this run are spent.</summary>
    /// <param name="maxDuration">Of this run.</param>
    /// <param name="maxKeys">Of this run.</param>
    /// <param name="progress">Told now and then: keys seen.</param>
    /// <exception cref="Faults.Fault">A server cannot be asked, or SCAN or TYPE is not open to us.</exception>
    public async Task<AnalysisReport> RunAsync(TimeSpan maxDuration, long maxKeys, Action<long>? progress, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        if (_tally is null)
        {
            await LookAsync(cancellationToken);
        }
        var budget = new LiveBudget(maxKeys, maxDuration, time);
        var work = new LiveWork(options, _tally!, _questions!, budget);
        LiveLane[] lanes = [.. Parts.Where(part => part.IsOpen).GroupBy(part => part.Master).Select(own => new LiveLane(door, [.. own], work, time))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var telling = progress is null ? Task.CompletedTask : TellAsync(progress, stop.Token);
        try
        {
            await Together(lanes, stop, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await telling;
        }
        if (!IsOpen)
        {
            await Refinement.RunAsync(door, Parts, _tally!, options, cancellationToken);
        }
        _took += time.GetElapsedTime(started);
        return ReportMaker.Live(_tally!, Parts, _questions!, options, _took, lanes.Length == 0 ? null : lanes.Max(lane => lane.Pace.AddedMs));
    }

    // One that fails ends the others.
    private static async Task Together(LiveLane[] lanes, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var running = lanes.Select(lane => Task.Run(() => lane.RunAsync(stop.Token), CancellationToken.None)).ToList();
        Task? failed = null;
        for (var rest = running.ToList(); rest.Count > 0;)
        {
            var ended = await Task.WhenAny(rest);
            rest.Remove(ended);
            if (!ended.IsCompletedSuccessfully && failed is null)
            {
                failed = ended;
                await stop.CancelAsync();
            }
        }
        cancellationToken.ThrowIfCancellationRequested();
        await (failed ?? Task.CompletedTask);
    }

    private async Task TellAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250), time, cancellationToken);
                progress(Seen);
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var map = await door.ResolveAsync(cancellationToken);
        var parts = new List<LivePart>();
        EncodingLimits? limits = null;
        bool? isLfu = null;
        foreach (var master in map.Masters)
        {
            await using var pipe = await door.OpenAsync(master, RespPipeOptions.Default, cancellationToken);
            limits ??= await PackingLimits.ReadAsync(pipe, cancellationToken);
            isLfu ??= await IsLfuAsync(pipe, cancellationToken);
            var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("keyspace"), cancellationToken);
            var own = reply.IsError ? [] : DatabaseSizes.Of([InfoText.Parse(reply.Text)]).Where(size => Takes(size.Database, map.IsCluster)).Select(size => new LivePart(master, size.Database, size.Keys)).ToList();
            if (reply.IsError || (own.Count == 0 && door.Scope is not null))
            {
                // How much there is, it or the key scope keeps to itself: what can be seen are the databases that somebody named.
                var named = map.IsCluster ? [0] : options.Databases ?? openDatabases ?? [door.Database];
                own = [.. named.Where(database => Takes(database, map.IsCluster)).Select(database => new LivePart(master, database, null))];
            }
            var reader = options.PrefersReplicas && own.Count > 0 ? await ReplicaChoice.OfAsync(door, master, cancellationToken) : master;
            own.ForEach(part => part.Reader = reader);
            parts.AddRange(own);
        }
        (Parts, IsCluster) = (parts, map.IsCluster);
        _questions = new(options, Keys is { } keys && keys <= options.AllBelowKeys, isLfu);
        _tally = new(options.Scale, limits ?? new());
    }

    private static async Task<bool?> IsLfuAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("memory"), cancellationToken);
        return reply.IsError ? null : HotCounter.IsKept(InfoText.Parse(reply.Text));
    }

    private bool Takes(int database, bool isCluster) =>
        (!isCluster || database == 0) && openDatabases?.Contains(database) != false && options.Databases?.Contains(database) != false;
}
