using McpRedis.Analysis.Counting;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Analysis.Live;

/// <summary>
/// Walks one database over one connection. While the answers about the keys of a step come in, the next step of SCAN is answered already. Two rounds a step: type
/// and all that does not depend on it, then the length by the command of the type, which is on its way while the next step is asked.
/// </summary>
internal sealed class LiveReader(IBulkGateway door, RespPipe pipe, LivePart part, LiveWork work, LivePace pace, LatencyProbe probe, TimeProvider time)
{
    private readonly AnalysisTally _tally = work.Tally;
    private readonly Questions _questions = work.Questions;
    private readonly BulkScan _scan = door.Scan(pipe, work.Options.Pattern);
    private readonly bool _isMatched = door.Scope is not null || work.Options.Pattern is not null;
    private readonly BulkCommand _type = door.Prepare("TYPE");
    private readonly BulkCommand[] _lengths = [.. ((string[])["STRLEN", "LLEN", "SCARD", "ZCARD", "HLEN", "XLEN"]).Select(door.Prepare)];
    private readonly BulkCommand _expiry = door.Prepare("PTTL");
    private readonly BulkCommand _size = door.Prepare("MEMORY USAGE");
    private readonly BulkCommand _encoding = door.Prepare("OBJECT ENCODING");
    private readonly BulkCommand _idleness = door.Prepare("OBJECT IDLETIME");
    private readonly BulkCommand _frequency = door.Prepare("OBJECT FREQ");

