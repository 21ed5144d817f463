using System.Buffers;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Selection;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Copying;

/// <summary>
/// Reads one database of one server key by key and hands it to a writer. While the payloads of a step come in, the next step
/// of SCAN is answered already and its keys are asked for, so that the server never waits for us. Payloads go from the
/// receive buffer straight into the command that restores them.
/// </summary>
internal sealed class ScanReader(IBulkGateway source, MasterNode node, string place, int database, RestoreWriter writer, TypeFallback? aside, CopyOptions options, CopyCounters counters, CopyProblems problems, TimeProvider time)
{
    // Less is not worth a packet.
    private const int PieceBytes = 32 << 10;

    // Measured at the beginning.
    private const int RoundTrips = 3;

    private readonly BulkCommand _dump = source.Prepare("DUMP");
    private readonly BulkCommand _expiry = source.Prepare(options.HasExpireTime ? "PEXPIRETIME" : "PTTL");
    private readonly BulkCommand? _time = options.HasExpireTime ? null : source.Prepare("TIME");
    private readonly BulkCommand? _usage = aside is not null ? source.Prepare("MEMORY USAGE") : null;
    private readonly BulkCommand? _type = options.Selection.Filter.NeedsType ? source.Prepare("TYPE") : null;
    private readonly BulkCommand? _use = options.Use switch { UseMeasure.IdleTime => source.Prepare("OBJECT IDLETIME"), UseMeasure.Frequency => source.Prepare("OBJECT FREQ"), _ => null };
    private readonly IPayloadTranscoder? _transcoder = options.Transcoder?.Invoke();
    private readonly RecentNames? _names = options.Selection.Mapping.KeepsNames ? null : new();
    private readonly ArrayBufferWriter<byte> _converted = new();
    private readonly Queue<CopyBatch> _open = [];
    private ScanPace _pace = new(TimeSpan.Zero);
    private byte[] _name = new byte[256];
    private long _waited;
    private long _batchBytes;
    private long _clockMs;
    private long _batches;
    private bool _asksSizes;

    /// <summary>Where SCAN can go on: everything before it is settled on the target.</summary>
    public ulong Cursor { get; private set; }

    /// <summary>The process whose cursor it is; null where it does not tell.</summary>
    public string? RunId { get; private set; }

    /// <summary>A key it found was another server's by then: slots are on the move.</summary>
    public bool HasMoved { get; private set; }

    /// <summary>Reads to the end of the database.</summary>
    /// <param name="from">Where to go on; 0 for the beginning.</param>
    /// <param name="runId">Of the process the cursor is from: another one does not know it.</param>
    /// <exception cref="IOException">The source was lost.</exception>
    public async Task RunAsync(ulong from, string? runId, CancellationToken cancellationToken)
    {
        (Cursor, RunId) = (from, runId);
        await using var pipe = await source.OpenAsync(node, new() { Database = database, IdleTimeout = options.Patience, Limits = new(MaxReplyBytes: options.MaxPayloadBytes) }, cancellationToken);
        RunId = await ProcessId.ReadAsync(pipe, cancellationToken);
        var scan = source.Scan(pipe, null);
        scan.Cursor = Cursor = RunId is not null && RunId == runId ? from : 0;
        try
        {
            await CopyAllAsync(pipe, scan, cancellationToken);
        }
        catch (IOException e) when (e is not TargetChangedException)
        {
            // What the target has of it need not be read again.
            await writer.DrainAsync(cancellationToken);
            Advance();
            throw;
        }
    }

