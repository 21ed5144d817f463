using McpRedis.Migration.Selection;
using McpRedis.Migration.Tail;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>Takes names of the source and compares what both sides have under them.</summary>
internal sealed class SourceTaker(PairReader reader, KeySelection selection, CanonicalKeys keys, KeyChoice choice, CompareLedger ledger) : IKeyTaker
{
    private readonly PairBatch _pairs = new();
    private byte[] _name = new byte[256];

    public async ValueTask TakeAsync(int database, KeyBatch names, CancellationToken cancellationToken)
    {
        if (selection.Mapping.TryMapDatabase(database, out int target))
        {
            Choose(database, target, names);
            await reader.CompareAsync(_pairs, ledger, isAgain: false, cancellationToken);
        }
    }

    public ValueTask DisposeAsync()
    {
        _pairs.Dispose();
        return reader.DisposeAsync();
    }

    private void Choose(int database, int target, KeyBatch names)
    {
        _pairs.Begin(database, target, isReverse: false);
        for (int i = 0; i < names.Count; i++)
        {
            var name = names[i];
            if (!selection.Filter.TakesKey(name))
            {
                continue;
            }
            var there = Mapped(database, name);
            if (!TailMark.Is(there) && choice.Take(KeyHash.Of(keys, target, there)))
            {
                _pairs.Add(name, there);
            }
        }
    }

    // Good until the next call.
    private ReadOnlySpan<byte> Mapped(int database, ReadOnlySpan<byte> name)
    {
        if (selection.Mapping.KeepsNames)
        {
            return name;
        }
        int length = selection.Mapping.LengthOf(database, name);
        if (_name.Length < length)
        {
            _name = new byte[length * 2];
        }
        return _name.AsSpan(0, selection.Mapping.Write(database, name, _name));
    }
}
