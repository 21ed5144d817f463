using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>The copy of one key, from looking what it is to renaming it into its place. May be run again after a failure on the way.</summary>
internal sealed class TypeKeyCopy(TypeEnd source, TypeEnd target, TypeKey key, CopyOptions options, ServerKnowledge knowledge, TranscodeLosses losses, TimeProvider time)
{
    private const int MostReadings = 3;

    private static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(5);

    private byte[]? _temporary;
    private bool _isRenaming;   // sent, and not known to have been done

    /// <summary>One element after the other: several were too much for one reply.</summary>
    public bool IsCareful { get; set; }

    public async Task<TypeResult> RunAsync(CancellationToken cancellationToken)
    {
        var head = await AskSourceAsync([source.Call("TYPE", key.Name), source.Call("MEMORY USAGE", key.Name)], cancellationToken);
        string word = head[0].Checked("TYPE").Text;
        long? size = head[1] is { IsError: false, IsNull: false } usage ? usage.Integer : null;
        var type = KeyTypeWords.Of(word);
        if (type == KeyTypes.None)
        {
            return new(CopyOutcome.Vanished);
        }
        if (!options.Selection.Filter.TakesType(type) || (size is { } bytes && !options.Selection.Filter.TakesSize(bytes)))
        {
            return new(CopyOutcome.Filtered);
        }
        if (TypeShape.Find(type) is not { } shape)
        {
            return new(CopyOutcome.Refused, $"No commands copy values of type {word}: they are a module's, and known to it alone.");
        }
        if (await IsSettledAsync(cancellationToken) is { } settled)
        {
            return settled;
        }
        var (walk, isStable) = await ReadAsync(shape, size, cancellationToken);
        return await PlaceAsync(shape, walk, isStable, cancellationToken);
    }

