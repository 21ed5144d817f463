using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Topology;

namespace McpRedis.Migration.Tail;

/// <summary>
/// The moment when clients go from one server to the other: writers are held back, what is on its way arrives, both are compared, and only then is the word given. The source lets
/// them go on by itself after the limit, whatever becomes of this program, and at once when anything fails.
/// </summary>
/// <param name="source">Door that declared <see cref="Commands"/>.</param>
/// <param name="tail">What carries the changes over.</param>
/// <param name="time">Clock of the limit.</param>
internal sealed class CutOver(IRedisGateway source, LiveTail tail, TimeProvider time)
{
    private static readonly TimeSpan UnpauseWithin = TimeSpan.FromSeconds(5);

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["CLIENT PAUSE", "CLIENT UNPAUSE", "INFO"];

    /// <param name="limit">Longest time in which writers are held back.</param>
    /// <param name="compare">Looks whether both hold the same; throws to call it off.</param>
    /// <param name="switchOver">Is run while writers are still held back: the clients' word to go to the target.</param>
    /// <returns>How long writers were held back.</returns>
    /// <exception cref="Fault">timeout: not all arrived in time. Writers go on at the source, and nothing was switched.</exception>
    public async Task<TimeSpan> RunAsync(TimeSpan limit, Func<CancellationToken, Task> compare, Func<CancellationToken, Task> switchOver, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        long started = time.GetTimestamp();
        try
        {
            await source.ExecuteAsync(RedisCommand.Of("CLIENT PAUSE").Arg((long)limit.TotalMilliseconds).Arg("WRITE"), cancellationToken);
            var state = await ReplicationView.ReadOneAsync(source, either.Token);
            long end = state is { IsReplica: false, Offset: { } offset } ? offset
                : throw new Fault(ErrorCode.Conflict, "The source is no master any more, or does not tell how far its changes are.", "Let the migration find the new master, then cut over.");
            await tail.ReachAsync(end, either.Token);
            await compare(either.Token);
            await switchOver(either.Token);
            return time.GetElapsedTime(started);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new Fault(ErrorCode.Timeout, string.Create(CultureInfo.InvariantCulture, $"Not all was done within the {limit.TotalSeconds:0} s for which writers may be held back. They go on at the source, and nothing was switched."),
                "Wait until the lag is small, or allow more time.", inner: e);
        }
        finally
        {
            using var within = new CancellationTokenSource(UnpauseWithin, time);
            await UnpauseAsync(within.Token);
        }
    }

    // Where it fails the limit does it.
    private async Task UnpauseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await source.ExecuteAsync(RedisCommand.Of("CLIENT UNPAUSE"), cancellationToken);
        }
        catch (Exception e) when (e is Fault or OperationCanceledException)
        {
        }
    }
}
