using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Compare;

/// <summary>
/// Compares keys, some at a time: both payloads are looked at side by side where they came in, and nothing of them is copied. While one part of a batch is
/// looked at the next is asked for already. Values that are too large, and servers that do not serialize, are read by plain commands.
/// </summary>
internal sealed class PairReader : IAsyncDisposable
{
    private const int MostKeys = 1000;

    // 22 and 243 mean other things to other products.
    private const byte KeyMeta = RdbOpcode.KeyMeta;

    private readonly CompareOptions _options;
    private readonly EndPipes _sourcePipes, _targetPipes;
    private readonly ValueQuery _source, _target;
    private readonly CommandReader _sourceCommands, _targetCommands;
    private readonly TtlComparer _ttls;
    private readonly KeyJudge _judge;
    private readonly bool _dumps;
    private readonly List<int> _small = [];
    private readonly List<int> _byCommands = [];
    private long[] _sourceSizes = [], _targetSizes = [];

    public PairReader(CompareEnd source, CompareEnd target, CompareOptions options, CanonicalKeys keys, TimeProvider time)
    {
        _options = options;
        (_sourcePipes, _targetPipes) = (new(source, options, time), new(target, options, time));
        (_source, _target) = (new(_sourcePipes, time), new(_targetPipes, time));
        (_sourceCommands, _targetCommands) = (new(source, keys, options.ChunkBytes, time), new(target, keys, options.ChunkBytes, time));
        _ttls = new(options.TtlToleranceMs);
        _judge = new(new ValueComparer(keys, new() { FieldTtlToleranceMs = options.TtlToleranceMs, Examples = options.Examples }), _ttls, options.Announced);
        _dumps = source.HasDump && target.HasDump;
    }

