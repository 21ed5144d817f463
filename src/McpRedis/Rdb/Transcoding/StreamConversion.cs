using McpRedis.Rdb.Elements;

namespace McpRedis.Rdb.Transcoding;

/// <summary>
/// A stream in an older layout. Each version added something in its place, so what the target knows is copied as it lies there and only the
/// additions are left out; entries are never decoded.
/// </summary>
internal ref struct StreamConversion(RdbType from, RdbType to, ReadOnlySpan<byte> value, long nowMs, bool keepNacked, RdbEncoder encoder, TranscodeLosses losses)
{
    private ValueReader _reader = new(value);
    private int _copied;

    private static ReadOnlySpan<byte> NackedConsumer => "nacked"u8;

    public void Write()
    {
        for (int nodes = _reader.Count(2); nodes > 0; nodes--)
        {
            _reader.SkipString();
            _reader.SkipString();
        }
        SkipLengths(3); // length, last id
        LengthsSince(RdbType.Stream2, 5); // first id, largest deleted id, entries added
        losses.Add(TranscodeLoss.StreamCounters, LeavesOut(RdbType.Stream2) ? 1 : 0);
        for (int groups = _reader.Count(5); groups > 0; groups--)
        {
            WriteGroup();
        }
        CopySoFar();
        if (from >= RdbType.Stream4)
        {
            bool used = StreamIdempotence.Read(ref _reader).IsUsed;
            losses.Add(TranscodeLoss.Idempotence, used && LeavesOut(RdbType.Stream4) ? 1 : 0);
        }
        _reader.End();
        Finish(LeavesOut(RdbType.Stream4));
    }

    private void WriteGroup()
    {
        _reader.SkipString();
        SkipLengths(2);
        LengthsSince(RdbType.Stream2, 1); // entries read
        ReadOnlySpan<byte> nacked = LeavesOut(RdbType.Stream5) ? Nacked() : default;
        losses.Add(TranscodeLoss.NackedEntries, nacked.Length / StreamId.Size);
        if (nacked.IsEmpty || keepNacked)
        {
            SkipPending(_reader.Count(StreamId.Size + 9));
        }
        else
        {
            WritePendingWithout(nacked);
        }
        CopySoFar();
        int consumers = _reader.Count(10);
        if (!nacked.IsEmpty && keepNacked)
        {
            Finish(leaveOut: true);
            encoder.Length((ulong)consumers + 1);
            WriteConsumerOf(nacked);
        }
        for (; consumers > 0; consumers--)
        {
            WriteConsumer();
        }
        CopySoFar();
        if (from >= RdbType.Stream5)
        {
            _ = _reader.Bytes(_reader.Count(StreamId.Size) * StreamId.Size);
            Finish(LeavesOut(RdbType.Stream5));
        }
    }

    private void WriteConsumer()
    {
        _reader.SkipString();
        _ = _reader.Int64(); // seen
        if (from >= RdbType.Stream3)
        {
            CopySoFar();
            _ = _reader.Int64(); // active
            Finish(LeavesOut(RdbType.Stream3));
            losses.Add(TranscodeLoss.ActiveTimes, LeavesOut(RdbType.Stream3) ? 1 : 0);
        }
        _ = _reader.Bytes(_reader.Count(StreamId.Size) * StreamId.Size);
    }

    // Entries of nobody are what an older server stumbles over, so they get an owner, who was never active.
    private readonly void WriteConsumerOf(ReadOnlySpan<byte> ids)
    {
        encoder.String(NackedConsumer);
        encoder.Int64(nowMs);
        if (to >= RdbType.Stream3)
        {
            encoder.Int64(-1);
        }
        encoder.Length((ulong)(ids.Length / StreamId.Size));
        encoder.Bytes(ids);
    }

    private void WritePendingWithout(ReadOnlySpan<byte> nacked)
    {
        var without = new HashSet<StreamId>();
        for (; !nacked.IsEmpty; nacked = nacked[StreamId.Size..])
        {
            without.Add(StreamId.Read(nacked));
        }
        CopySoFar();
        int count = _reader.Count(StreamId.Size + 9);
        Finish(leaveOut: true);
        encoder.Length((ulong)Math.Max(0, count - without.Count));
        int left = 0;
        for (; count > 0; count--)
        {
            var id = StreamId.Read(_reader.Bytes(StreamId.Size));
            _ = _reader.Int64();
            _ = _reader.Length();
            bool leaveOut = without.Contains(id);
            left += leaveOut ? 1 : 0;
            Finish(leaveOut);
        }
        if (left != without.Count)
        {
            throw _reader.Wrong("an entry was given back that is not pending");
        }
    }

    // They stand behind the consumers, and decide about what stands before.
    private readonly ReadOnlySpan<byte> Nacked()
    {
        StreamConversion ahead = this;
        ahead.SkipPending(ahead._reader.Count(StreamId.Size + 9));
        for (int consumers = ahead._reader.Count(10); consumers > 0; consumers--)
        {
            ahead._reader.SkipString();
            _ = ahead._reader.Bytes(2 * sizeof(long));
            _ = ahead._reader.Bytes(ahead._reader.Count(StreamId.Size) * StreamId.Size);
        }
        return ahead._reader.Bytes(ahead._reader.Count(StreamId.Size) * StreamId.Size);
    }

    private void SkipPending(int count)
    {
        for (; count > 0; count--)
        {
            _ = _reader.Bytes(StreamId.Size + sizeof(long));
            _ = _reader.Length();
        }
    }

    private void SkipLengths(int count)
    {
        for (; count > 0; count--)
        {
            _ = _reader.Length();
        }
    }

    private void LengthsSince(RdbType type, int count)
    {
        CopySoFar();
        if (from >= type)
        {
            SkipLengths(count);
            Finish(LeavesOut(type));
        }
    }

    private readonly bool LeavesOut(RdbType addedBy) => from >= addedBy && to < addedBy;

    private void CopySoFar() => Finish(leaveOut: false);

    // What was read since the last time goes over, or does not.
    private void Finish(bool leaveOut)
    {
        if (!leaveOut)
        {
            encoder.Bytes(_reader.Since(_copied));
        }
        _copied = _reader.Position;
    }
}
