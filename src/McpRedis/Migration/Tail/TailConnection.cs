using System.Globalization;
using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Sync;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Tail;

/// <summary>
/// A connection on which a master takes us for a replica: a snapshot where there must be one, then every change. Both go through files as fast as they come, so that the
/// source keeps nothing back for us, and it hears every second how far we are.
/// </summary>
internal sealed class TailConnection : IAsyncDisposable
{
    // Valkey 9 sends its own format only to who says so.
    private const string LikeValkey = "9.0.0";
    private static readonly TimeSpan AckEvery = TimeSpan.FromSeconds(1);

    private readonly Stream _raw;
    private readonly SyncTransfer _transfer;
    private readonly TailOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end;
    private readonly SemaphoreSlim _writing = new(1);
    private readonly RdbSpool? _snapshot;
    private readonly Task<RdbSpool> _changes;
    private readonly Task _acking;
    private long _applied;

    private TailConnection(Stream raw, Stream patient, SyncTransfer transfer, TailPosition position, TailOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        (_raw, _transfer, Position, _options, _time) = (raw, transfer, position, options, time);
        _applied = position.Offset;
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _snapshot = transfer.IsContinued ? null : RdbSpool.Start(transfer, transfer.SizeBytes, options.Sync.Spool, _end.Token);
        _changes = ChangesAsync(patient);
        _acking = AckEveryAsync();
    }

    /// <summary>Where the changes begin.</summary>
    public TailPosition Position { get; }

    /// <summary>No snapshot: they go on where we were.</summary>
    public bool IsContinued => _transfer.IsContinued;

    /// <summary>Bytes of changes that have come.</summary>
    public long ReceivedBytes => _changes.IsCompletedSuccessfully ? _changes.Result.WrittenBytes : 0;

    /// <summary>What the source is told: how far the target has it.</summary>
    public long Applied
    {
        get => Interlocked.Read(ref _applied);
        set => Interlocked.Exchange(ref _applied, value);
    }

    /// <param name="source">Door that declared <see cref="TailOptions.SourceCommands"/>, without a key scope.</param>
    /// <param name="node">The master.</param>
    /// <param name="from">Where to go on; null for all from the beginning.</param>
    /// <param name="options">How.</param>
    /// <param name="time">Clock of signs of life.</param>
    /// <exception cref="Fault">The server or the door refused.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async Task<TailConnection> OpenAsync(IBulkGateway source, MasterNode node, TailPosition? from, TailOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Stream raw;
        await using (RespPipe pipe = await source.OpenAsync(node, new RespPipeOptions { IdleTimeout = options.Sync.Patience }, cancellationToken))
        {
            // Each is a wish: a server that does not know it says so and goes on.
            foreach (string[] wish in (string[][])[["listening-port", "0"], ["version", LikeValkey], ["capa", "eof", "capa", "psync2"]])
            {
                var command = RedisCommand.Of("REPLCONF");
                Array.ForEach(wish, word => command.Arg(word));
                await pipe.AskAsync(command, cancellationToken);
            }
            var psync = from is null ? RedisCommand.Of("PSYNC").Arg("?").Arg("-1") : RedisCommand.Of("PSYNC").Arg(from.ReplicationId).Arg(from.Offset + 1);
            raw = await pipe.StreamAsync(psync, cancellationToken);
        }
        SyncTransfer? transfer = null;
        try
        {
            var patient = new PatientStream(raw, options.Sync.Patience, time);
            transfer = await SyncTransfer.OpenAsync(patient, cancellationToken);
            return new TailConnection(raw, patient, transfer, Start(transfer, from), options, time, cancellationToken);
        }
        catch
        {
            await raw.DisposeAsync();
            if (transfer is not null)
            {
                await transfer.DisposeAsync();
            }
            throw;
        }
    }

    /// <summary>The records of the snapshot, as far as they have come.</summary>
    public RdbReader OpenSnapshot() => new((_snapshot ?? throw new InvalidOperationException("There is no snapshot.")).OpenRead(), _options.Sync.Reader);

    /// <summary>The changes, from the first on.</summary>
    public async Task<TailReader> OpenChangesAsync(CancellationToken cancellationToken) =>
        new((await _changes.WaitAsync(cancellationToken)).OpenRead(), Position, _options);

    /// <summary>Tells the source at once how far we are.</summary>
    /// <exception cref="IOException">The connection is lost.</exception>
    public async Task AckAsync(CancellationToken cancellationToken)
    {
        string offset = Applied.ToString(CultureInfo.InvariantCulture);
        byte[] ack = Encoding.ASCII.GetBytes($"*3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n${offset.Length}\r\n{offset}\r\n");
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await _raw.WriteAsync(ack, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _acking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ((Task)_changes).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_changes.IsCompletedSuccessfully)
        {
            await _changes.Result.DisposeAsync();
        }
        if (_snapshot is not null)
        {
            await _snapshot.DisposeAsync();
        }
        await _raw.DisposeAsync();
        await _transfer.DisposeAsync();
        _writing.Dispose();
        _end.Dispose();
    }

    private static TailPosition Start(SyncTransfer transfer, TailPosition? before) => transfer switch
    {
        { IsContinued: true } when before is not null => before with { ReplicationId = transfer.ReplicationId ?? before.ReplicationId },
        { IsContinued: false, ReplicationId: { } id } => new(id, transfer.ReplicationOffset, 0),
        _ => throw new IOException("The source answered to PSYNC with something else."),
    };

    // Behind the snapshot, once that is here as a whole.
    private async Task<RdbSpool> ChangesAsync(Stream patient)
    {
        if (_snapshot is not null)
        {
            await _snapshot.Completion;
        }
        return RdbSpool.Start(new DetachedStream(patient, _transfer.TakeRest()), null, _options.Sync.Spool with { TellAfterBytes = 1 }, _end.Token);
    }

    // The first one is what a master waits for before it sends any change after a snapshot without a size.
    private async Task AckEveryAsync()
    {
        await _changes;
        for (; ; await Task.Delay(AckEvery, _time, _end.Token))
        {
            await AckAsync(_end.Token);
        }
    }
}