    // The least of some: each may find the server at something else.
    private async Task<TimeSpan> RoundTripAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        var least = TimeSpan.MaxValue;
        for (int i = 0; i < RoundTrips; i++)
        {
            long began = time.GetTimestamp();
            await ProcessId.ReadAsync(pipe, cancellationToken);
            var took = time.GetElapsedTime(began);
            least = took < least ? took : least;
        }
        return least;
    }

    // In the order in which it is answered, a round asks for the sizes of the keys just found, the next step of SCAN, and the payloads of the keys
    // found before, whose sizes are known by now. Meanwhile those of the round before are copied.
    private async Task CopyAllAsync(RespPipe pipe, BulkScan scan, CancellationToken cancellationToken)
    {
        using ScanStep first = new(), second = new(), third = new();
        var free = new Queue<ScanStep>([first, second, third]);
        _pace = new(await RoundTripAsync(pipe, cancellationToken));
        _asksSizes = _usage is not null && await LargeKeys.MayExistAsync(pipe, options.MaxPayloadBytes, cancellationToken);
        scan.Write(_pace.Count);
        ScanStep? asked = null;
        ScanStep? found = await FindAsync(pipe, scan, free.Dequeue(), cancellationToken);
        while (found is not null || asked is not null)
        {
            ScanStep? next = null;
            long started = time.GetTimestamp();
            (_waited, _batchBytes) = (0, 0);
            if (found is not null)
            {
                await pipe.FlushAsync(cancellationToken);
                await WeighAsync(pipe, found, cancellationToken);
                next = found.Cursor == 0 ? null : await FindAsync(pipe, scan, free.Dequeue(), cancellationToken);
                AskPayloads(pipe.Commands, found);
                await pipe.FlushAsync(cancellationToken);
            }
            if (asked is not null)
            {
                await writer.OpenAsync(asked.Batch!, cancellationToken);
                await CopyAsync(pipe, asked, cancellationToken);
                asked.Batch!.Close();
                Advance();
                _pace.Took(time.GetElapsedTime(started, time.GetTimestamp() - _waited), asked.Keys.Count, _batchBytes);
                free.Enqueue(asked);
            }
            (asked, found) = (found, next);
        }
        await writer.DrainAsync(cancellationToken);
        await AsideAsync(cancellationToken);
        Advance();
    }

    // The keys of a step; asks at once for their sizes and for the step after it.
    private async Task<ScanStep> FindAsync(RespPipe pipe, BulkScan scan, ScanStep step, CancellationToken cancellationToken)
    {
        await StepAsync(pipe, scan, step.Keys, cancellationToken);
        (step.Cursor, step.Batch, step.AwaitsSizes) = (scan.Cursor, Begin(scan.Cursor), _asksSizes);
        step.Large.Clear();
        for (int i = 0; _asksSizes && i < step.Keys.Count; i++)
        {
            pipe.Commands.Begin(_usage!, 1);
            pipe.Commands.Argument(step.Keys[i]);
        }
        if (scan.Cursor != 0)
        {
            scan.Write(_pace.Count);
        }
        return step;
    }

    private async ValueTask WeighAsync(RespPipe pipe, ScanStep step, CancellationToken cancellationToken)
    {
        for (int i = 0; step.AwaitsSizes && i < step.Keys.Count; i++)
        {
            await NextAsync(pipe, cancellationToken);
            if (pipe.Reply.IsError)
            {
                _asksSizes = false;   // what it does not tell must show when it comes
            }
            else if (pipe.Reply.Integer > options.MaxPayloadBytes)
            {
                step.Large.Add(i);
            }
        }
    }

    private CopyBatch Begin(ulong cursor)
    {
        var batch = new CopyBatch(_batches++, cursor);
        _open.Enqueue(batch);
        return batch;
    }

    private void Advance()
    {
        bool moved = false;
        for (; _open.TryPeek(out var oldest) && oldest.IsDone; moved = true)
        {
            Cursor = _open.Dequeue().Cursor;
        }
        if (moved)
        {
            options.Reached?.Invoke(new(place, database, RunId, Cursor, IsDone: false));
        }
    }

    private void AskPayloads(RespCommandWriter to, ScanStep step)
    {
        if (_time is not null)
        {
            to.Begin(_time, 0);
        }
        for (int i = 0; i < step.Keys.Count; i++)
        {
            if (step.Large.Contains(i))
            {
                continue;
            }
            var key = step.Keys[i];
            if (_type is not null)
            {
                One(_type, key);
            }
            if (_use is not null)
            {
                One(_use, key);   // before DUMP, which is a use
            }
            One(_expiry, key);
            One(_dump, key);
        }

        void One(BulkCommand command, ReadOnlySpan<byte> key)
        {
            to.Begin(command, 1);
            to.Argument(key);
        }
    }

    private async ValueTask StepAsync(RespPipe pipe, BulkScan scan, KeyBatch into, CancellationToken cancellationToken)
    {
        into.Clear();
        await pipe.FlushAsync(cancellationToken);
        await NextAsync(pipe, cancellationToken);
        scan.Read(pipe.Reply, into);
        counters.Add(CopyOutcome.Seen, into.Count);
        if (!options.Selection.Filter.TakesAll)
        {
            counters.Add(CopyOutcome.Filtered, into.Keep(options.Selection.Filter.TakesKey));
        }
        if (_names is not null)
        {
            counters.Add(CopyOutcome.Repeated, into.Keep(_names.IsNew));
        }
    }

    private async ValueTask CopyAsync(RespPipe pipe, ScanStep step, CancellationToken cancellationToken)
    {
        var (keys, batch) = (step.Keys, step.Batch!);
        if (_time is not null)
        {
            await NextAsync(pipe, cancellationToken);
            _clockMs = ClockMs(pipe.Reply);
        }
        for (int i = 0; i < keys.Count; i++)
        {
            if (step.Large.Contains(i))
            {
                Aside(keys[i], null, batch);
                continue;
            }
            var type = KeyTypes.None;
            if (_type is not null)
            {
                await NextAsync(pipe, cancellationToken);
                type = KeyTypeWords.Of(System.Text.Encoding.UTF8.GetString(pipe.Reply.Bytes));
            }
            KeyUse use = default;
            if (_use is not null)
            {
                await NextAsync(pipe, cancellationToken);
                use = pipe.Reply.Kind == RespKind.Integer ? new(options.Use, pipe.Reply.Integer) : default;
            }
            await NextAsync(pipe, cancellationToken);
            long? expireAtMs = ExpireAtMs(pipe.Reply);
            await NextAsync(pipe, cancellationToken);
            // The payload stays where it is until something else is read from the source.
            var channel = writer.ChannelFor(NameOf(keys[i]));
            while (channel is null)
            {
                long from = time.GetTimestamp();
                await writer.AttendAsync(cancellationToken);
                _waited += time.GetTimestamp() - from;
                channel = writer.ChannelFor(NameOf(keys[i]));
            }
            Take(channel, pipe.Reply, keys[i], expireAtMs, type, use, batch);
            if (writer.HasFull)
            {
                await writer.FlushFullAsync(cancellationToken);
            }
        }
        await AsideAsync(cancellationToken);
    }

    // What cannot go as a payload.
    private void Aside(ReadOnlySpan<byte> key, string? reason, CopyBatch batch) => aside!.Add(new(database, key.ToArray(), writer.Database, NameOf(key).ToArray()), reason, batch);

    private async ValueTask AsideAsync(CancellationToken cancellationToken)
    {
        if (aside is not null)
        {
            long from = time.GetTimestamp();
            aside.AddRefused(writer, writer.Database, database);
            await aside.RunAsync(cancellationToken);
            _waited += time.GetTimestamp() - from;
        }
    }

    private ValueTask NextAsync(RespPipe pipe, CancellationToken cancellationToken) => pipe.TryRead() ? default : WaitAsync(pipe, cancellationToken);

    private async ValueTask WaitAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        // While we wait the target has something to do.
        await writer.FlushAsync(PieceBytes, cancellationToken);
        if (!await pipe.ReadAsync(cancellationToken))
        {
            throw new EndOfStreamException("The source closed the connection.");
        }
    }

    // MOVED 866 127.0.0.1:7001: the slot is another's, or we follow another now; ASK: it is leaving, and this key went ahead
    private bool SeesMoved(RespFrame reply)
    {
        bool isMoved = reply.IsErrorOf("MOVED"u8) || reply.IsErrorOf("ASK"u8);
        HasMoved |= isMoved;
        return isMoved;
    }

    private void Take(RestoreChannel channel, RespFrame reply, ReadOnlySpan<byte> key, long? expireAtMs, KeyTypes type, KeyUse use, CopyBatch batch)
    {
        var filter = options.Selection.Filter;
        ReadOnlySpan<byte> payload = reply.Bytes;
        if (reply.IsNull || expireAtMs < -1 || SeesMoved(reply))
        {
            counters.Add(CopyOutcome.Vanished);
        }
        else if (reply.IsError)
        {
            Leave(CopyOutcome.Failed, key, System.Text.Encoding.UTF8.GetString(payload));
            writer.CheckFailures();
        }
        else if (reply.IsSkipped)
        {
            if (aside is null)
            {
                Leave(CopyOutcome.TooLarge, key, $"Its serialized value has {reply.Integer} bytes.");
                return;
            }
            Aside(key, null, batch);
        }
        else if ((type != KeyTypes.None && !filter.TakesType(type)) || !filter.TakesSize(payload.Length) || !filter.TakesTtl(expireAtMs >= 0 ? expireAtMs - time.GetUtcNow().ToUnixTimeMilliseconds() : null))
        {
            counters.Add(CopyOutcome.Filtered);
        }
        else
        {
            Copy(channel, payload, key, expireAtMs >= 0 ? expireAtMs.Value : 0, use, batch);
        }
    }

    private void Copy(RestoreChannel channel, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key, long expireAtMs, KeyUse use, CopyBatch batch)
    {
        if (_transcoder is not null)
        {
            _converted.ResetWrittenCount();
            switch (_transcoder.Convert(payload, _converted, out string? refusal))
            {
                case PayloadOutcome.Converted: payload = _converted.WrittenSpan; break;
                case PayloadOutcome.Gone: counters.Add(CopyOutcome.Expired); return;
                case PayloadOutcome.Refused when aside is not null: Aside(key, refusal, batch); return;
                case PayloadOutcome.Refused: Leave(CopyOutcome.Refused, key, refusal ?? ""); return;
            }
        }
        writer.Write(channel, NameOf(key), expireAtMs, payload, use, batch);
        _batchBytes += payload.Length;
        counters.AddBytes(payload.Length);
    }

    private void Leave(CopyOutcome outcome, ReadOnlySpan<byte> key, string reason)
    {
        counters.Add(outcome);
        problems.Add(database, key, outcome, reason);
    }

    // -1 for never, -2 for a key that is gone from there; null where the server refused to tell, which the payload's own reply then says, too.
    private long? ExpireAtMs(RespFrame reply) => SeesMoved(reply) ? -2
        : reply.Kind != RespKind.Integer ? throw RedisFaults.FromReply(reply.ToValue().Text, _expiry.FullName)
        : options.HasExpireTime || reply.Integer < 0 ? reply.Integer
        : _clockMs + reply.Integer;

    private static long ClockMs(RespFrame reply)
    {
        var value = reply.ToValue();
        return value.Count == 2 ? (value[0].Integer * 1000) + (value[1].Integer / 1000) : throw RedisFaults.FromReply(value.Text, "TIME");
    }

    // The key under its name on the target, good until the next call.
    private ReadOnlySpan<byte> NameOf(ReadOnlySpan<byte> key)
    {
        var mapping = options.Selection.Mapping;
        if (mapping.KeepsNames)
        {
            return key;
        }
        int length = mapping.LengthOf(database, key);
        if (_name.Length < length)
        {
            _name = new byte[length * 2];
        }
        return _name.AsSpan(0, mapping.Write(database, key, _name));
    }
}
