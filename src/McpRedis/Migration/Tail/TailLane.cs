using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

/// <summary>
/// Changes on their way to one master of the target, a step at a time, each as one transaction together with the mark of how far it goes. After a lost connection the mark says
/// whether the step is there.
/// </summary>
internal sealed class TailLane(IBulkGateway target, NodeMap map, int index, TailOptions options, ICollection<DoubtfulKey> doubtful, TimeProvider time) : IAsyncDisposable
{
    private readonly byte[] _mark = TailMark.KeyFor(options.Run, map, index);
    private readonly TargetTrouble _trouble = new(options.Patience, time);
    private readonly List<TailCommand?> _sent = []; // null for what is ours
    private readonly HashSet<TailCommand> _refused = [];
    private RespPipe? _pipe;
    private Fault? _stop;
    private bool _again;

    /// <summary>How far this master is; null while it has no mark.</summary>
    public TailPosition? Applied { get; private set; }

    /// <exception cref="Fault">It cannot go on.</exception>
    public async Task ApplyAsync(IReadOnlyList<TailCommand> commands, TailPosition after, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                _pipe ??= await OpenAsync(cancellationToken);
                if (Applied is { } there && there.Offset >= after.Offset)
                {
                    return;
                }
                Write(_pipe.Commands, [.. commands.Where(command => command.Offset > (Applied?.Offset ?? -1) && !_refused.Contains(command))], after);
                await _pipe.FlushAsync(cancellationToken);
                if (await AnswersAsync(_pipe, cancellationToken))
                {
                    Applied = after;
                    _trouble.IsOver();
                    _refused.Clear();
                    return;
                }
                if (_again)
                {
                    await _trouble.WaitAsync("The target takes no writes.", cancellationToken);
                }
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                await CloseAsync();
                await _trouble.WaitAsync("The target cannot be reached.", cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task<RespPipe> OpenAsync(CancellationToken cancellationToken)
    {
        // A sentinel may name another by now. Masters of a cluster that change end the run: their marks would not fit.
        MasterNode node = map.IsCluster ? map.Masters[index] : (await target.ResolveAsync(cancellationToken)).Masters[0];
        RespPipe pipe = await target.OpenAsync(node, new() { Database = 0, IdleTimeout = options.Patience }, cancellationToken);
        try
        {
            var value = await pipe.AskAsync(RedisCommand.Of("GET").Key(_mark), cancellationToken);
            if (value.IsError)
            {
                throw RedisFaults.FromReply(value.Text, "GET");
            }
            TailPosition? found = value.IsNull ? null : TailMark.Read(value.Bytes.Span);
            // One that fell back, since its master died before its replica had it, or was emptied.
            if (Applied is { } before && (found?.Offset ?? -1) < before.Offset)
            {
                throw new TailGapException("The target has lost changes that it had acknowledged: it was restarted or failed over.", "Copy once more.");
            }
            Applied = found;
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync();
            throw;
        }
    }

    private void Write(RespCommandWriter to, List<TailCommand> commands, TailPosition after)
    {
        _sent.Clear();
        to.Begin(target.Prepare("MULTI"), 0);
        int database = 0;
        foreach (TailCommand command in commands)
        {
            Select(command.Database);
            to.Begin(target.Prepare(command.FullName), command.Arguments.Count);
            foreach (ReadOnlyMemory<byte> argument in command.Arguments)
            {
                to.Argument(argument.Span);
            }
            _sent.Add(command);
        }
        Select(0);
        to.Begin(target.Prepare("SET"), 2);
        to.Argument(_mark);
        to.Argument(TailMark.Write(after));
        _sent.Add(null);
        to.Begin(target.Prepare("EXEC"), 0);

        void Select(int number)
        {
            if (number != database)
            {
                to.Begin(target.Prepare("SELECT"), 1);
                to.Argument(number);
                _sent.Add(null);
                database = number;
            }
        }
    }

    // False when the step must go out again, without what was refused; nothing of it was done then.
    private async Task<bool> AnswersAsync(RespPipe pipe, CancellationToken cancellationToken)
    {
        _again = false;
        for (int i = -1; i <= _sent.Count; i++)
        {
            if (!await pipe.ReadAsync(cancellationToken))
            {
                throw new EndOfStreamException("The target closed the connection.");
            }
            if (i >= 0 && i < _sent.Count && pipe.Reply.IsError)
            {
                RefuseQueued(_sent[i], pipe.Reply);
            }
        }
        if (_stop is { } stop)
        {
            throw stop;
        }
        return TakeResults(pipe.Reply);
    }

    private void RefuseQueued(TailCommand? command, RespFrame error)
    {
        if (error.IsErrorOf("LOADING"u8) || error.IsErrorOf("CLUSTERDOWN"u8) || error.IsErrorOf("TRYAGAIN"u8) || error.IsErrorOf("MASTERDOWN"u8) || error.IsErrorOf("BUSY"u8))
        {
            _again = true;
        }
        else if (error.IsErrorOf("MOVED"u8) || error.IsErrorOf("ASK"u8))
        {
            _stop ??= new(ErrorCode.Conflict, "Slots of the target are being moved, so changes cannot be carried over exactly once.", "Let the cluster come to rest, then resume.");
        }
        else if (command is null || error.IsErrorOf("OOM"u8) || error.IsErrorOf("READONLY"u8) || error.IsErrorOf("MISCONF"u8) || error.IsErrorOf("NOREPLICAS"u8))
        {
            _stop ??= RedisFaults.FromReply(Encoding.UTF8.GetString(error.Bytes), command?.FullName ?? "MULTI");
        }
        else
        {
            Refuse(command);
        }
    }

    // EXEC says what each came to; an error of one does not hold up the others.
    private bool TakeResults(RespFrame exec)
    {
        if (exec.Kind != RespKind.Array)
        {
            return !exec.IsError && !exec.IsNull
                ? throw new IOException("The target answered to EXEC with something else.")
                : _again || _refused.Count > 0 ? false : throw RedisFaults.FromReply(Encoding.UTF8.GetString(exec.Bytes), "EXEC");
        }
        int at = 0;
        foreach (RespFrame result in exec)
        {
            if (result.IsError && _sent[at] is { } command)
            {
                Refuse(command);
            }
            at++;
        }
        return true;
    }

    private void Refuse(TailCommand command)
    {
        _refused.Add(command);
        lock (doubtful)
        {
            doubtful.Add(new(command.Database, command.Key, command.FullName));
        }
    }

    private async Task CloseAsync()
    {
        if (_pipe is { } pipe)
        {
            _pipe = null;
            await pipe.DisposeAsync();
        }
    }
}
