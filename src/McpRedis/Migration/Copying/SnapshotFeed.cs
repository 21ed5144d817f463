using System.Buffers;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Selection;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Feeds a snapshot into a target: each key's value goes, as it lies in the file or changed into what the target knows, into the command that restores
/// it. Keys are taken as long as there is room for them; one that finds none is held until there is.
/// </summary>
internal sealed class SnapshotFeed(IBulkGateway target, CopyOptions options, Transcoder? transcoder, TypeFallback? aside, bool isRepeated, CopyCounters counters, CopyProblems problems, TimeProvider time) : IAsyncDisposable
{
    private const int AnyBytes = 1;

    private readonly Dictionary<int, SnapshotLane> _lanes = [];
    private readonly ArrayBufferWriter<byte> _payload = new(4096);
    private SnapshotLane? _lane;
    private int _laneDatabase = -1;
    private byte[] _name = new byte[256];
    private int _nameLength;
    private int _database;
    private long _expireAtMs;
    private KeyUse _use;
    private long _nowMs;
    private long _written;   // not yet among the counters
    private bool _isHeld;

    private enum Step
    {
        None,
        NeedsBytes,
        NeedsLane,
        NeedsRoom,
        HasFull,
    }

    /// <summary>What the target has no place for, of all that was written.</summary>
    public TranscodeLosses Losses { get; } = new();

    /// <summary>Takes all keys and waits until the target has answered for each.</summary>
    /// <exception cref="Faults.Fault">The copy cannot go on.</exception>
    /// <exception cref="TargetChangedException">Another process answers for the target: begin again, of the same snapshot.</exception>
    /// <exception cref="RdbFormatException">The snapshot is damaged, or holds what is not known here.</exception>
    /// <exception cref="IOException">The source was lost before all of it was here.</exception>
    public async Task RunAsync(RdbReader snapshot, CancellationToken cancellationToken)
    {
        while (await snapshot.FillAsync(cancellationToken))
        {
            _nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            for (Step step; (step = Take(snapshot)) != Step.NeedsBytes;)
            {
                await (step switch
                {
                    Step.NeedsLane => OpenLaneAsync(cancellationToken),
                    Step.NeedsRoom => _lane!.Writer.AttendAsync(cancellationToken),
                    _ => _lane!.Writer.FlushFullAsync(cancellationToken),
                });
            }
            if (_lane is not null)
            {
                await _lane.Writer.FlushAsync(AnyBytes, cancellationToken);
            }
            await AsideAsync(cancellationToken);
        }
        foreach (SnapshotLane lane in _lanes.Values)
        {
            await lane.DrainAsync(cancellationToken);
        }
        await AsideAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (SnapshotLane lane in _lanes.Values)
        {
            await lane.Writer.DisposeAsync();
        }
    }

    private async Task AsideAsync(CancellationToken cancellationToken)
    {
        if (aside is null)
        {
            return;
        }
        foreach ((int database, SnapshotLane lane) in _lanes)
        {
            aside.AddRefused(lane.Writer, database, null);
        }
        await aside.RunAsync(cancellationToken);
    }

    private Step Take(RdbReader snapshot)
    {
        Step step = _isHeld ? Write(_name.AsSpan(0, _nameLength)) : Step.None;
        long seen = snapshot.KeysRead;
        try
        {
            while (step == Step.None)
            {
                step = snapshot.TryRead(out RdbRecord record) ? Take(snapshot.Header, record) : Step.NeedsBytes;
            }
            return step;
        }
        finally
        {
            counters.Add(CopyOutcome.Seen, snapshot.KeysRead - seen);
            counters.AddBytes(_written);
            _written = 0;
        }
    }

    // Functions and what modules keep go over by their own means.
    private Step Take(RdbHeader header, in RdbRecord record) =>
        record.Kind == RdbRecordKind.Key && Prepare(header, record) ? Write(NameOf(record)) : Step.None;

    // None when it was written and nothing stands in the way of the next.
    private Step Write(ReadOnlySpan<byte> name)
    {
        if (_laneDatabase != _database || _lane!.NeedsStep)
        {
            return Hold(name, Step.NeedsLane);
        }
        RestoreWriter writer = _lane.Writer;
        if (writer.ChannelFor(name) is not { } channel)
        {
            return Hold(name, Step.NeedsRoom);
        }
        _isHeld = false;
        writer.Write(channel, name, _expireAtMs, _payload.WrittenSpan, _use, _lane.Batch!);
        _lane.Wrote();
        _written += _payload.WrittenCount;
        return writer.HasFull ? Step.HasFull : Step.None;
    }

