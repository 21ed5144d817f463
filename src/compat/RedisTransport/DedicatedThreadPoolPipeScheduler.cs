using System.IO.Pipelines;

namespace Pipelines.Sockets.Unofficial;

// A few threads that do nothing but move Redis traffic, so that replies are parsed even when the thread pool is full of
// callers blocked on those very replies. When more work waits than the limit, the rest goes to the thread pool: these
// threads are then themselves behind, and the pool can only help.
//
// Threads start one by one as work finds nobody idle; an idle program with one connection keeps one or two.
public sealed class DedicatedThreadPoolPipeScheduler(
    string? name, int workerCount, int useThreadPoolQueueLength, ThreadPriority priority) : PipeScheduler, IDisposable
{
    // Going to sleep and being woken costs more than the usual pause between two replies of a busy connection.
    private const int LookoutSpins = 20;

    private readonly object _gate = new();
    private readonly Queue<(Action<object?> Work, object? State)> _queue = new();
    private volatile int _queued;
    private int _started;
    private int _busy;
    private long _servicedByQueue;
    private long _servicedByPool;
    private bool _disposed;

    public int WorkerCount { get; } = Math.Max(1, workerCount);

    /// <summary>Workers without work, started or not.</summary>
    public int AvailableCount => WorkerCount - Volatile.Read(ref _busy);

    public long TotalServicedByQueue => Volatile.Read(ref _servicedByQueue);

    public long TotalServicedByPool => Volatile.Read(ref _servicedByPool);

    public override void Schedule(Action<object?> action, object? state)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!TryEnqueue(action, state))
        {
            Interlocked.Increment(ref _servicedByPool);
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(action, state, preferLocal: false);
        }
    }

    /// <summary>Stops the workers once the queue is empty. Work scheduled later runs on the thread pool.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryEnqueue(Action<object?> action, object? state)
    {
        lock (_gate)
        {
            if (_disposed || _queue.Count >= useThreadPoolQueueLength)
            {
                return false;
            }

            _queue.Enqueue((action, state));
            _queued = _queue.Count;
            var idle = _started - Volatile.Read(ref _busy);
            if (idle < _queue.Count && _started < WorkerCount)
            {
                StartWorker();
            }
            else
            {
                Monitor.Pulse(_gate);
            }

            return true;
        }
    }

    private void StartWorker()
    {
        _started++;
        var thread = new Thread(Serve)
        {
            Name = $"{name}#{_started}",
            IsBackground = true,
            Priority = priority,
        };

        // Unsafe: the execution context of whoever happened to need the first thread has no business here.
        thread.UnsafeStart();
    }

    // An exception thrown by the work is not caught, as it would not be on the thread pool.
    private void Serve()
    {
        while (TryTake(out var item))
        {
            item.Work(item.State);
            Interlocked.Increment(ref _servicedByQueue);
            Interlocked.Decrement(ref _busy);
        }
    }

    private bool TryTake(out (Action<object?> Work, object? State) item)
    {
        var lookout = default(SpinWait);
        while (_queued == 0 && lookout.Count < LookoutSpins)
        {
            lookout.SpinOnce(sleep1Threshold: -1);
        }

        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_disposed)
                {
                    item = default;
                    return false;
                }

                Monitor.Wait(_gate);
            }

            item = _queue.Dequeue();
            _queued = _queue.Count;
            Interlocked.Increment(ref _busy);
            return true;
        }
    }
}
