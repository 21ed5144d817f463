using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>Takes the names that a walk finds, one step of SCAN at a time. One for each master, for one caller.</summary>
internal interface IKeyTaker : IAsyncDisposable
{
    /// <param name="database">Whose keys they are.</param>
    /// <param name="keys">Good during the call.</param>
    ValueTask TakeAsync(int database, KeyBatch keys, CancellationToken cancellationToken);
}