    /// <summary>Takes away what was not finished. What cannot be taken away now goes by itself.</summary>
    public async Task CleanAsync()
    {
        if (_temporary is null)
        {
            return;
        }
        using var patience = new CancellationTokenSource(CleaningTime, time);
        try
        {
            await target.AskAsync(key.TargetDatabase, _temporary, [target.Call("UNLINK", _temporary)], patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or Fault)
        {
        }
    }

    private Task<RespValue[]> AskSourceAsync(TypeCall[] calls, CancellationToken cancellationToken) => source.AskAsync(key.Database, key.Name, calls, cancellationToken);

    private Task<RespValue[]> AskTargetAsync(TypeCall[] calls, CancellationToken cancellationToken) => target.AskAsync(key.TargetDatabase, key.TargetName, calls, cancellationToken);

    // Whether the name is taken, before a large value is carried there; and whether a renaming whose answer was lost was done.
    private async Task<TypeResult?> IsSettledAsync(CancellationToken cancellationToken)
    {
        bool isTaken = (await AskTargetAsync([target.Call("EXISTS", key.TargetName)], cancellationToken))[0].Checked("EXISTS").Integer > 0;
        // After the first question the layout of the target is known.
        _temporary ??= TemporaryName.Of(key.TargetName, options.TemporaryOwner, target.IsCluster);
        if (_isRenaming && isTaken && (await AskTargetAsync([target.Call("EXISTS", _temporary)], cancellationToken))[0].Checked("EXISTS").Integer == 0)
        {
            return new(CopyOutcome.Copied);
        }
        _isRenaming = false;
        return isTaken && options.Selection.Collision != CollisionPolicy.Replace ? new(CopyOutcome.Skipped) : null;
    }

    private async Task<(TypeWalk Walk, bool IsStable)> ReadAsync(TypeShape shape, long? size, CancellationToken cancellationToken)
    {
        for (int reading = 1; ; reading++)
        {
            var keys = CanonicalKeys.Create();
            var writer = new PieceWriter(target, key.TargetDatabase, _temporary!, options.TemporaryLease, time, cancellationToken);
            var walk = new TypeWalk(source, key, keys, shape.Shape, writer, isWriting: true, PiecePace.Of(size, IsCareful), knowledge, cancellationToken);
            await shape.WalkAsync(walk);
            await writer.EndAsync();
            if (walk.IsAtomic)
            {
                return (walk, true);
            }
            var again = new TypeWalk(source, key, keys, shape.Shape, writer, isWriting: false, PiecePace.Of(size, IsCareful), knowledge, cancellationToken);
            await shape.WalkAsync(again);
            bool isStable = walk.IsSameAs(again);
            if (isStable || reading == MostReadings)
            {
                return (walk, isStable);
            }
        }
    }

    private async Task<TypeResult> PlaceAsync(TypeShape shape, TypeWalk walk, bool isStable, CancellationToken cancellationToken)
    {
        long expireAtMs = await ExpireAtMsAsync(cancellationToken);
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (expireAtMs < -1 || (walk.Digest.Count == 0 && shape.Shape != RdbShape.Stream))
        {
            return await LeaveAsync(CopyOutcome.Vanished);
        }
        if (!options.Selection.Filter.TakesTtl(expireAtMs >= 0 ? expireAtMs - nowMs : null))
        {
            return await LeaveAsync(CopyOutcome.Filtered);
        }
        long written = (await AskTargetAsync([target.Call(shape.Length, _temporary!)], cancellationToken))[0].Checked(shape.Length).Integer;
        long expected = shape.Shape == RdbShape.String ? walk.Bytes : walk.Digest.Count;
        // Of a hash fields can have expired meanwhile, and what was read torn has elements twice.
        if (isStable && (written > expected || (written < expected && shape.Shape != RdbShape.Hash)))
        {
            throw new IOException("What is on the target is not what was written there.");
        }
        bool isExpiring = expireAtMs >= 0;
        var expiry = isExpiring ? target.Call("PEXPIREAT", _temporary!, Words.Of(expireAtMs)) : target.Call("PERSIST", _temporary!);
        string rename = options.Selection.Collision == CollisionPolicy.Replace ? "RENAME" : "RENAMENX";
        _isRenaming = true;
        var replies = await AskTargetAsync([expiry, target.Call(rename, _temporary!, key.TargetName)], cancellationToken);
        _isRenaming = false;
        _ = replies[0].Checked(expiry.Command.FullName);
        if (isExpiring && replies[1].IsError && replies[1].Text.Contains("no such key", StringComparison.OrdinalIgnoreCase))
        {
            return new(CopyOutcome.Expired);
        }
        if (replies[1].Checked(rename).Kind == RespKind.Integer && replies[1].Integer == 0)
        {
            return await LeaveAsync(CopyOutcome.Skipped);
        }
        if (isExpiring)
        {
            await HoldExpiryAsync(expireAtMs, cancellationToken);
        }
        lock (losses)
        {
            losses.Add(walk.Losses);
        }
        return isStable
            ? new(CopyOutcome.Copied, Bytes: walk.Bytes)
            : new(CopyOutcome.Unstable, "It was written to each time it was read in pieces; what arrived may be a mixture of its states.", walk.Bytes);
    }

    private async Task<TypeResult> LeaveAsync(CopyOutcome outcome)
    {
        await CleanAsync();
        return new(outcome);
    }

    // RENAME carries the expiry along, but not on every product.
    private async Task HoldExpiryAsync(long expireAtMs, CancellationToken cancellationToken)
    {
        var left = (await AskTargetAsync([target.Call("PTTL", key.TargetName)], cancellationToken))[0].Checked("PTTL");
        if (left.Integer == -1)
        {
            _ = (await AskTargetAsync([target.Call("PEXPIREAT", key.TargetName, Words.Of(expireAtMs))], cancellationToken))[0].Checked("PEXPIREAT");
        }
    }

    // -1 for never, -2 for a key that is gone.
    private async Task<long> ExpireAtMsAsync(CancellationToken cancellationToken)
    {
        if (options.HasExpireTime)
        {
            return (await AskSourceAsync([source.Call("PEXPIRETIME", key.Name)], cancellationToken))[0].Checked("PEXPIRETIME").Integer;
        }
        var replies = await AskSourceAsync([source.Call("TIME"), source.Call("PTTL", key.Name)], cancellationToken);
        long left = replies[1].Checked("PTTL").Integer;
        return left < 0 ? left : ServerClock.Ms(replies[0]) + left;
    }
}
