using System.Collections.Concurrent;
using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.ByType;

/// <summary>
/// Copies keys with the commands of their types, in pieces: what has no payload that the target takes, or is too large for one. A value is put together under a
/// temporary name and takes its place at once; until then the target's own is whole. Many keys may be under way at once.
/// </summary>
/// <param name="source">Bound with <see cref="TypeCommands.Source"/>.</param>
/// <param name="target">Bound with <see cref="TypeCommands.Target"/>.</param>
/// <param name="losses">Takes what the target has no place for; locked while it does.</param>
/// <param name="isRepeated">Keys may have been written by an earlier pass: a name that is taken ends nothing.</param>
internal sealed class TypeCopier(IBulkGateway source, IBulkGateway target, CopyOptions options, bool isRepeated, CopyCounters counters, CopyProblems problems, TranscodeLosses losses, TimeProvider time) : IAsyncDisposable
{
    private readonly TypeEnd _source = new(source, options, isTarget: false);
    private readonly TypeEnd _target = new(target, options, isTarget: true);
    private readonly ServerKnowledge _knowledge = new();
    private readonly ConcurrentDictionary<string, UnderWay> _underWay = new();
    private readonly RecentKeys? _recent = options.Selection.Collision == CollisionPolicy.Replace ? null : new();

    /// <summary>Copies one key and counts what became of it.</summary>
    /// <param name="key">Which, and where to.</param>
    /// <param name="before">Why it did not go another way; told where this one does not work either.</param>
    /// <exception cref="Fault">The copy cannot go on.</exception>
    /// <exception cref="TargetChangedException">Another process answers for the target.</exception>
    public async Task<CopyOutcome> CopyAsync(TypeKey key, string? before, CancellationToken cancellationToken)
    {
        string place = $"{key.TargetDatabase} {Convert.ToHexString(key.TargetName)}";
        var mine = new UnderWay(key);
        for (UnderWay other; (other = _underWay.GetOrAdd(place, mine)) != mine; await other.Ended.Task.WaitAsync(cancellationToken))
        {
            // SCAN may name a key twice. Under new names two keys may meet: what becomes of the second is for the target to say, when the first is done.
            if (other.Key.Database == key.Database && other.Key.Name.AsSpan().SequenceEqual(key.Name))
            {
                return Count(new(CopyOutcome.Repeated), key, before);
            }
        }
        try
        {
            return Count(await CopyOnceAsync(key, cancellationToken), key, before);
        }
        finally
        {
            _underWay.TryRemove(place, out _);
            mine.Ended.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
    }

    private async Task<TypeResult> CopyOnceAsync(TypeKey key, CancellationToken cancellationToken)
    {
        while (options.Pace is { IsHeld: true } pace)
        {
            await pace.WaitAsync(cancellationToken);
        }
        options.Pace?.Took(0);
        var copy = new TypeKeyCopy(_source, _target, key, options, _knowledge, losses, time);
        var result = await OutlastAsync(copy, cancellationToken);
        if (_recent is null)
        {
            return result;
        }
        lock (_recent)
        {
            bool isOurs = result.Outcome == CopyOutcome.Skipped && _recent.Contains(key.Name, key.Database);
            _recent.Add(key.Name, key.Database);
            return isOurs ? new(CopyOutcome.Repeated) : result;
        }
    }

    private CopyOutcome Count(TypeResult result, TypeKey key, string? before)
    {
        counters.Add(result.Outcome);
        counters.AddBytes(result.Bytes);
        options.Pace?.TookBytes(result.Bytes);
        if (result.Reason is { } reason)
        {
            problems.Add(key.Database, key.Name, result.Outcome, before is null ? reason : $"{before} {reason}");
        }
        if (result.Outcome == CopyOutcome.Skipped && options.Selection.Collision == CollisionPolicy.Fail && !isRepeated)
        {
            problems.Add(key.TargetDatabase, key.TargetName, CopyOutcome.Skipped, CollisionFault.Reason);
            throw new CollisionFault();
        }
        if (counters[CopyOutcome.Failed] > options.MaxFailures)
        {
            throw CopyProblems.TooMany(options.MaxFailures);
        }
        return result.Outcome;
    }

    private async Task<TypeResult> OutlastAsync(TypeKeyCopy copy, CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(options.Patience, time);
        bool isOver = false;
        try
        {
            while (true)
            {
                try
                {
                    var result = await copy.RunAsync(cancellationToken);
                    isOver = true;
                    return result;
                }
                catch (RespFormatException) when (!copy.IsCareful)
                {
                    copy.IsCareful = true;
                }
                catch (RespFormatException)
                {
                    return new(CopyOutcome.TooLarge, $"An element of it is larger than {options.MaxPieceReplyBytes >> 20} MiB, and none can be cut.");
                }
                catch (TypeErrorException e) when (!e.IsWrongType)
                {
                    return new(CopyOutcome.Failed, e.Message);
                }
                catch (Exception e) when (e is TypeErrorException || TargetTrouble.IsPassing(e))
                {
                    await trouble.WaitAsync("A server cannot be reached.", cancellationToken);
                }
            }
        }
        finally
        {
            if (!isOver)
            {
                await copy.CleanAsync();
            }
        }
    }

    private sealed record UnderWay(TypeKey Key)
    {
        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
