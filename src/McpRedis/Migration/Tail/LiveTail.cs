using System.Globalization;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Raw;
using McpRedis.Topology;

namespace McpRedis.Migration.Tail;

/// <summary>
/// Carries over what is written to one master of a source, after its snapshot, until it is cancelled. A lost connection is taken up where it broke, also with a replica that was
/// promoted meanwhile (+CONTINUE); a source that has the changes since no more ends it, and so does what empties or swaps databases.
/// </summary>
/// <param name="source">Door that declared <see cref="TailOptions.SourceCommands"/>.</param>
/// <param name="target">Door that declared <see cref="TailOptions.TargetCommands"/>.</param>
/// <param name="slot">Any slot of the master, by which it is found again; 0 where there is no cluster.</param>
/// <param name="options">What goes over.</param>
/// <param name="time">Clock.</param>
internal sealed class LiveTail(IBulkGateway source, IBulkGateway target, int slot, TailOptions options, TimeProvider time) : IAsyncDisposable
{
    private const int LookAgainMs = 10;
    private const int MostSnapshots = 5; // that were not got to their end; whoever cuts off that many will cut off the next

    private TailWriter? _writer;
    private int _snapshots;
    private volatile TailPosition? _position;
    private volatile TailConnection? _connection;
    private long _caughtUp = time.GetTimestamp();

    /// <summary>Up to where everything is on the target; null before the snapshot is.</summary>
    public TailPosition? Position => _position;

    /// <summary>How far the target is behind what has come.</summary>
    public TailLag Lag => _position is { } at && _connection is { } connection
        ? new(Math.Max(0, connection.Position.Offset + connection.ReceivedBytes - at.Offset), time.GetElapsedTime(Interlocked.Read(ref _caughtUp)).TotalSeconds)
        : new(null, null);

    /// <summary>How often the connection was taken up again.</summary>
    public int Continued { get; private set; }

    public IReadOnlyList<DoubtfulKey> Doubtful => _writer?.Doubtful ?? [];

    /// <param name="from">Where an earlier run came to; null for a snapshot first.</param>
    /// <param name="restore">Gives the snapshot to the target: all of it, from the beginning as often as it asks for it. Called again when the source is lost within it.</param>
    /// <param name="checkpoint">Told after each step that the target has acknowledged.</param>
    /// <param name="cancellationToken">Ends it; where it came to is <see cref="Position"/>.</param>
    /// <exception cref="TailGapException">The changes since are gone.</exception>
    /// <exception cref="Fault">conflict: somebody must decide. Else it cannot go on.</exception>
    public async Task RunAsync(TailPosition? from, Func<Func<RdbReader>, CancellationToken, Task> restore, Func<TailPosition, ValueTask> checkpoint, CancellationToken cancellationToken)
    {
        options.Require();
        _position = from;
        var trouble = new TargetTrouble(options.Patience, time, isTold: true);
        _writer = await trouble.OutlastAsync(ct => TailWriter.OpenAsync(target, options, time, ct), cancellationToken);
        while (true)
        {
            try
            {
                await FollowAsync(restore, checkpoint, trouble, cancellationToken);
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
            }
        }
    }

    /// <summary>Waits until the target has everything up to a place.</summary>
    public async Task ReachAsync(long offset, CancellationToken cancellationToken)
    {
        while (!(_position?.Offset >= offset))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(LookAgainMs), time, cancellationToken);
        }
    }

    /// <summary>How far the source is now.</summary>
    /// <exception cref="Fault">It is no master any more, or does not tell.</exception>
    public async Task<long> EndAsync(CancellationToken cancellationToken)
    {
        NodeMap map = await source.ResolveAsync(cancellationToken);
        await using RespPipe pipe = await source.OpenAsync(map.Masters[map.IndexOf(slot)], RespPipeOptions.Default, cancellationToken);
        var reply = await pipe.AskAsync(RedisCommand.Of("INFO").Arg("replication"), cancellationToken);
        return !reply.IsError && ReplicationState.OfInfo(reply.Text) is { IsReplica: false, Offset: { } offset } ? offset
            : throw new Fault(ErrorCode.Conflict, "The source is no master any more, or does not tell how far its changes are.", "Let the migration find the new master, then cut over.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
        {
            await _writer.DisposeAsync();
        }
    }

    // Until the connection breaks.
    private async Task FollowAsync(Func<Func<RdbReader>, CancellationToken, Task> restore, Func<TailPosition, ValueTask> checkpoint, TargetTrouble trouble, CancellationToken cancellationToken)
    {
        NodeMap map = await source.ResolveAsync(cancellationToken);
        int index = map.IndexOf(slot);
        MasterNode node = index >= 0 ? map.Masters[index] : throw new Fault(ErrorCode.ClusterDown, "The slot has no master.", retryable: true);
        await using TailConnection connection = await TailConnection.OpenAsync(source, node, _position, options, time, cancellationToken);
        if (_position is not null && !connection.IsContinued)
        {
            throw new TailGapException("The source no longer has the changes since the connection broke: its backlog has moved on, or it was restarted.",
                "Copy once more; a larger repl-backlog-size on the source bridges longer gaps.");
        }
        if (connection.IsContinued || ++_snapshots < MostSnapshots)
        {
            trouble.IsOver();
        }
        Continued += connection.IsContinued ? 1 : 0;
        _connection = connection;
        if (!connection.IsContinued)
        {
            await restore(connection.OpenSnapshot, cancellationToken);
            _snapshots = 0;
            trouble.IsOver();
            // From here on a target without its mark is one that lost the snapshot, too.
            await _writer!.MarkAsync(connection.Position, cancellationToken);
        }
        await AdvanceAsync(connection, connection.Position, checkpoint);
        using TailReader changes = await connection.OpenChangesAsync(cancellationToken);
        while (true)
        {
            TailBatch batch = await changes.NextAsync(cancellationToken);
            await _writer!.ApplyAsync(batch, connection.Position.ReplicationId, cancellationToken);
            await AdvanceAsync(connection, new(connection.Position.ReplicationId, batch.Offset, batch.Database), checkpoint);
            if (batch.IsAsked)
            {
                await connection.AckAsync(cancellationToken);
            }
            if (batch.StoppedAt is { } command)
            {
                throw new Fault(ErrorCode.Conflict, $"{command} was run on the source. What it means for the target must be decided: everything before it is there, nothing after it.",
                    "Copy once more after it, or cut over at what the target has.");
            }
        }
    }

    private async ValueTask AdvanceAsync(TailConnection connection, TailPosition position, Func<TailPosition, ValueTask> checkpoint)
    {
        _position = position;
        connection.Applied = position.Offset;
        if (Lag.Bytes == 0)
        {
            Interlocked.Exchange(ref _caughtUp, time.GetTimestamp());
        }
        await checkpoint(position);
    }
}

/// <summary>How far a target is behind.</summary>
/// <param name="Bytes">Of the stream; null while there is none.</param>
/// <param name="Seconds">Since it was last level with what had come; null likewise.</param>
internal sealed record TailLag(long? Bytes, double? Seconds)
{
    /// <summary>Keys that changed and have not gone over, where keys are carried and not changes.</summary>
    public long? Keys { get; init; }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{(Keys is { } keys ? $"{keys} keys" : Bytes is { } bytes ? $"{bytes} bytes" : "not known how far")} behind{(Seconds is { } seconds ? $", level {seconds:0.0} s ago" : "")}");
}
