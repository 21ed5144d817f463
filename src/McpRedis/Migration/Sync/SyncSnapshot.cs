using McpRedis.Faults;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Sync;

/// <summary>
/// All that one master holds at one moment, fetched as a replica would and split while it comes. The connection is closed as soon as
/// everything is here, so that the source keeps nothing back for us; what follows the snapshot is not asked for.
/// </summary>
internal sealed class SyncSnapshot : IAsyncDisposable
{
    // Valkey 9 sends its own format only to who says so, and else breaks off at the first hash with field TTLs. Redis knows no such option.
    private const string LikeValkey = "9.0.0";

    private readonly Stream _connection;
    private readonly SyncTransfer _transfer;
    private readonly SyncOptions _options;
    private readonly RdbSpool _spool;

    private SyncSnapshot(Stream connection, SyncTransfer transfer, SyncOptions options, CancellationToken cancellationToken)
    {
        (_connection, _transfer, _options) = (connection, transfer, options);
        _spool = RdbSpool.Start(transfer, transfer.SizeBytes, options.Spool, cancellationToken);
        Fetched = FetchAsync();
    }

    /// <summary>How much it is; null where the server does not know beforehand.</summary>
    public long? SizeBytes => _transfer.SizeBytes;

    public long FetchedBytes => _spool.WrittenBytes;

    /// <summary>Ends when the source has nothing more to do with it, or fails as the fetching did.</summary>
    public Task Fetched { get; }

    /// <summary>Asks a master for a snapshot and waits until it begins, which may take as long as the server needs to fork and write.</summary>
    /// <param name="source">Door that declared <see cref="SyncOptions.SourceCommands"/>, without a key scope: a snapshot is of everything.</param>
    /// <exception cref="Fault">The server or the door refused; conflict where the disk has too little room.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async Task<SyncSnapshot> OpenAsync(IBulkGateway source, MasterNode node, SyncOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Stream connection;
        await using (RespPipe pipe = await source.OpenAsync(node, new RespPipeOptions { IdleTimeout = options.Patience }, cancellationToken))
        {
            await ConfigureAsync(pipe, options, cancellationToken);
            connection = new PatientStream(await pipe.StreamAsync(RedisCommand.Of("SYNC"), cancellationToken), options.Patience, time);
        }
        SyncTransfer? transfer = null;
        try
        {
            transfer = await SyncTransfer.OpenAsync(connection, cancellationToken);
            return new SyncSnapshot(connection, transfer, options, cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            if (transfer is not null)
            {
                await transfer.DisposeAsync();
            }
            throw;
        }
    }

    /// <summary>The records from the first on, as far as they have come; as often as is needed.</summary>
    public RdbReader OpenReader() => new(_spool.OpenRead(), _options.Reader);

    public async ValueTask DisposeAsync()
    {
        await _spool.DisposeAsync();
        await Fetched.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _transfer.DisposeAsync();
    }

    // Each is a wish: a server that does not know it says so and goes on. Without "rdb-only" it takes us for a replica and would send its writes, too.
    private static async Task ConfigureAsync(RespPipe pipe, SyncOptions options, CancellationToken cancellationToken)
    {
        RedisCommand[] wishes =
        [
            RedisCommand.Of("REPLCONF").Arg("version").Arg(LikeValkey),
            RedisCommand.Of("REPLCONF").Arg("rdb-only").Arg("1"),
            .. options.IsDiskless ? (RedisCommand[])[RedisCommand.Of("REPLCONF").Arg("capa").Arg("eof")] : [],
        ];
        foreach (RedisCommand wish in wishes)
        {
            await pipe.AskAsync(wish, cancellationToken);
        }
    }

    private async Task FetchAsync()
    {
        try
        {
            await _spool.Completion;
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }
}
