using System.Diagnostics;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Benchmarks.Migration;

/// <summary>How long a server takes from being told to follow a master until it has all its data: what REPLICAOF is measured by, too.</summary>
internal sealed class LoadWatch(RespPipe target) : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _end = new();
    private long _began;
    private Task? _watching;

    /// <summary>Null while it is not over.</summary>
    public double? Seconds { get; private set; }

    public static async Task<LoadWatch> StartAsync(LoopbackServer target)
    {
        var watch = new LoadWatch(await target.OpenAsync());
        watch._watching = Task.Run(watch.WatchAsync);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _watching!.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
        await target.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        for (; Seconds is null; await Task.Delay(Look, _end.Token))
        {
            var info = InfoText.Parse((await LoopbackServer.AskAsync(target, "INFO")).Text);
            if (_began == 0 && info["role"] == "slave")
            {
                _began = Stopwatch.GetTimestamp();
            }
            // What is put in place again after it is no part of the loading.
            if (_began != 0 && info["loading"] != "1" && (info["role"] == "master" || info["master_link_status"] == "up"))
            {
                Seconds = Stopwatch.GetElapsedTime(_began).TotalSeconds;
            }
        }
    }
}
