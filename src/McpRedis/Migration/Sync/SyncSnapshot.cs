using McpRedis.Faults;
using McpRedis.Rdb;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Sync;

/// <summary>
/// All that one master holds at one moment, fetched as a replica would and split while it comes. The connection is closed as soon as
/// everything is here, so that the source keeps nothing back for us; what follows the snapshot is not asked for.
/// </summary>
internal sealed class SyncSnapshot : IAsyncDisposable
{
    private readonly SyncDownload _download;
    private readonly SyncOptions _options;
    private readonly RdbSpool _spool;

    private SyncSnapshot(SyncDownload download, SyncOptions options, CancellationToken cancellationToken)
    {
        (_download, _options) = (download, options);
        _spool = RdbSpool.Start(download.Content, SizeBytes, options.Spool, cancellationToken);
        Fetched = FetchAsync();
    }

    /// <summary>How much it is; null where the server does not know beforehand.</summary>
    public long? SizeBytes => _download.Content.SizeBytes;

    public long FetchedBytes => _spool.WrittenBytes;

    /// <summary>Ends when the source has nothing more to do with it, or fails as the fetching did.</summary>
    public Task Fetched { get; }

    /// <summary>Asks a master for a snapshot and waits until it begins, which may take as long as the server needs to fork and write.</summary>
    /// <param name="source">Door that declared <see cref="SyncOptions.SourceCommands"/>, without a key scope: a snapshot is of everything.</param>
    /// <exception cref="Fault">The server or the door refused; conflict where the disk has too little room.</exception>
    /// <exception cref="IOException">The connection is lost.</exception>
    public static async Task<SyncSnapshot> OpenAsync(IBulkGateway source, MasterNode node, SyncOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        SyncDownload download = await SyncDownload.OpenAsync(source, node, options, time, cancellationToken);
        try
        {
            return new SyncSnapshot(download, options, cancellationToken);
        }
        catch
        {
            await download.DisposeAsync();
            throw;
        }
    }

    /// <summary>The records from the first on, as far as they have come; as often as is needed.</summary>
    public RdbReader OpenReader() => new(_spool.OpenRead(), _options.Reader);

    public async ValueTask DisposeAsync()
    {
        await _spool.DisposeAsync();
        await Fetched.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _download.DisposeAsync();
    }

    private async Task FetchAsync()
    {
        try
        {
            await _spool.Completion;
        }
        finally
        {
            await _download.CloseAsync();
        }
    }
}
