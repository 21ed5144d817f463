using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using McpRedis.Faults;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Writes keys to the masters of a target, each to that of its slot, for one reader: <c>RESTORE key expiry payload ABSTTL</c>, many under
/// way at once. What a moving slot, a busy server or a lost connection leaves over goes out again; a target that is not the same
/// process any more ends it (<see cref="TargetChangedException"/>), since what that one acknowledged may be gone.
/// </summary>
internal sealed class RestoreWriter : IAsyncDisposable
{
    private const int MostBatches = 1024;

    private readonly IBulkGateway _target;
    private readonly int _database;
    private readonly CopyOptions _options;
    private readonly CopyCounters _counters;
    private readonly TargetTrouble _trouble;
    private readonly RestoreReplies _replies;
    private readonly BulkCommand _restore;
    private readonly bool _replace;
    private readonly CopyPace? _pace;
    private readonly CopyBatch?[] _batches = new CopyBatch[MostBatches];
    private readonly ConcurrentQueue<Resend> _again = [];
    private readonly ConcurrentQueue<RefusedKey> _refused = [];
    private readonly Dictionary<string, RestoreChannel> _asked = new(StringComparer.Ordinal);
    private NodeMap? _map;
    private RestoreChannel?[] _channels = [];
    private int _wanted;
    private volatile bool _attention;
    private volatile bool _refresh;
    private volatile string? _wait;
    private volatile Fault? _fatal;

    /// <param name="isRepeated">Keys may have been written by an earlier pass: a name that is taken ends nothing.</param>
    /// <param name="namesOnce">No key comes twice, as by SCAN it may: a name that was written before is another key's.</param>
    public RestoreWriter(IBulkGateway target, int database, CopyOptions options, bool isRepeated, bool namesOnce, CopyCounters counters, CopyProblems problems, TimeProvider time)
    {
        (_target, _database, _options, _counters) = (target, database, options, counters);
        _trouble = new(options.Patience, time);
        _pace = options.Pace;
        _replace = options.Selection.Collision == CollisionPolicy.Replace;
        var collision = isRepeated && !_replace ? CollisionPolicy.Skip : options.Selection.Collision;
        _replies = new(this, database, collision, counters, problems, _replace || namesOnce ? null : new RecentKeys());
        _restore = target.Prepare("RESTORE");
    }

    /// <summary>Number of the database it writes to.</summary>
    public int Database => _database;

    /// <summary>Whether a piece is ready to be sent.</summary>
    public bool HasFull { get; private set; }

    /// <summary>A step whose keys are to be written. Steps are opened in their order.</summary>
    public async ValueTask OpenAsync(CopyBatch batch, CancellationToken cancellationToken)
    {
        if (_batches[batch.Number % MostBatches] is { IsDone: false })
        {
            await DrainAsync(cancellationToken);   // a thousand steps of next to nothing
        }
        _batches[batch.Number % MostBatches] = batch;
    }

    /// <summary>Where a key goes, if it can be written now; null when <see cref="AttendAsync"/> comes first.</summary>
    public RestoreChannel? ChannelFor(ReadOnlySpan<byte> key)
    {
        if (_map is null || _attention)
        {
            return null;
        }
        _wanted = _map.IndexOf(key);
        return _wanted >= 0 && _pace?.IsHeld != true && _channels[_wanted] is { Pipeline.HasRoom: true } channel ? channel : null;
    }

    public void Write(RestoreChannel channel, ReadOnlySpan<byte> key, long expireAtMs, ReadOnlySpan<byte> payload, KeyUse use, CopyBatch batch)
    {
        var to = channel.Pipeline.Commands;
        to.Begin(_restore, 4 + (_replace ? 1 : 0) + (use.Measure == UseMeasure.None ? 0 : 2));
        to.Argument(key);
        to.Argument(expireAtMs);
        to.Argument(payload);
        to.Argument("ABSTTL"u8);
        if (_replace)
        {
            to.Argument("REPLACE"u8);
        }
        if (use.Measure != UseMeasure.None)
        {
            to.Argument(use.Measure == UseMeasure.Frequency ? "FREQ"u8 : "IDLETIME"u8);
            to.Argument(use.Value);
        }
        batch.Wrote();
        channel.Pipeline.Ended(batch.Number << 1);
        HasFull |= to.HasFull;
        _pace?.Took(payload.Length);
    }

