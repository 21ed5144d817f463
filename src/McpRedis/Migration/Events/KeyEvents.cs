using McpRedis.Faults;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Events;

/// <summary>
/// What happens to keys on all masters of a source, as keyspace notifications tell it. They are told once, to who listens: whatever interrupts it is noted as missed, and it begins to
/// listen anew, on the masters there are then.
/// </summary>
/// <param name="source">Door that declared <see cref="Commands"/>.</param>
/// <param name="selection">Which keys matter.</param>
/// <param name="databases">Databases of the source that are open to us; null for all.</param>
/// <param name="dirty">Takes their names.</param>
/// <param name="patience">How long a master may be away.</param>
/// <param name="time">Clock.</param>
internal sealed class KeyEvents(IBulkGateway source, KeySelection selection, IReadOnlyList<int>? databases, DirtyKeys dirty, TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReadOnlyList<EventListener> _listeners = [];

    /// <summary>Commands the source must be open to.</summary>
    public static IReadOnlyList<string> Commands { get; } = ["PSUBSCRIBE", "PING"];

    /// <summary>Completes when it listens for the first time.</summary>
    public Task Listening => _listening.Task;

    /// <summary>How often it had to begin anew.</summary>
    public int Interruptions { get; private set; }

    /// <exception cref="Fault">It cannot listen.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var trouble = new TargetTrouble(patience, time);
        while (true)
        {
            try
            {
                await ListenAsync(trouble, cancellationToken);
            }
            catch (Exception e) when (TargetTrouble.IsPassing(e))
            {
                await trouble.WaitAsync("The source cannot be reached.", cancellationToken);
            }
        }
    }

    /// <summary>Returns when all that was acknowledged before is noted, or that something of it was missed.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var listeners = Volatile.Read(ref _listeners);
            try
            {
                if (listeners.Count > 0)
                {
                    await Task.WhenAll(listeners.Select(listener => listener.DrainAsync(patience, time, cancellationToken)));
                    return;
                }
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                // It begins to listen anew; then once more.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken);
        }
    }

    private bool Takes(int database, ReadOnlySpan<byte> key) =>
        databases?.Contains(database) != false && selection.Mapping.TryMapDatabase(database, out _) && selection.Filter.TakesKey(key);

    // Until a connection breaks or the masters are others.
    private async Task ListenAsync(TargetTrouble trouble, CancellationToken cancellationToken)
    {
        NodeMap map = await source.ResolveAsync(cancellationToken);
        var listeners = new List<EventListener>();
        try
        {
            foreach (var node in map.Masters)
            {
                listeners.Add(await EventListener.OpenAsync(source, node, Takes, dirty, cancellationToken));
            }
            trouble.IsOver();
            if (Listening.IsCompleted)
            {
                Interruptions++;
                dirty.Missed();   // once it listens again: what comes after is told
            }
            Volatile.Write(ref _listeners, listeners);
            _listening.TrySetResult();
            await WatchAsync(map, listeners, cancellationToken);
        }
        finally
        {
            Volatile.Write(ref _listeners, []);
            foreach (var listener in listeners)
            {
                await listener.DisposeAsync();
            }
        }
    }

    private async Task WatchAsync(NodeMap map, List<EventListener> listeners, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task look = Task.Delay(LookEvery, time, wait.Token);
            Task ended = await Task.WhenAny([look, .. listeners.Select(listener => listener.Running)]);
            await wait.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
            if (ended != look)
            {
                await ended;
            }
            await Task.WhenAll(listeners.Select(listener => listener.DrainAsync(patience, time, cancellationToken)));
            if (map.IsCluster && !(await source.ResolveAsync(cancellationToken)).Masters.SequenceEqual(map.Masters))
            {
                return;
            }
        }
    }
}
