using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using McpRedis.Faults;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Events;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running.Engines;

/// <summary>
/// The source sends what it holds and then every change, as to a replica. What broke off is gone on with where it was; where the changes since are lost on either side, all is copied
/// once more from the beginning.
/// </summary>
internal sealed class TailEngine : IFollowingEngine
{
    private const int MostCopies = 5; // a source or target that loses its history so often loses it again

    private readonly EngineInput _input;
    private readonly CopyOptions _options;
    private readonly PayloadTranscoding? _transcoding;
    private readonly ConcurrentQueue<string> _notes = [];
    // What a stream of changes did not bring exactly: it goes over as it is when nobody writes.
    private readonly ConcurrentDictionary<KeyName, bool> _doubtful = new();
    private int _copy;
    private bool _isRepeated;
    private bool _isReconciled = true;
    private Task _reconciling = Task.CompletedTask;
    private CancellationToken _end;
    private LiveTail? _tail;

    public TailEngine(EngineInput input)
    {
        var plan = input.Plan;
        _transcoding = ValueFormats.TakenBy(plan.Target) is { } form ? new(ValueFormats.FlavourOf(plan.Source), form, ValueFormats.OptionsFor(plan.Target), input.Time) : null;
        (_input, _isRepeated) = (input, input.Options.IsRepeated);
        _options = input.Options with { Transcoder = _transcoding is null ? null : _transcoding.Make, HasExpireTime = plan.Source.Rights["PEXPIRETIME"].IsOpen };
    }

    public static IReadOnlyList<string> SourceCommands { get; } = [.. TailOptions.SourceCommands, .. CopyOptions.SourceCommands];

    public static IReadOnlyList<string> TargetCommands => [.. TailOptions.TargetCommands.Union(CopyOptions.TargetCommands)];

    public CopyCounters Counters { get; } = new();

    public CopyProblems Problems { get; } = new();

    public IReadOnlyList<string> Notes => [.. _notes];

    public bool IsFollowing { get; private set; }

    public TailLag Lag => _tail?.Lag ?? new(null, null);

    public string Phase => IsFollowing ? "following" : Counters[CopyOutcome.Seen] == 0 ? "waiting for the snapshot" : "copying";

    private string Run => string.Create(CultureInfo.InvariantCulture, $"{_input.Plan.Id[..12]}-{_copy}");

