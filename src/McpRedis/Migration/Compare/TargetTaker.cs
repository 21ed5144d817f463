using System.Buffers;
using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>Takes names of the target that could have come from the source, and looks there for those that are chosen.</summary>
/// <param name="reader">Null where only the names matter.</param>
internal sealed class TargetTaker(PairReader? reader, KeySelection selection, CanonicalKeys keys, KeyChoice choice, CompareLedger ledger) : IKeyTaker
{
    private readonly KeyOrigins _origins = new(selection);
    private readonly ArrayBufferWriter<byte> _origin = new();
    private readonly Dictionary<int, PairBatch> _pairs = [];

    public async ValueTask TakeAsync(int database, KeyBatch names, CancellationToken cancellationToken)
    {
        Choose(database, names);
        foreach (var pairs in _pairs.Values)
        {
            await reader!.CompareAsync(pairs, ledger, isAgain: false, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pairs in _pairs.Values)
        {
            pairs.Dispose();
        }
        if (reader is not null)
        {
            await reader.DisposeAsync();
        }
    }

    private void Choose(int database, KeyBatch names)
    {
        foreach (var (source, pairs) in _pairs)
        {
            pairs.Begin(source, database, isReverse: true);
        }
        for (int i = 0; i < names.Count; i++)
        {
            // While a run follows, its mark is on the target: no data of anybody, and nothing that a repair may delete.
            if (!TailMark.Is(names[i]) && _origins.TryFind(database, names[i], _origin, out int source) && choice.Take(KeyHash.Of(keys, database, names[i])) && reader is not null)
            {
                if (!_pairs.TryGetValue(source, out var pairs))
                {
                    _pairs[source] = pairs = new();
                    pairs.Begin(source, database, isReverse: true);
                }
                pairs.Add(_origin.WrittenSpan, names[i]);
            }
        }
    }
}