    /// <summary>Reads on until the end, the budget, or so many keys.</summary>
    /// <exception cref="IOException">The connection is lost; what is counted is counted up to <see cref="LivePart.Cursor"/>.</exception>
    public async Task RunAsync(long keys, CancellationToken cancellationToken)
    {
        using LiveStep one = new(), two = new();
        long until = part.Seen + keys;
        _scan.Cursor = part.Cursor;
        Scan(one);
        await pipe.FlushAsync(cancellationToken);
        LiveStep? asked = null;
        for (var step = one; ; step = step == one ? two : one)
        {
            long started = time.GetTimestamp();
            await FindAsync(step, cancellationToken);
            AskFirst(step);
            bool goesOn = step.Cursor != 0 && part.Seen < until && !work.Budget.IsSpent;
            if (goesOn)
            {
                Scan(step == one ? two : one);
            }
            await pipe.FlushAsync(cancellationToken);
            if (asked is not null)
            {
                await FinishAsync(asked, cancellationToken);
            }
            await TakeFirstAsync(step, cancellationToken);
            AskLengths(step);
            await pipe.FlushAsync(cancellationToken);
            asked = step;
            if (!goesOn)
            {
                break;
            }
            if (pace.Took(time.GetElapsedTime(started).TotalMilliseconds, step.Names.Count) is > 0 and var pause)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
            }
            if (pace.IsRestDue)
            {
                await probe.RestAsync(cancellationToken);
                pace.Rested();
            }
        }
        await FinishAsync(asked, cancellationToken);
        part.IsDone = part.Cursor == 0;
    }

    private void Scan(LiveStep into)
    {
        into.Wanted = pace.Count;
        _scan.Write(into.Wanted);
    }

    private async ValueTask FindAsync(LiveStep step, CancellationToken cancellationToken)
    {
        await NextAsync(cancellationToken);
        step.Names.Clear();
        _scan.Read(pipe.Reply, step.Names);
        step.Cursor = _scan.Cursor;
        step.Open();
        part.Seen += _scan.LastFound;
        part.Walked += _isMatched ? step.Wanted : _scan.LastFound;
        work.Budget.Take(_scan.LastFound);
    }

    private void AskFirst(LiveStep step)
    {
        for (int i = 0; i < step.Names.Count; i++)
        {
            var name = step.Names[i];
            var asked = step[i].Asked = _questions.For(name, part.IsReplica);
            Ask(_type, name);
            if (asked.HasFlag(Question.Expiry))
            {
                Ask(_expiry, name);
            }
            if (asked.HasFlag(Question.Size))
            {
                AskSize(name, work.Options.SizeSamples);
            }
            if (asked.HasFlag(Question.Encoding))
            {
                Ask(_encoding, name);
            }
            if (asked.HasFlag(Question.Idleness))
            {
                Ask(_idleness, name);
            }
            if (asked.HasFlag(Question.Frequency))
            {
                Ask(_frequency, name);
            }
        }
    }

    private async ValueTask TakeFirstAsync(LiveStep step, CancellationToken cancellationToken)
    {
        for (int i = 0; i < step.Names.Count; i++)
        {
            await NextAsync(cancellationToken);
            TakeType(ref step[i]);
            var asked = step[i].Asked;
            if (asked.HasFlag(Question.Expiry))
            {
                await NextAsync(cancellationToken);
                step[i].TtlMs = Number(Question.Expiry);
            }
            if (asked.HasFlag(Question.Size))
            {
                await NextAsync(cancellationToken);
                step[i].SizeBytes = Number(Question.Size);
            }
            if (asked.HasFlag(Question.Encoding))
            {
                await NextAsync(cancellationToken);
                step[i].Encoding = Encoding();
            }
            if (asked.HasFlag(Question.Idleness))
            {
                await NextAsync(cancellationToken);
                step[i].IdleSeconds = Number(Question.Idleness);
            }
            if (asked.HasFlag(Question.Frequency))
            {
                await NextAsync(cancellationToken);
                step[i].Frequency = Number(Question.Frequency);
            }
        }
    }

    private void AskLengths(LiveStep step)
    {
        for (int i = 0; i < step.Names.Count; i++)
        {
            if (HasLength(step[i]))
            {
                Ask(_lengths[step[i].Type - 1], step.Names[i]);
            }
            if (_questions.IsAskedOfLarge(step[i]))
            {
                step[i].Asked |= Question.EncodingLater;
                Ask(_encoding, step.Names[i]);
            }
            if (_questions.IsMeasuredAgain(step[i]))
            {
                step[i].Asked |= Question.SizeLater;
                AskSize(step.Names[i], Questions.MoreSamples);
            }
        }
    }

    private async ValueTask FinishAsync(LiveStep step, CancellationToken cancellationToken)
    {
        for (int i = 0; i < step.Names.Count; i++)
        {
            if (HasLength(step[i]))
            {
                await NextAsync(cancellationToken);
                // Gone meanwhile, or of another type by now: then it has none.
                step[i].Length = pipe.Reply.Kind == RespKind.Integer ? pipe.Reply.Integer : KeyFact.Unknown;
            }
            if (step[i].Asked.HasFlag(Question.EncodingLater))
            {
                await NextAsync(cancellationToken);
                step[i].Encoding = Encoding();
            }
            if (step[i].Asked.HasFlag(Question.SizeLater))
            {
                await NextAsync(cancellationToken);
                step[i].SizeBytes = pipe.Reply.Kind == RespKind.Integer ? pipe.Reply.Integer : step[i].SizeBytes;
            }
        }
        lock (_tally)
        {
            for (int i = 0; i < step.Names.Count; i++)
            {
                if (!step[i].IsGone)
                {
                    _tally.Add(step.Fact(i, part.Database));
                }
            }
        }
        part.Cursor = step.Cursor;
    }

    private void TakeType(ref LiveKey key)
    {
        if (pipe.Reply.IsError)
        {
            // A key that is being moved to another node is counted there.
            key.IsGone = pipe.Reply.IsErrorOf("MOVED"u8) || pipe.Reply.IsErrorOf("ASK"u8) || pipe.Reply.IsErrorOf("TRYAGAIN"u8)
                ? true : throw RedisFaults.FromReply(pipe.Reply.ToValue().Text, "TYPE");
            return;
        }
        key.IsGone = pipe.Reply.Bytes.SequenceEqual("none"u8);
        lock (_tally)
        {
            key.Type = _tally.Words.Types.Of(pipe.Reply.Bytes);
        }
    }

    private byte Encoding()
    {
        if (pipe.Reply.IsError)
        {
            Refused(Question.Encoding);
        }
        if (pipe.Reply.Kind is not (RespKind.BulkString or RespKind.SimpleString))
        {
            return WordTable.Unknown;
        }
        lock (_tally)
        {
            return _tally.Words.Encodings.Of(pipe.Reply.Bytes);
        }
    }

    private long Number(Question question)
    {
        if (pipe.Reply.IsError)
        {
            Refused(question);
        }
        return pipe.Reply.Kind == RespKind.Integer ? pipe.Reply.Integer : KeyFact.Unknown;
    }

    // That a key is gone or elsewhere is about this key; anything else is about the question.
    private void Refused(Question question)
    {
        if (!pipe.Reply.IsErrorOf("MOVED"u8) && !pipe.Reply.IsErrorOf("ASK"u8) && !pipe.Reply.IsErrorOf("TRYAGAIN"u8) && !pipe.Reply.Bytes.StartsWith("ERR no such key"u8))
        {
            _questions.Refuse(question, pipe.Reply);
        }
    }

    private static bool HasLength(in LiveKey key) => !key.IsGone && key.Type is >= Words.String and <= Words.Stream;

    private void AskSize(ReadOnlySpan<byte> name, int samples)
    {
        pipe.Commands.Begin(_size, 3);
        pipe.Commands.Argument(name);
        pipe.Commands.Argument("SAMPLES"u8);
        pipe.Commands.Argument(samples);
    }

    private void Ask(BulkCommand command, ReadOnlySpan<byte> name)
    {
        pipe.Commands.Begin(command, 1);
        pipe.Commands.Argument(name);
    }

    private ValueTask NextAsync(CancellationToken cancellationToken) => pipe.TryRead() ? default : new(WaitAsync(cancellationToken));

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        if (!await pipe.ReadAsync(cancellationToken))
        {
            throw new EndOfStreamException("The server closed the connection.");
        }
    }
}