    public TranscodeLosses Losses() => _transcoding?.Losses() ?? new();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        _end = cancellationToken;
        (_copy, _isRepeated) = (_input.Journal.Tail?.Copy ?? 0, _isRepeated || _input.Journal.Tail is not null);
        TailPosition? from = _input.Journal.Tail?.Position is { } left ? await LookAsync(left, cancellationToken) : null;
        for (int copies = 0; ; copies++)
        {
            await using var tail = new LiveTail(_input.Source, _input.Target, 0, OptionsOf(), _input.Time);
            _tail = tail;
            try
            {
                await tail.RunAsync(from, RestoreAsync, ReachedAsync, cancellationToken);
            }
            catch (TailGapException e) when (copies < MostCopies)
            {
                await BeginAgainAsync(e.Message, cancellationToken);
                from = null;
            }
        }
    }

    public async Task LevelAsync(CancellationToken cancellationToken)
    {
        await _reconciling.WaitAsync(cancellationToken);
        var tail = _tail!;
        await tail.ReachAsync(await tail.EndAsync(cancellationToken), cancellationToken);
        var origins = new KeyOrigins(_input.Plan.Options.Selection);
        var origin = new ArrayBufferWriter<byte>();
        foreach (var key in tail.Doubtful)
        {
            if (origins.TryFind(key.Database, key.Key, origin, out int database))
            {
                _doubtful[new(database, origin.WrittenSpan.ToArray())] = true;
            }
        }
        if (!_doubtful.IsEmpty)
        {
            await using var refresh = new KeyRefresh(_input.Source, _input.Target, _options, _input.Time);
            await refresh.RunAsync(_doubtful.Keys, cancellationToken);
            _notes.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{_doubtful.Count} keys that the stream of changes does not bring exactly were copied again while writers were held back."));
        }
    }

    public void Mend(IEnumerable<KeyName> keys)
    {
        foreach (var key in keys)
        {
            _doubtful[key] = true;
        }
    }

    public Task EndAsync(CancellationToken cancellationToken) => AskMarkAsync("UNLINK", cancellationToken);

    // What the target says of itself is true also of one that was restarted and lost the last second.
    private async Task<TailPosition?> LookAsync(TailPosition left, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(_options.Patience, _input.Time);
        if (await trouble.OutlastAsync(ct => AskMarkAsync("GET", ct), cancellationToken) is { IsNull: false } mark && TailMark.Read(mark.Bytes.Span) is { } there)
        {
            return there.Offset < left.Offset ? left with { Offset = there.Offset, Database = there.Database } : left;
        }
        await BeginAgainAsync("The target has lost what it had: it was emptied or restarted.", cancellationToken);
        return null;
    }

    private async Task BeginAgainAsync(string why, CancellationToken cancellationToken)
    {
        _notes.Enqueue($"{why} So all was copied once more{(_input.Journal.TargetWasEmpty ? "" : "; keys that were deleted at the source in between may still be there")}.");
        (IsFollowing, _isRepeated, _isReconciled) = (false, true, false);
        await AskMarkAsync("UNLINK", cancellationToken);
        _copy++;
        await AskMarkAsync("UNLINK", cancellationToken);   // of one that never got so far as to be written down
        _input.Journal.Followed(new(_copy, null));
    }

    // A snapshot does not tell what went since the one before.
    private async Task ReconcileAsync()
    {
        var (keys, isWhole) = await new Reconciliation(_input.Plan, _input.Journal.TargetWasEmpty, _options.Patience, _input.Time).RunAsync(_end);
        Mend(keys);
        if (!isWhole)
        {
            _notes.Enqueue("More keys differ than could be noted: compare, and repair, before the cut-over.");
        }
    }

    private TailOptions OptionsOf() => new()
    {
        Selection = _options.Selection,
        Run = Run,
        OpenDatabases = _input.Plan.Ends.Target.Options.Databases,
        Transcoder = _options.Transcoder,
        Patience = _options.Patience,
        Sync = new() { Patience = _options.Patience, Reader = new() { MaxValueBytes = _options.MaxPayloadBytes } },
    };

    private ValueTask ReachedAsync(TailPosition position)
    {
        if (IsFollowing)
        {
            _input.Journal.Followed(new(_copy, position));
        }
        else
        {
            // Whoever is killed from now on need not copy again.
            _input.Journal.BeginsToFollow(new(_copy, position));
            IsFollowing = true;
        }
        if (!_isReconciled)
        {
            _isReconciled = true;
            _reconciling = Task.Run(ReconcileAsync, _end);
        }
        return default;
    }

    private async Task RestoreAsync(Func<RdbReader> open, CancellationToken cancellationToken)
    {
        while (true)
        {
            using RdbReader reader = open();
            // What is there from an earlier copy may be older than the snapshot.
            var options = _isRepeated ? _options with { Selection = KeySelection.Of(_options.Selection.Request with { Collision = CollisionPolicy.Replace }) } : _options;
            bool isAgain = _isRepeated;
            await using TypeFallback aside = new(
                () => new TypeCopier(_input.Source, _input.Target, options, isAgain, Counters, Problems, new(), _input.Time), options.Selection.Mapping, options.KeysAtOnce, key => _doubtful[new(key.Database, key.Name)] = true);
            await using var feed = new SnapshotFeed(_input.Target, options, Transcoder(), aside, isAgain, Counters, Problems, _input.Time);
            _isRepeated = true;
            try
            {
                await feed.RunAsync(reader, cancellationToken);
                return;
            }
            catch (TargetChangedException)
            {
                _notes.Enqueue("The target was restarted or replaced during the copy, and all was gone over again.");
            }
            catch (RdbFormatException e)
            {
                throw new Fault(ErrorCode.UnsupportedByServer, $"The snapshot of the source cannot be split. {e.Message}", "Copy by SCAN, which asks for each key.", inner: e);
            }
        }
    }

    private Transcoder? Transcoder()
    {
        var plan = _input.Plan;
        return ValueFormats.TakenBy(plan.Target) is { } form ? new(form, ValueFormats.OptionsFor(plan.Target)) : null;
    }

    private async Task<RespValue> AskMarkAsync(string command, CancellationToken cancellationToken)
    {
        NodeMap map = await _input.Target.ResolveAsync(cancellationToken);
        await using RespPipe pipe = await _input.Target.OpenAsync(map.Masters[0], new() { Database = 0 }, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of(command).Key(TailMark.KeyFor(Run, map, 0)), cancellationToken);
        return reply.IsError ? throw RedisFaults.FromReply(reply.Text, command) : reply;
    }
}
