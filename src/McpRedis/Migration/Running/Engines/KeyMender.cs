using System.Buffers;
using McpRedis.Migration.ByType;
using McpRedis.Migration.Compare;
using McpRedis.Migration.Copying;

namespace McpRedis.Migration.Running.Engines;

/// <summary>Copies or deletes one key at a time; many may be under way at once.</summary>
/// <param name="source">To be read.</param>
/// <param name="target">To be mended.</param>
/// <param name="transcoding">Makes payloads the target's; null where they go as they are.</param>
/// <param name="hasPayloads">Payloads go between the two; else all goes by the commands of its type.</param>
/// <param name="copier">Takes what does not go as a payload.</param>
internal sealed class KeyMender(
    TypeEnd source, TypeEnd target, PayloadTranscoding? transcoding, bool hasPayloads, TypeCopier copier, CopyOptions options, CopyCounters counters, CopyProblems problems, TimeProvider time)
{
    private static readonly ReadOnlyMemory<byte> AbsTtl = Words.Of("ABSTTL");
    private static readonly ReadOnlyMemory<byte> Replace = Words.Of("REPLACE");

    private readonly IPayloadTranscoder? _transcoder = transcoding?.Make();

    /// <param name="key">By its name on the source.</param>
    /// <exception cref="TargetChangedException">Another process answers for the target.</exception>
    /// <exception cref="Faults.Fault">It cannot go on.</exception>
    public async Task CopyAsync(KeyName key, CancellationToken cancellationToken)
    {
        var mapping = options.Selection.Mapping;
        if (!mapping.TryMapDatabase(key.Database, out int to))
        {
            counters.Add(CopyOutcome.Filtered);
            return;
        }
        var place = new TypeKey(key.Database, key.Key, to, mapping.NameOf(key.Database, key.Key));
        while (options.Pace is { IsHeld: true } pace)
        {
            await pace.WaitAsync(cancellationToken);
        }
        options.Pace?.Took(0);
        string? refusal = null;
        if (hasPayloads)
        {
            var (outcome, reason) = await OutlastAsync(ct => RestoreAsync(place, ct), cancellationToken);
            if (outcome is { } done)
            {
                Count(done, key, reason);
                return;
            }
            refusal = reason;
        }
        await copier.CopyAsync(place, refusal, cancellationToken);
    }

    /// <summary>Deletes a key that only the target has, unless the source has it by now.</summary>
    /// <param name="key">By its name on the target.</param>
    /// <inheritdoc cref="CopyAsync" path="/exception"/>
    public async Task DeleteAsync(KeyName key, CancellationToken cancellationToken)
    {
        var (outcome, reason) = await OutlastAsync(async ct =>
        {
            foreach (var (database, name) in options.Selection.Mapping.SourcesOf(key.Database, key.Key))
            {
                if ((await source.AskAsync(database, name, [source.Call("EXISTS", name)], ct))[0].Checked("EXISTS").Integer > 0)
                {
                    return (CopyOutcome.Skipped, "The source has it by now, so it was not deleted.");
                }
            }
            long gone = (await target.AskAsync(key.Database, key.Key, [target.Call("UNLINK", key.Key)], ct))[0].Checked("UNLINK").Integer;
            return gone > 0 ? (CopyOutcome.Deleted, null) : (CopyOutcome.Vanished, null);
        }, cancellationToken);
        Count(outcome!.Value, key, reason);
    }

    // No outcome: by the commands of its type, then.
    private async Task<(CopyOutcome? Outcome, string? Reason)> RestoreAsync(TypeKey key, CancellationToken cancellationToken)
    {
        var size = (await source.AskAsync(key.Database, key.Name, [source.Call("MEMORY USAGE", key.Name)], cancellationToken))[0];
        if (size is { IsError: false, IsNull: false } && size.Integer > options.MaxPayloadBytes)
        {
            return (null, null);
        }
        var replies = await source.AskAsync(
            key.Database, key.Name, [source.Call("TIME"), source.Call(options.HasExpireTime ? "PEXPIRETIME" : "PTTL", key.Name), source.Call("DUMP", key.Name)], cancellationToken);
        var (expiry, dump) = (replies[1].Checked("PEXPIRETIME"), replies[2].Checked("DUMP"));
        if (dump.IsNull || expiry.Integer < -1)
        {
            return (CopyOutcome.Vanished, null);
        }
        long expireAtMs = expiry.Integer < 0 ? 0 : options.HasExpireTime ? expiry.Integer : ByType.ServerClock.Ms(replies[0]) + expiry.Integer;
        var payload = dump.Bytes;
        var converted = new ArrayBufferWriter<byte>();
        switch (Convert(payload.Span, converted, out string? refusal))
        {
            case PayloadOutcome.Gone: return (CopyOutcome.Expired, null);
            case PayloadOutcome.Refused: return (null, refusal);
            case PayloadOutcome.Converted: payload = converted.WrittenMemory; break;
        }
        var restored = (await target.AskAsync(
            key.TargetDatabase, key.TargetName, [target.Call("RESTORE", key.TargetName, Words.Of(expireAtMs), payload, AbsTtl, Replace)], cancellationToken))[0];
        if (!restored.IsError)
        {
            counters.AddBytes(payload.Length);
            options.Pace?.TookBytes(payload.Length);
            return (CopyOutcome.Copied, null);
        }
        return IsPayload(restored.Text) ? (null, restored.Text) : (CopyOutcome.Failed, restored.Text);
    }

    private static bool IsPayload(string error) => error.StartsWith("ERR DUMP payload", StringComparison.Ordinal) || error.StartsWith("ERR Bad data format", StringComparison.Ordinal)
        || error.Contains("foreign data type", StringComparison.Ordinal);

    // One for all keys that are under way.
    private PayloadOutcome Convert(ReadOnlySpan<byte> payload, ArrayBufferWriter<byte> to, out string? refusal)
    {
        refusal = null;
        if (_transcoder is null)
        {
            return PayloadOutcome.Same;
        }
        lock (_transcoder)
        {
            return _transcoder.Convert(payload, to, out refusal);
        }
    }

    private void Count(CopyOutcome outcome, KeyName key, string? reason)
    {
        counters.Add(outcome);
        if (reason is not null)
        {
            problems.Add(key.Database, key.Key, outcome, reason);
        }
        if (counters[CopyOutcome.Failed] > options.MaxFailures)
        {
            throw CopyProblems.TooMany(options.MaxFailures);
        }
    }

    private async Task<(CopyOutcome? Outcome, string? Reason)> OutlastAsync(Func<CancellationToken, Task<(CopyOutcome?, string?)>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await new TargetTrouble(options.Patience, time).OutlastAsync(step, cancellationToken);
        }
        catch (TypeErrorException e)
        {
            return (CopyOutcome.Failed, e.Message);
        }
    }
}