    /// <summary>Does what stands in the way: connects, waits for room, sends again, asks anew who has which slots.</summary>
    /// <exception cref="Fault">The copy cannot go on.</exception>
    /// <exception cref="TargetChangedException">Another process answers for the target.</exception>
    public async ValueTask AttendAsync(CancellationToken cancellationToken)
    {
        if (_attention || _map is null)
        {
            await SettleTroubleAsync(cancellationToken);
            return;   // where the key goes may have changed
        }
        if (_pace is { IsHeld: true } pace)
        {
            await StandStillAsync(pace, cancellationToken);
            return;
        }
        if (_wanted < 0)
        {
            await _trouble.WaitAsync("A slot of the target has no master.", cancellationToken);
            (_refresh, _attention) = (true, true);
            return;
        }
        var channel = await ChannelAsync(_wanted, cancellationToken);
        await TryAsync(channel, static (pipeline, ct) => pipeline.RoomAsync(ct), cancellationToken);
    }

    /// <summary>Sends the pieces that are ready; what follows waits for more.</summary>
    public async ValueTask FlushFullAsync(CancellationToken cancellationToken)
    {
        Widen();
        foreach (var channel in _channels)
        {
            if (channel?.Pipeline.Commands.HasFull == true)
            {
                await TryAsync(channel, static (pipeline, ct) => pipeline.FlushFullAsync(ct), cancellationToken);
            }
        }
    }

    /// <summary>Sends what was written where it is so much at least.</summary>
    public async ValueTask FlushAsync(int bytes, CancellationToken cancellationToken)
    {
        Widen();
        foreach (var channel in _channels)
        {
            if (channel?.Pipeline.Commands.Unsent >= bytes)
            {
                await TryAsync(channel, static (pipeline, ct) => pipeline.FlushAsync(ct), cancellationToken);
            }
        }
    }

