namespace McpRedis.Migration.Copying;

/// <summary>What goes into one database of the target, in steps of some hundred keys.</summary>
internal sealed class SnapshotLane(RestoreWriter writer)
{
    private const int KeysPerStep = 512;

    private long _steps;
    private int _keys;

    public RestoreWriter Writer => writer;

    /// <summary>The step that is open; null ahead of the first.</summary>
    public CopyBatch? Batch { get; private set; }

    /// <summary>A step must be opened before another key is written.</summary>
    public bool NeedsStep => Batch is null || _keys == KeysPerStep;

    public async ValueTask OpenStepAsync(CancellationToken cancellationToken)
    {
        Batch?.Close();
        Batch = new CopyBatch(_steps++, 0);
        _keys = 0;
        await writer.OpenAsync(Batch, cancellationToken);
    }

    public void Wrote() => _keys++;

    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Batch?.Close();
        await writer.DrainAsync(cancellationToken);
    }
}
