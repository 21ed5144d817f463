using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;

namespace McpRedis.Migration.ByType;

/// <summary>Keys that cannot go as payloads, gathered while a reader goes on and copied by their types at the end of its step.</summary>
/// <param name="make">Makes what copies them, when the first comes.</param>
/// <param name="mapping">Leads from a name on the target back to those it can have on the source.</param>
/// <param name="keysAtOnce">So many are under way at once.</param>
/// <param name="taken">Told of each: it goes as it is when its turn comes, not as it was in a snapshot.</param>
internal sealed class TypeFallback(Func<TypeCopier> make, KeyMapping mapping, int keysAtOnce, Action<TypeKey>? taken = null) : IAsyncDisposable
{
    private readonly List<(TypeKey[] Keys, string? Reason, CopyBatch? Batch)> _keys = [];
    private TypeCopier? _copier;

    /// <param name="reason">Why it cannot go as a payload.</param>
    /// <param name="batch">The step it belongs to, not over before it is; null for none.</param>
    public void Add(TypeKey key, string? reason, CopyBatch? batch)
    {
        batch?.Wrote();
        _keys.Add(([key], reason, batch));
    }

    /// <summary>Takes over what the target refused.</summary>
    /// <param name="writer">Who was told.</param>
    /// <param name="targetDatabase">Where it writes.</param>
    /// <param name="database">Where all of it comes from; null where that is to be found out.</param>
    public void AddRefused(RestoreWriter writer, int targetDatabase, int? database)
    {
        while (writer.TryTakeRefused(out var refused))
        {
            TypeKey[] keys = [.. mapping.SourcesOf(targetDatabase, refused.Name).Where(source => database is null || source.Database == database)
                .Select(source => new TypeKey(source.Database, source.Name, targetDatabase, refused.Name))];
            _keys.Add((keys, refused.Reason, refused.Batch));
        }
    }

    /// <summary>Copies what was gathered.</summary>
    /// <inheritdoc cref="TypeCopier.CopyAsync" path="/exception"/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (_keys.Count == 0)
        {
            return;
        }
        var copier = _copier ??= make();
        foreach (var key in taken is null ? [] : _keys.SelectMany(one => one.Keys))
        {
            taken!(key);
        }
        foreach (var some in _keys.Chunk(keysAtOnce))
        {
            await Task.WhenAll(some.Select(async one =>
            {
                // Where several names would come to this one, the first that is there and was not copied already.
                for (int i = 0; i < one.Keys.Length && await copier.CopyAsync(one.Keys[i], one.Reason, cancellationToken) is CopyOutcome.Vanished or CopyOutcome.Repeated; i++)
                {
                }
                one.Batch?.Settled();
            }));
        }
        _keys.Clear();
    }

    public ValueTask DisposeAsync() => _copier?.DisposeAsync() ?? default;
}