    private Step Hold(ReadOnlySpan<byte> name, Step reason)
    {
        if (!_isHeld)
        {
            Reserve(name.Length);
            name.CopyTo(_name);
            (_nameLength, _isHeld) = (name.Length, true);
        }
        return reason;
    }

    private async ValueTask OpenLaneAsync(CancellationToken cancellationToken)
    {
        if (_laneDatabase != _database)
        {
            if (_lane is not null)
            {
                await _lane.Writer.FlushAsync(AnyBytes, cancellationToken);
            }
            if (!_lanes.TryGetValue(_database, out _lane))
            {
                _lane = _lanes[_database] = new SnapshotLane(new RestoreWriter(target, _database, options, isRepeated, namesOnce: true, counters, problems, time));
            }
            _laneDatabase = _database;
        }
        if (_lane!.NeedsStep)
        {
            await _lane.OpenStepAsync(cancellationToken);
        }
    }

    // False when the key does not go over; it is counted then.
    private bool Prepare(RdbHeader header, in RdbRecord record)
    {
        if (!options.Selection.Takes(record, _nowMs, out _database))
        {
            counters.Add(CopyOutcome.Filtered);
            return false;
        }
        // 0 would mean: for ever.
        if (record.ExpireAtMs is <= 0)
        {
            counters.Add(CopyOutcome.Expired);
            return false;
        }
        if (record.IsSpilled)
        {
            return Leave(record, CopyOutcome.TooLarge, $"Its serialized value has {record.ValueLength} bytes.");
        }
        _expireAtMs = record.ExpireAtMs ?? 0;
        _use = UseOf(record);
        _payload.ResetWrittenCount();
        if (transcoder is null)
        {
            DumpPayload.Write(_payload, record.Meta, record.Type, record.Value, (ushort)header.Version);
            return true;
        }
        try
        {
            return Convert(header, record, transcoder);
        }
        catch (RdbFormatException e)
        {
            return Leave(record, CopyOutcome.Failed, e.Message);
        }
    }

    private bool Convert(RdbHeader header, in RdbRecord record, Transcoder to)
    {
        Transcoded value = to.Transcode(new TypedValue(header.Flavour, record.Type, record.Value, record.Meta), _nowMs, Losses);
        switch (value.Outcome)
        {
            case TranscodeOutcome.Gone:
                counters.Add(CopyOutcome.Expired);
                return false;
            case TranscodeOutcome.Refused:
                return Leave(record, CopyOutcome.Refused, value.Refusal ?? "");
            default:
                DumpPayload.Write(_payload, value.Meta, value.Type, value.Value, value.Version);
                return true;
        }
    }

    private KeyUse UseOf(in RdbRecord record) => options.Use switch
    {
        UseMeasure.IdleTime when record.IdleSeconds is { } seconds => new(UseMeasure.IdleTime, seconds),
        UseMeasure.Frequency when record.Frequency is { } count => new(UseMeasure.Frequency, count),
        _ => default,
    };

    // What does not go as a payload goes from the source as it is now, by the commands of its type, if it may.
    private bool Leave(in RdbRecord record, CopyOutcome outcome, string reason)
    {
        if (aside is not null)
        {
            aside.Add(new TypeKey(record.Database, record.Key.ToArray(), _database, NameOf(record).ToArray()), outcome == CopyOutcome.TooLarge ? null : reason, null);
            return false;
        }
        counters.Add(outcome);
        problems.Add(record.Database, record.Key, outcome, reason);
        return false;
    }

    private ReadOnlySpan<byte> NameOf(in RdbRecord record)
    {
        KeyMapping mapping = options.Selection.Mapping;
        if (mapping.KeepsNames)
        {
            return record.Key;
        }
        Reserve(mapping.LengthOf(record.Database, record.Key));
        return _name.AsSpan(0, mapping.Write(record.Database, record.Key, _name));
    }

    private void Reserve(int length)
    {
        if (_name.Length < length)
        {
            Array.Resize(ref _name, length * 2);
        }
    }
}