    /// <summary>Compares all keys of a batch; what is found of each goes to the ledger.</summary>
    /// <param name="isAgain">They were looked at before.</param>
    /// <exception cref="IOException">A connection is lost.</exception>
    public async Task CompareAsync(PairBatch batch, CompareLedger ledger, bool isAgain, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }
        await _sourcePipes.OpenAsync(batch.SourceDatabase, cancellationToken);
        await _targetPipes.OpenAsync(batch.TargetDatabase, cancellationToken);
        await AskSizesAsync(batch, cancellationToken);
        Sort(batch, ledger, isAgain);
        await ReadAsync(batch, ledger, isAgain, cancellationToken);
        await ReadByCommandsAsync(batch, ledger, isAgain, cancellationToken);
        ledger.Tell();
    }

    public async ValueTask DisposeAsync()
    {
        await _sourcePipes.DisposeAsync();
        await _targetPipes.DisposeAsync();
    }

    private async Task AskSizesAsync(PairBatch batch, CancellationToken cancellationToken)
    {
        if (_sourceSizes.Length < batch.Count)
        {
            (_sourceSizes, _targetSizes) = (new long[batch.Count * 2], new long[batch.Count * 2]);
        }
        for (int i = 0; i < batch.Count; i++)
        {
            _source.WriteSize(batch.Source[i]);
            _target.WriteSize(batch.Target[i]);
        }
        await _sourcePipes.FlushAsync(cancellationToken);
        await _targetPipes.FlushAsync(cancellationToken);
        for (int i = 0; i < batch.Count; i++)
        {
            _sourceSizes[i] = await _source.ReadSizeAsync(_sourcePipes.IndexOf(batch.Source[i]), cancellationToken);
            _targetSizes[i] = await _target.ReadSizeAsync(_targetPipes.IndexOf(batch.Target[i]), cancellationToken);
        }
    }

    private void Sort(PairBatch batch, CompareLedger ledger, bool isAgain)
    {
        _small.Clear();
        _byCommands.Clear();
        for (int i = 0; i < batch.Count; i++)
        {
            if (batch.IsReverse && _sourceSizes[i] != ValueQuery.Absent && _sourceSizes[i] != ValueQuery.NotTold)
            {
                ledger.Settle(batch, i, null, isAgain);   // it has an origin; what both hold is seen from there
            }
            else if (!_dumps || _sourceSizes[i] > _options.BigBytes || _targetSizes[i] > _options.BigBytes)
            {
                _byCommands.Add(i);
            }
            else
            {
                _small.Add(i);
            }
        }
    }

    private async Task ReadAsync(PairBatch batch, CompareLedger ledger, bool isAgain, CancellationToken cancellationToken)
    {
        if (_small.Count == 0)
        {
            return;
        }
        int to = await AskAsync(batch, 0, cancellationToken);
        for (int from = 0; from < _small.Count;)
        {
            int next = await AskAsync(batch, to, cancellationToken);
            await _source.ReadClocksAsync(cancellationToken);
            await _target.ReadClocksAsync(cancellationToken);
            for (; from < to; from++)
            {
                int i = _small[from], here = _sourcePipes.IndexOf(batch.Source[i]), there = _targetPipes.IndexOf(batch.Target[i]);
                var expected = await _source.ReadValueAsync(here, cancellationToken);
                var found = await _target.ReadValueAsync(there, cancellationToken);
                Settle(batch, i, _source.Payload(here), expected, _target.Payload(there), found, ledger, isAgain);
            }
            to = next;
        }
    }

    // Asks for a part of the small values; where it ends, which is where it begins when there are no more.
    private async ValueTask<int> AskAsync(PairBatch batch, int from, CancellationToken cancellationToken)
    {
        int to = from;
        if (from < _small.Count)
        {
            _source.WriteClocks();
            _target.WriteClocks();
        }
        for (long bytes = 0; to < _small.Count && to - from < MostKeys && bytes < _options.BatchBytes; to++)
        {
            int i = _small[to];
            bytes += Math.Max(0, _sourceSizes[i]) + Math.Max(0, _targetSizes[i]);
            _source.WriteValue(batch.Source[i]);
            _target.WriteValue(batch.Target[i]);
        }
        await _sourcePipes.FlushAsync(cancellationToken);
        await _targetPipes.FlushAsync(cancellationToken);
        return to;
    }

    private void Settle(PairBatch batch, int index, RespFrame source, KeyExpiry expected, RespFrame target, KeyExpiry found, CompareLedger ledger, bool isAgain)
    {
        if (source.IsError || target.IsError || source.IsSkipped || target.IsSkipped || !expected.IsTold || !found.IsTold)
        {
            _byCommands.Add(index);   // which says why, where they fail, too
            return;
        }
        if (source.IsNull && target.IsNull)
        {
            ledger.Pass(batch, index, isAgain);
            return;
        }
        ledger.AddBytes(source.Bytes.Length + target.Bytes.Length);
        bool isExtra = source.IsNull;
        var filter = _options.Selection.Filter;
        var type = filter.NeedsType ? TypeOf(isExtra ? target.Bytes : source.Bytes, isExtra ? _targetPipes.End.Flavour : _sourcePipes.End.Flavour) : KeyTypes.None;
        if (!Takes(type, isExtra ? found.AtMs : expected.AtMs, isExtra ? _targetSizes[index] : _sourceSizes[index]))
        {
            ledger.Pass(batch, index, isAgain);
        }
        else if (AreSameBytes(source.Bytes, target.Bytes) && _ttls.Compare(expected.AtMs, found.AtMs) == TtlDifference.None)
        {
            ledger.Settle(batch, index, null, isAgain);
        }
        else
        {
            ledger.Settle(batch, index, Judge(batch.Name(index), source.Bytes, expected.AtMs, target.Bytes, found.AtMs), isAgain);
        }
    }

    // Type and value; the footers tell only who wrote them. Metadata of modules may hide the type, so such payloads are taken apart.
    private bool AreSameBytes(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target) =>
        source.Length > DumpPayload.FooterSize && source.Length == target.Length
        && (_sourcePipes.End.Flavour == _targetPipes.End.Flavour || source[0] is not ((byte)RdbType.Hash22 or KeyMeta))
        && source[..^DumpPayload.FooterSize].SequenceEqual(target[..^DumpPayload.FooterSize]);

    // No payload is empty: an empty one is a key that is not there.
    private KeyVerdict? Judge(KeyName name, ReadOnlySpan<byte> source, long? sourceAtMs, ReadOnlySpan<byte> target, long? targetAtMs)
    {
        try
        {
            DumpView expected = default, found = default;
            bool isWhole = (source.IsEmpty || (DumpPayload.TryParse(source, _sourcePipes.End.Flavour, out expected) && expected.Checksum != DumpChecksum.Wrong))
                && (target.IsEmpty || (DumpPayload.TryParse(target, _targetPipes.End.Flavour, out found) && found.Checksum != DumpChecksum.Wrong));
            return isWhole
                ? _judge.Judge(name,
                    source.IsEmpty ? KeySide.None : KeySide.Of(new TypedValue(_sourcePipes.End.Flavour, expected.Type, expected.Value, expected.Meta), sourceAtMs),
                    target.IsEmpty ? KeySide.None : KeySide.Of(new TypedValue(_targetPipes.End.Flavour, found.Type, found.Value, found.Meta), targetAtMs),
                    Math.Max(_source.NowMs, _target.NowMs))
                : new KeyVerdict(name, CompareCategory.Unreadable) { Reason = "The serialized value is damaged." };
        }
        catch (RdbFormatException wrong)
        {
            return new KeyVerdict(name, CompareCategory.Unreadable) { Reason = wrong.Reason };
        }
    }

    private async Task ReadByCommandsAsync(PairBatch batch, CompareLedger ledger, bool isAgain, CancellationToken cancellationToken)
    {
        foreach (int i in _byCommands)
        {
            byte[] here = batch.Source[i].ToArray(), there = batch.Target[i].ToArray();
            var expecting = _sourceCommands.ReadAsync(_sourcePipes.All[_sourcePipes.IndexOf(here)], here, _sourceSizes[i], cancellationToken);
            var finding = _targetCommands.ReadAsync(_targetPipes.All[_targetPipes.IndexOf(there)], there, _targetSizes[i], cancellationToken);
            await Task.WhenAll(expecting, finding);
            var (expected, found) = (await expecting, await finding);
            var one = expected.Exists ? expected : found;
            if (!one.Exists || !Takes(one.Type, one.ExpireAtMs, expected.Exists ? _sourceSizes[i] : _targetSizes[i]))
            {
                ledger.Pass(batch, i, isAgain);
                continue;
            }
            long nowMs = Math.Max(await _sourcePipes.NowMsAsync(cancellationToken), await _targetPipes.NowMsAsync(cancellationToken));
            ledger.Settle(batch, i, _judge.Judge(batch.Name(i), expected, found, nowMs), isAgain);
        }
    }

    private bool Takes(KeyTypes type, long? expireAtMs, long sizeBytes)
    {
        var filter = _options.Selection.Filter;
        return filter.TakesAll || ((type == KeyTypes.None || filter.TakesType(type)) && filter.TakesSize(Math.Max(0, sizeBytes)) && filter.TakesTtl(expireAtMs - Math.Max(_source.NowMs, _target.NowMs)));
    }

    private static KeyTypes TypeOf(ReadOnlySpan<byte> payload, RdbFlavour flavour)
    {
        try
        {
            return DumpPayload.TryParse(payload, flavour, out var view) ? view.Type.KeyType() : KeyTypes.None;
        }
        catch (RdbFormatException)
        {
            return KeyTypes.None;   // which the judge says
        }
    }
}