    /// <summary>Waits until the target has answered everything.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        do
        {
            await SettleTroubleAsync(cancellationToken);
            foreach (var channel in Open())
            {
                await TryAsync(channel, static (pipeline, ct) => new(pipeline.DrainAsync(ct)), cancellationToken);
            }
        }
        while (_attention || !_again.IsEmpty || Open().Any(channel => channel.Pipeline.Waiting > 0));
        _trouble.IsOver();
    }

    /// <summary>By the handler of replies: once more.</summary>
    /// <param name="refresh">The slots may have moved.</param>
    /// <param name="wait">Not at once, and why; null for at once.</param>
    public void Again(Resend resend, bool refresh, string? wait)
    {
        _again.Enqueue(resend);
        _refresh |= refresh;
        _wait ??= wait;
        _attention = true;
    }

    /// <summary>By the handler of replies: the end.</summary>
    public void Fail(Fault fault)
    {
        _fatal ??= fault;
        _attention = true;
    }

    /// <summary>By the handler of replies: the target does not take the payload. False where nobody would take it over.</summary>
    public bool TryHandOver(RefusedKey key)
    {
        if (_options.ByType)
        {
            _refused.Enqueue(key);
        }
        return _options.ByType;
    }

    /// <summary>A key whose payload was refused; its step waits for it.</summary>
    public bool TryTakeRefused([NotNullWhen(true)] out RefusedKey? key) => _refused.TryDequeue(out key);

    public void CheckFailures()
    {
        if (_counters[CopyOutcome.Failed] > _options.MaxFailures)
        {
            Fail(CopyProblems.TooMany(_options.MaxFailures));
        }
    }

    public (CopyBatch Batch, bool IsUncertain) Tagged(long tag) => (_batches[(tag >> 1) % MostBatches]!, (tag & 1) != 0);

    public async ValueTask DisposeAsync()
    {
        foreach (var channel in Open())
        {
            await channel.Pipeline.DisposeAsync();
        }
    }

    private int WindowBytes => _pace?.Window(_options.WindowBytes) ?? _options.WindowBytes;

    // A limit that was set or lifted meanwhile.
    private void Widen()
    {
        HasFull = false;
        int window = WindowBytes;
        foreach (var channel in _channels)
        {
            if (channel is not null)
            {
                channel.Pipeline.WindowBytes = window;
            }
        }
    }

    private List<RestoreChannel> Open() => [.. _channels.OfType<RestoreChannel>(), .. _asked.Values];

    private async Task SettleTroubleAsync(CancellationToken cancellationToken)
    {
        _attention = false;
        if (_fatal is { } fatal)
        {
            throw fatal;
        }
        if (_wait is { } why)
        {
            _wait = null;
            await _trouble.WaitAsync($"The target takes no writes ({why}).", cancellationToken);
        }
        if (_refresh || _map is null)
        {
            _refresh = false;
            await ResolveAsync(cancellationToken);
        }
        for (int left = _again.Count; left > 0 && _again.TryDequeue(out var resend); left--)
        {
            await ResendAsync(resend, cancellationToken);
        }
    }

    // What is under way is answered first: counts and positions must be true of a copy that stands still.
    private async Task StandStillAsync(CopyPace pace, CancellationToken cancellationToken)
    {
        foreach (var channel in Open())
        {
            await TryAsync(channel, static (pipeline, ct) => new(pipeline.DrainAsync(ct)), cancellationToken);
        }
        await pace.WaitAsync(cancellationToken);
    }

    private async Task ResolveAsync(CancellationToken cancellationToken)
    {
        var map = await _trouble.OutlastAsync(ct => _target.ResolveAsync(ct), cancellationToken);
        var channels = new RestoreChannel?[map.Masters.Count];
        foreach (var channel in _channels.OfType<RestoreChannel>())
        {
            int at = map.Masters.ToList().IndexOf(channel.Node);
            // One that is no master any more had acknowledged what its follower may not have.
            channels[at >= 0 ? at : throw new TargetChangedException()] = channel;
        }
        (_map, _channels) = (map, channels);
    }

    private async Task ResendAsync(Resend resend, CancellationToken cancellationToken)
    {
        _counters.Add(CopyOutcome.Resent);
        int index = _map!.IndexOf(SentCommand.Word(resend.Command, 1));
        if (index < 0)
        {
            Again(resend, refresh: true, wait: "a slot has no master");
            return;
        }
        var channel = resend.Ask is { } address ? await AskedAsync(address, cancellationToken) : await ChannelAsync(index, cancellationToken);
        if (!await TryAsync(channel, static (pipeline, ct) => pipeline.RoomAsync(ct), cancellationToken))
        {
            _again.Enqueue(resend);
            return;
        }
        var to = channel.Pipeline.Commands;
        if (resend.Ask is not null)
        {
            to.Begin(_target.Prepare("ASKING"), 0);
            channel.Pipeline.Ended(RestoreReplies.Aside);
        }
        to.Again(resend.Command);
        channel.Pipeline.Ended((resend.Batch.Number << 1) | (resend.IsUncertain ? 1L : 0));
    }

    private async ValueTask<RestoreChannel> ChannelAsync(int index, CancellationToken cancellationToken) =>
        _channels[index] ??= await ConnectAsync(_map!.Masters[index], cancellationToken);

    private async ValueTask<RestoreChannel> AskedAsync(string address, CancellationToken cancellationToken)
    {
        if (!_asked.TryGetValue(address, out var channel))
        {
            int colon = address.LastIndexOf(':');
            channel = _asked[address] = await ConnectAsync(new(address, new System.Net.DnsEndPoint(address[..colon], int.Parse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture))), cancellationToken);
        }
        return channel;
    }

    private Task<RestoreChannel> ConnectAsync(MasterNode node, CancellationToken cancellationToken) => _trouble.OutlastAsync(ct => OpenAsync(node, ct), cancellationToken);

    private async Task<RestoreChannel> OpenAsync(MasterNode node, CancellationToken cancellationToken)
    {
        var pipe = await _target.OpenAsync(node, new() { Database = _database, IdleTimeout = _options.Patience }, cancellationToken);
        string? runId = await ProcessId.ReadAsync(pipe, cancellationToken);
        return new RestoreChannel(node, new RespPipeline(pipe, _replies, WindowBytes, _options.WindowCommands), runId);
    }

    // A master that does not come back may have been replaced: asked before every attempt.
    private Task<RestoreChannel> ConnectAgainAsync(MasterNode node, CancellationToken cancellationToken) => _trouble.OutlastAsync(async ct =>
    {
        var map = await _target.ResolveAsync(ct);
        return map.Masters.Contains(node) ? await OpenAsync(node, ct) : throw new TargetChangedException();
    }, cancellationToken);

    // False when the connection was lost: another stands in its place, and what was under way goes out again.
    private async ValueTask<bool> TryAsync(RestoreChannel channel, Func<RespPipeline, CancellationToken, ValueTask> step, CancellationToken cancellationToken)
    {
        try
        {
            await step(channel.Pipeline, cancellationToken);
            return true;
        }
        catch (IOException)
        {
            await ReplaceAsync(channel, cancellationToken);
            return false;
        }
    }

    private async Task ReplaceAsync(RestoreChannel lost, CancellationToken cancellationToken)
    {
        foreach (var (command, tag, isUnsent) in lost.Pipeline.Unanswered())
        {
            if (tag != RestoreReplies.Aside)
            {
                var (batch, wasUncertain) = Tagged(tag);
                Again(new(command.ToArray(), batch, null, wasUncertain || !isUnsent), refresh: true, wait: null);
            }
        }
        await lost.Pipeline.DisposeAsync();
        if (_asked.Remove(lost.Node.Id))
        {
            return;
        }
        int index = Array.IndexOf(_channels, lost);
        _channels[index] = null;
        var again = await ConnectAgainAsync(lost.Node, cancellationToken);
        _channels[index] = again;
        if (again.RunId is null || again.RunId != lost.RunId)
        {
            throw new TargetChangedException();
        }
    }
}
