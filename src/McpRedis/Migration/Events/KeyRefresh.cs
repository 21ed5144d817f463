using System.Buffers;
using System.Globalization;
using System.Text;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Events;

/// <summary>
/// Carries keys over as they are now, whatever stands under their names on the target; one that is gone goes there, too. Doing it once more does no harm, so whatever breaks
/// off is done again.
/// </summary>
/// <param name="source">Bound with <see cref="CopyOptions.SourceCommands"/>.</param>
/// <param name="target">Bound with <see cref="CopyOptions.TargetCommands"/>.</param>
/// <param name="options">Names, patience and forms of values.</param>
/// <param name="time">Clock.</param>
internal sealed class KeyRefresh(IBulkGateway source, IBulkGateway target, CopyOptions options, TimeProvider time) : IAsyncDisposable
{
    private const int KeysAtOnce = 256;

    private readonly Lock _lock = new();
    private readonly KeyMapping _mapping = options.Selection.Mapping;
    private readonly IPayloadTranscoder? _transcoder = options.Transcoder?.Invoke();
    private readonly TypeEnd _source = new(source, options, isTarget: false);
    private readonly TypeEnd _target = new(target, options, isTarget: true);
    private readonly TypeCopier _byType = new(
        source, target, options with { Selection = KeySelection.Of(options.Selection.Request with { Collision = CollisionPolicy.Replace }) }, isRepeated: true, new(), new(), new TranscodeLosses(), time);
    private long _refreshed;

    /// <summary>Keys carried over, or taken away, so far.</summary>
    public long Refreshed => Interlocked.Read(ref _refreshed);

    /// <param name="keys">By their names on the source; those that are not selected are passed over.</param>
    /// <exception cref="Faults.Fault">It cannot go on.</exception>
    /// <exception cref="TargetChangedException">Another process answers for the target.</exception>
    public async Task RunAsync(IEnumerable<KeyName> keys, CancellationToken cancellationToken)
    {
        foreach (var some in keys.Where(key => options.Selection.Filter.TakesKey(key.Key)).Chunk(KeysAtOnce))
        {
            await Task.WhenAll(some.Select(key => OutlastAsync(key, cancellationToken)));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        await _byType.DisposeAsync();
    }

    private async Task OutlastAsync(KeyName key, CancellationToken cancellationToken)
    {
        if (!_mapping.TryMapDatabase(key.Database, out int to))
        {
            return;
        }
        var trouble = new TargetTrouble(options.Patience, time);
        await trouble.OutlastAsync(async ct =>
        {
            await CarryAsync(key, to, _mapping.NameOf(key.Database, key.Key), ct);
            return true;
        }, cancellationToken);
        Interlocked.Increment(ref _refreshed);
    }

    private async Task CarryAsync(KeyName key, int to, byte[] name, CancellationToken cancellationToken)
    {
        var about = await _source.AskAsync(key.Database, key.Key, [_source.Call("MEMORY USAGE", key.Key), _source.Call("TYPE", key.Key)], cancellationToken);
        bool isThere = about[1].Checked("TYPE").Text != "none";
        if (isThere && (about[0].IsError || about[0].IsNull || about[0].Integer <= options.MaxPayloadBytes) && await TryPayloadAsync(key, to, name, cancellationToken))
        {
            return;
        }
        if (!isThere || await _byType.CopyAsync(new(key.Database, key.Key, to, name), null, cancellationToken) is CopyOutcome.Vanished or CopyOutcome.Expired)
        {
            (await _target.AskAsync(to, name, [_target.Call("UNLINK", name)], cancellationToken))[0].Checked("UNLINK");
        }
    }

    // False where it must go by the commands of its type, or is gone.
    private async Task<bool> TryPayloadAsync(KeyName key, int to, byte[] name, CancellationToken cancellationToken)
    {
        TypeCall[] calls = options.HasExpireTime
            ? [_source.Call("PEXPIRETIME", key.Key), _source.Call("DUMP", key.Key)]
            : [_source.Call("TIME"), _source.Call("PTTL", key.Key), _source.Call("DUMP", key.Key)];
        var replies = await _source.AskAsync(key.Database, key.Key, calls, cancellationToken);
        var (left, dump) = (replies[^2].Checked("PTTL").Integer, replies[^1].Checked("DUMP"));
        if (dump.IsNull || left < -1 || Made(dump.Bytes) is not { } payload)
        {
            return false;
        }
        long expireAtMs = left < 0 ? 0 : options.HasExpireTime ? left : left + ClockMs(replies[0]);
        byte[] expiry = Encoding.ASCII.GetBytes(expireAtMs.ToString(CultureInfo.InvariantCulture));
        var restored = (await _target.AskAsync(to, name, [_target.Call("RESTORE", name, expiry, payload, "ABSTTL"u8.ToArray(), "REPLACE"u8.ToArray())], cancellationToken))[0];
        if (restored.IsError && restored.Text.StartsWith("OOM", StringComparison.Ordinal))
        {
            throw RedisFaults.FromReply(restored.Text, "RESTORE");
        }
        return !restored.IsError;
    }

    // Null for what the target has no form for, or of which nothing is left.
    private ReadOnlyMemory<byte>? Made(ReadOnlyMemory<byte> payload)
    {
        if (_transcoder is null)
        {
            return payload;
        }
        var made = new ArrayBufferWriter<byte>();
        lock (_lock)
        {
            return _transcoder.Convert(payload.Span, made, out _) switch
            {
                PayloadOutcome.Same => payload,
                PayloadOutcome.Converted => made.WrittenMemory,
                _ => null,
            };
        }
    }

    private static long ClockMs(RespValue time) => (time[0].Integer * 1000) + (time[1].Integer / 1000);
}
