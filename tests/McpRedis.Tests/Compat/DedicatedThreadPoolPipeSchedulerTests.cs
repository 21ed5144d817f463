using System.Collections.Concurrent;
using McpRedis.Tests.Support;
using Pipelines.Sockets.Unofficial;

namespace McpRedis.Tests.Compat;

public sealed class DedicatedThreadPoolPipeSchedulerTests
{
    [Fact]
    public async Task Work_runs_on_the_named_threads_with_its_state()
    {
        using var scheduler = New(workers: 2, queueLimit: 10);
        var ran = Signal<(object? State, string? Thread, bool Pool)>();
        scheduler.Schedule(
            state => ran.SetResult((state, Thread.CurrentThread.Name, Thread.CurrentThread.IsThreadPoolThread)), "state");
        var (state, thread, pool) = await ran.Task.WaitAsync(TestTimeout.HangGuard);

        Assert.Equal("state", state);
        Assert.StartsWith("test:IO", thread, StringComparison.Ordinal);
        Assert.False(pool);
    }

    [Fact]
    public async Task Every_piece_of_work_runs_once_whoever_runs_it()
    {
        const int Pieces = 20_000;
        using var scheduler = New(workers: 3, queueLimit: 10);
        var runs = new int[Pieces];
        using var all = new CountdownEvent(Pieces);
        Parallel.For(0, Pieces, i => scheduler.Schedule(
            _ =>
            {
                Interlocked.Increment(ref runs[i]);
                all.Signal();
            },
            null));
        await Task.Run(() => all.Wait(TestTimeout.HangGuard));

        Assert.All(runs, r => Assert.Equal(1, r));
        await TestTimeout.UntilAsync(
            "all is counted",
            () => Task.FromResult(scheduler.TotalServicedByQueue + scheduler.TotalServicedByPool == Pieces));
    }

    [Fact]
    public async Task As_many_run_at_once_as_there_are_workers_and_the_overflow_goes_to_the_pool()
    {
        using var scheduler = New(workers: 3, queueLimit: 2);
        using var hold = new ManualResetEventSlim();
        using var busy = new CountdownEvent(3);
        for (var i = 0; i < 3; i++)
        {
            // One at a time: until a worker has taken the last one it counts against the limit.
            var taken = Signal<bool>();
            scheduler.Schedule(
                _ =>
                {
                    taken.SetResult(true);
                    busy.Signal();
                    hold.Wait();
                },
                null);
            await taken.Task.WaitAsync(TestTimeout.HangGuard);
        }

        Assert.Equal((3, 0), (scheduler.WorkerCount, scheduler.AvailableCount));

        var threads = new ConcurrentQueue<bool>();
        using var rest = new CountdownEvent(3);
        for (var i = 0; i < 3; i++)
        {
            scheduler.Schedule(
                _ =>
                {
                    threads.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
                    rest.Signal();
                },
                null);
        }

        await TestTimeout.UntilAsync("the third overflowed", () => Task.FromResult(threads.Count == 1));
        Assert.Equal([true], threads);
        Assert.Equal(1, scheduler.TotalServicedByPool);
        hold.Set();
        await Task.Run(() => rest.Wait(TestTimeout.HangGuard));
        Assert.Equal(2, threads.Count(pool => !pool));
        await TestTimeout.UntilAsync("all are idle again", () => Task.FromResult(scheduler.AvailableCount == 3));
        Assert.Equal(5, scheduler.TotalServicedByQueue);
    }

    [Fact]
    public async Task Disposing_runs_what_is_queued_ends_the_threads_and_sends_later_work_to_the_pool()
    {
        var scheduler = New(workers: 1, queueLimit: 10);
        using var hold = new ManualResetEventSlim();
        var worker = Signal<Thread>();
        var queued = Signal<bool>();
        var late = Signal<bool>();
        scheduler.Schedule(
            _ =>
            {
                worker.SetResult(Thread.CurrentThread);
                hold.Wait();
            },
            null);
        scheduler.Schedule(_ => queued.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        var thread = await worker.Task.WaitAsync(TestTimeout.HangGuard);
        scheduler.Dispose();
        scheduler.Dispose();
        scheduler.Schedule(_ => late.SetResult(Thread.CurrentThread.IsThreadPoolThread), null);
        hold.Set();

        Assert.False(await queued.Task.WaitAsync(TestTimeout.HangGuard));
        Assert.True(await late.Task.WaitAsync(TestTimeout.HangGuard));
        Assert.True(await Task.Run(() => thread.Join(TestTimeout.HangGuard)));
    }

    [Fact]
    public void No_thread_is_started_before_there_is_work()
    {
        using var scheduler = New(workers: 10, queueLimit: 10);

        Assert.Equal((10, 10, 0L, 0L), (scheduler.WorkerCount, scheduler.AvailableCount, scheduler.TotalServicedByQueue, scheduler.TotalServicedByPool));
    }

    private static DedicatedThreadPoolPipeScheduler New(int workers, int queueLimit) =>
        new("test:IO", workers, queueLimit, ThreadPriority.Normal);

    private static TaskCompletionSource<T> Signal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
