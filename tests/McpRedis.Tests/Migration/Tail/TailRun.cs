using McpRedis.Migration.Copying;
using McpRedis.Migration.Running.Following;
using McpRedis.Migration.Tail;
using McpRedis.Rdb;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Migration.Copying;
using McpRedis.Tests.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Tail;

/// <summary>A snapshot and the changes after it, on their way from one server to another.</summary>
internal sealed class TailRun : IAsyncDisposable
{
    private readonly RedisConnection _source;
    private readonly RedisConnection _target;
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestTimeout.Token());
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="source">Where from.</param>
    /// <param name="target">Where to.</param>
    /// <param name="options">What.</param>
    /// <param name="transcoders">For another engine.</param>
    /// <param name="from">Where an earlier one came to.</param>
    public TailRun(ConnectionOptions source, ConnectionOptions target, TailOptions options, Func<Transcoder>? transcoders = null, TailPosition? from = null)
    {
        (_source, _target) = (source.Connection(), target.Connection());
        IBulkGateway to = _target.BindBulk([.. TailOptions.TargetCommands, .. CopyOptions.TargetCommands], AccessLevel.Full, new());
        Tail = new(_source.BindBulk(TailOptions.SourceCommands, AccessLevel.Full, new()), to, 0, options, TimeProvider.System);
        Running = Tail.RunAsync(
            from,
            async (open, ct) =>
            {
                using RdbReader snapshot = open();
                await using var feed = new SnapshotFeed(to, CopyBench.Options() with { Selection = options.Selection }, transcoders?.Invoke(), null, isRepeated: true, new(), new(), TimeProvider.System);
                await feed.RunAsync(snapshot, ct);
            },
            _ =>
            {
                _live.TrySetResult();
                return default;
            },
            _end.Token);
    }

    public LiveTail Tail { get; }

    /// <summary>Ends by failing.</summary>
    public Task Running { get; }

    /// <summary>Waits until the snapshot is there and changes follow.</summary>
    public async Task UntilLiveAsync() => await await Task.WhenAny(_live.Task, Running).WaitAsync(TestTimeout.Token());

    /// <summary>Holds writers back, waits until all is there, and compares.</summary>
    public async Task<TimeSpan> CutOverAsync(ConnectionOptions source, Func<Task> compare, Func<Task> stop)
    {
        await using RedisConnection connection = source.Connection();
        var writers = new HeldWriters(connection.BindBulk(HeldWriters.Commands, AccessLevel.Full, new()), TimeProvider.System);
        long started = TimeProvider.System.GetTimestamp();
        Task cut = CutAsync(writers, compare, stop);
        if (await Task.WhenAny(cut, Running) == Running)
        {
            await Running;
        }
        await cut;
        return TimeProvider.System.GetElapsedTime(started);
    }

    private async Task CutAsync(HeldWriters writers, Func<Task> compare, Func<Task> stop)
    {
        await writers.HoldAsync(TestTimeout.HangGuard, TestTimeout.Token());
        await Tail.ReachAsync(await Tail.EndAsync(TestTimeout.Token()), TestTimeout.Token());
        await compare();
        await stop();
        await writers.LetGoAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Tail.DisposeAsync();
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _end.Dispose();
    }
}
