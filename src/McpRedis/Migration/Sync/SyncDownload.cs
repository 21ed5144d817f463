using McpRedis.Faults;
using McpRedis.Rdb;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Sync;

/// <summary>All that one master holds at one moment, as it comes over the connection it was asked on. To be read without delay: what follows the snapshot is not asked for.</summary>
internal sealed class SyncDownload : IAsyncDisposable
{
    // Valkey 9 sends its own format only to who says so, and else breaks off at the first hash with field TTLs. Redis knows no such option.
    private const string LikeValkey = "9.0.0";

    private readonly Stream _connection;

    private SyncDownload(Stream connection, SyncTransfer content) => (_connection, Content) = (connection, content);

    public SyncTransfer Content { get; }

    /// <summary>Asks a master for a snapshot and waits until it begins, which may take as long as the server needs to fork and write.</summary>
    /// <param name="source">Door that declared <see cref="SyncOptions.SourceCommands"/>, without a key scope: a snapshot is of everything.</param>
    /// <exception cref="Fault">The server or the door refused.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async Task<SyncDownload> OpenAsync(IBulkGateway source, MasterNode node, SyncOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        Stream connection;
        await using (RespPipe pipe = await source.OpenAsync(node, new RespPipeOptions { IdleTimeout = options.Patience }, cancellationToken))
        {
            await ConfigureAsync(pipe, options, cancellationToken);
            connection = new PatientStream(await pipe.StreamAsync(RedisCommand.Of("SYNC"), cancellationToken), options.Patience, time);
        }
        try
        {
            return new SyncDownload(connection, await SyncTransfer.OpenAsync(connection, cancellationToken));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The records, once and as they come.</summary>
    public RdbReader OpenReader(RdbReaderOptions options) => new(Content, options);

    /// <summary>Reads on to where the source says that it was all, behind the last record: who goes before that has broken off.</summary>
    public Task FinishAsync(CancellationToken cancellationToken) => Content.CopyToAsync(Stream.Null, cancellationToken);

    /// <summary>Lets go of the source, which then keeps nothing back for us.</summary>
    public ValueTask CloseAsync() => _connection.DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await Content.DisposeAsync();
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
}
