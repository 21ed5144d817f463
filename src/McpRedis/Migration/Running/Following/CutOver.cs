using System.Globalization;
using McpRedis.Faults;
using McpRedis.Migration.Running.Engines;

namespace McpRedis.Migration.Running.Following;

/// <summary>
/// The moment when clients go from one server to the other: writers are held back, what is on its way arrives, both are compared, and only then is the word given. The source lets
/// them go on by itself after the limit, whatever becomes of this program, and at once when anything fails.
/// </summary>
/// <param name="engine">What carries the changes over.</param>
/// <param name="writers">Those of the source.</param>
/// <param name="time">Clock of the limit.</param>
internal sealed class CutOver(IFollowingEngine engine, HeldWriters writers, TimeProvider time)
{
    /// <summary>Longest time in which writers are held back: what is on its way is small by then, and clients wait as long as that for an answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <param name="limit">Longest time in which writers are held back.</param>
    /// <param name="compare">Looks whether both hold the same; throws to call it off.</param>
    /// <param name="cancellationToken">Calls it off.</param>
    /// <returns>How long it took, and what was found. Writers are still held back, for the rest of the limit.</returns>
    /// <exception cref="Fault">timeout: not all arrived in time; conflict: they differ. Writers go on at the source, and nothing was switched.</exception>
    public async Task<(TimeSpan Held, T Found)> RunAsync<T>(TimeSpan limit, Func<CancellationToken, Task<T>> compare, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        long started = time.GetTimestamp();
        try
        {
            await writers.HoldAsync(limit, either.Token);
            await engine.LevelAsync(either.Token);
            var found = await compare(either.Token);
            await engine.SwitchAsync(either.Token);
            return (time.GetElapsedTime(started), found);
        }
        catch (Exception e)
        {
            await writers.LetGoAsync();
            const string GoOn = "Writers go on at the source, and nothing was switched.";
            switch (e)
            {
                case OperationCanceledException when !cancellationToken.IsCancellationRequested:
                    throw new Fault(ErrorCode.Timeout, string.Create(CultureInfo.InvariantCulture, $"Not all was done within the {limit.TotalSeconds:0} s for which writers may be held back. {GoOn}"),
                        "Wait until the lag is small, then cut over again.", inner: e);
                case LevelException level:
                    engine.Mend(level.Keys);
                    throw new Fault(ErrorCode.Conflict, $"{level.Message} {GoOn}", "redis_migration_compare tells more; what differs is carried over again where the path can, so cut over again in a moment.", inner: e);
                case Fault fault:
                    throw new Fault(fault.Code, $"{fault.Message} {GoOn}", fault.Hint, fault.Retryable, e);
                default:
                    throw;
            }
        }
    }
}
