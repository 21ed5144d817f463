using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Persistence;

/// <summary>What is written to disk.</summary>
internal enum SaveKind
{
    /// <summary>The data set as it is now (RDB).</summary>
    Snapshot,
    /// <summary>The append-only file, made small.</summary>
    AofRewrite,
}

/// <summary>How far a save is.</summary>
internal enum SaveState
{
    /// <summary>It goes on; the wait is over.</summary>
    Running,
    /// <summary>On disk.</summary>
    Saved,
    Failed,
    /// <summary>The server began and tells no more.</summary>
    Started,
}

/// <summary>
/// One save on one server, followed by its INFO. A server tells of the last save and of one that runs, never of "ours";
/// so a save is ours when it began on our word, or when it ran already and we wait for it (<see cref="Joined"/>).
/// </summary>
internal sealed class NodeSave(SaveKind kind, string node, InfoText before)
{
    // The time of the last save is told in whole seconds.
    private static readonly TimeSpan ClockGrain = TimeSpan.FromSeconds(2);

    private readonly long? _counter = Counter(kind, before);
    private readonly long? _lastSave = before.Integer("rdb_last_save_time");
    private bool _begun;

    public string Node => node;

    public SaveState State { get; private set; } = SaveState.Running;

    /// <summary>One was in progress already, and it is that one.</summary>
    public bool Joined { get; private set; }

    /// <summary>What ran wrote no file: ours has yet to begin.</summary>
    public bool MustRepeat { get; private set; }

    public Fault? Fault { get; private set; }

    /// <summary>Its last INFO.</summary>
    public InfoText Info { get; private set; } = before;

    public bool IsOver => State != SaveState.Running;

    /// <summary>The reply to BGSAVE or BGREWRITEAOF.</summary>
    public void Answered(NodeReply reply)
    {
        MustRepeat = false;
        Joined = reply.Fault?.Code == ErrorCode.Conflict;
        // "Background saving started" and "… scheduled": the latter waits for another child of the server to end.
        _begun = Joined || (reply.Fault is null && !reply.Reply.Text.Contains("scheduled", StringComparison.OrdinalIgnoreCase));
        if (reply.Fault is { } fault && !Joined)
        {
            Fail(fault.Code == ErrorCode.ServerError
                ? new(ErrorCode.RedisMisconf, "The server could not begin to save.", "Its log says why, mostly that it has no memory to fork; redis_server_info shows memory and persistence.", inner: fault)
                : fault);
        }
    }

    /// <summary>A look at the server while it saves.</summary>
    /// <param name="info">INFO persistence.</param>
    /// <param name="since">Time since the save was asked for.</param>
    public void Seen(InfoText info, TimeSpan since)
    {
        Info = info;
        if (IsOver)
        {
            return;
        }
        if (info[kind == SaveKind.Snapshot ? "rdb_bgsave_in_progress" : "aof_rewrite_in_progress"] is not { } word)
        {
            State = SaveState.Started;   // Garnet tells only how the last one ended
            return;
        }
        bool running = word == "1" || (kind == SaveKind.AofRewrite && info["aof_rewrite_scheduled"] == "1");
        bool written = info.Integer("rdb_last_save_time") != _lastSave;
        _begun |= running || Counter(kind, info) > _counter || (kind == SaveKind.Snapshot && written);
        if (running || !_begun)
        {
            return;
        }
        if (info[kind == SaveKind.Snapshot ? "rdb_last_bgsave_status" : "aof_last_bgrewrite_status"] == "err")
        {
            Fail(new(ErrorCode.RedisMisconf, "The server failed to write its data to disk; the file of before is as it was.",
                "Its log says why, mostly a full disk or a folder it may not write to. Until a save succeeds it may refuse writes (stop-writes-on-bgsave-error)."));
        }
        else if (kind == SaveKind.Snapshot && !written && (Joined || since > ClockGrain))
        {
            // No file and no error: the child filled a replica, or was ended by the server (a flush does that).
            MustRepeat = true;
        }
        else
        {
            State = SaveState.Saved;
        }
    }

    private void Fail(Fault fault) => (State, Fault) = (SaveState.Failed, fault);

    // Saves begun since the server started; servers before 7.0 do not count them.
    private static long? Counter(SaveKind kind, InfoText info) => info.Integer(kind == SaveKind.Snapshot ? "rdb_saves" : "aof_rewrites");
}
