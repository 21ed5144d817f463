using System.Collections.Concurrent;
using System.Globalization;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Events;
using McpRedis.Migration.Planning;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Rdb.Transcoding;

namespace McpRedis.Migration.Running.Engines;

/// <summary>
/// The source is walked while it tells which keys are changed; these are read again, as often as they change. Where changes may have been missed both sides are compared, and what
/// differs is read again, too.
/// </summary>
internal sealed class EventsEngine : IFollowingEngine
{
    private const int KeysAtOnce = 1024;
    private const int MostNoted = 1 << 18;
    private static readonly TimeSpan TargetEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly EngineInput _input;
    private readonly CopyOptions _options;
    private readonly PayloadTranscoding? _transcoding;
    private readonly ScanCopy _copy;
    private readonly KeyEvents _events;
    private readonly DirtyKeys _dirty = new(MostNoted);
    private readonly ConcurrentQueue<string> _notes = [];
    private readonly EndProcesses _target;
    private IReadOnlyList<string>? _processes;
    private long _level;
    private long _refreshed;

    public EventsEngine(EngineInput input)
    {
        var (plan, options) = (input.Plan, input.Options);
        _transcoding = ValueFormats.TakenBy(plan.Target) is { } form ? new(ValueFormats.FlavourOf(plan.Source), form, ValueFormats.OptionsFor(plan.Target), input.Time) : null;
        _input = input;
        _options = options with
        {
            Transcoder = _transcoding is null ? null : _transcoding.Make,
            HasExpireTime = plan.Source.Rights["PEXPIRETIME"].IsOpen,
            // What is there from an earlier run may be older, and what is gone since does not tell: all is compared in the end.
            From = [],
            Selection = options.IsRepeated ? KeySelection.Of(options.Selection.Request with { Collision = CollisionPolicy.Replace }) : options.Selection,
        };
        _copy = new(input.Source, input.Target, _options, input.Time);
        _events = new(input.Source, _options.Selection, plan.Ends.Source.Options.Databases, _dirty, _options.Patience, input.Time);
        _target = new(input.Target, _options.Patience, input.Time);
        if (options.IsRepeated)
        {
            _dirty.Missed();
        }
    }

    public static IReadOnlyList<string> SourceCommands { get; } = [.. KeyEvents.Commands, .. CopyOptions.SourceCommands];

    public static IReadOnlyList<string> TargetCommands => CopyOptions.TargetCommands;

    public CopyCounters Counters => _copy.Counters;

    public CopyProblems Problems => _copy.Problems;

    public IReadOnlyList<string> Notes =>
    [
        .. _notes,
        string.Create(CultureInfo.InvariantCulture, $"{_refreshed} times a key was carried over again because it had changed."),
        .. _events.Interruptions > 0 ? (string[])[string.Create(CultureInfo.InvariantCulture, $"The source did not tell its changes {_events.Interruptions} times for a while: both sides were compared after each.")] : [],
    ];

    public bool IsFollowing { get; private set; }

    public TailLag Lag => !IsFollowing ? new(null, null) : new(null, _dirty.IsLevel ? 0 : _input.Time.GetElapsedTime(Interlocked.Read(ref _level)).TotalSeconds) { Keys = _dirty.Count };

    public string Phase => IsFollowing ? "following" : "copying";

    public TranscodeLosses Losses()
    {
        var losses = _transcoding?.Losses() ?? new();
        losses.Add(_copy.Losses);
        return losses;
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task listening = _events.RunAsync(end.Token);
        await LookAtTargetAsync(end.Token);
        Task watching = WatchTargetAsync(end.Token), carrying = CarryAsync(listening, end.Token);
        Task first = await Task.WhenAny(listening, watching, carrying);
        await end.CancelAsync();
        await Task.WhenAll(listening, watching, carrying).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first;
    }

    public async Task LevelAsync(CancellationToken cancellationToken)
    {
        do
        {
            await _events.DrainAsync(cancellationToken);
            for (; !_dirty.IsLevel; await Task.Delay(Look, _input.Time, cancellationToken))
            {
            }
            await LookAtTargetAsync(cancellationToken);
            await _events.DrainAsync(cancellationToken);
        }
        while (!_dirty.IsLevel);
    }

    public void Mend(IEnumerable<KeyName> keys)
    {
        foreach (var key in keys)
        {
            _dirty.Add(key);
        }
    }

    public Task EndAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // One that was restarted between two keys may have lost what it had.
    private async Task WatchTargetAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TargetEvery, _input.Time, cancellationToken);
            await LookAtTargetAsync(cancellationToken);
        }
    }

    private async Task LookAtTargetAsync(CancellationToken cancellationToken)
    {
        var now = await _target.RunIdsAsync(cancellationToken);
        if (Interlocked.Exchange(ref _processes, now) is { } before && !now.SequenceEqual(before, StringComparer.Ordinal))
        {
            _notes.Enqueue("The target was restarted or replaced: both sides were compared after that.");
            _dirty.Missed();
        }
    }

    private async Task CarryAsync(Task listening, CancellationToken cancellationToken)
    {
        // A change is told once: nothing is read before somebody listens.
        await await Task.WhenAny(listening, _events.Listening);
        await _copy.RunAsync(cancellationToken);
        IsFollowing = true;
        _level = _input.Time.GetTimestamp();
        while (true)
        {
            await _dirty.WaitAsync(cancellationToken);
            try
            {
                await using var refresh = new KeyRefresh(_input.Source, _input.Target, _options, _input.Time);
                await FollowAsync(refresh, cancellationToken);
            }
            catch (TargetChangedException)
            {
                _dirty.Done();
                _dirty.Missed();
            }
        }
    }

    private async Task FollowAsync(KeyRefresh refresh, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _dirty.WaitAsync(cancellationToken);
            if (_dirty.IsMissing(out long upTo))
            {
                await ReconcileAsync(cancellationToken);
                _dirty.Mended(upTo);
            }
            long before = refresh.Refreshed;
            await refresh.RunAsync(_dirty.Take(KeysAtOnce), cancellationToken);
            _refreshed += refresh.Refreshed - before;
            _dirty.Done();
            if (_dirty.IsLevel)
            {
                Interlocked.Exchange(ref _level, _input.Time.GetTimestamp());
            }
        }
    }

    private async Task ReconcileAsync(CancellationToken cancellationToken)
    {
        var (keys, isWhole) = await new Reconciliation(_input.Plan, _input.Journal.TargetWasEmpty, _options.Patience, _input.Time).RunAsync(cancellationToken);
        Mend(keys);
        if (!isWhole)
        {
            _dirty.Missed();
        }
    }
}
