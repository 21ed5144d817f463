using System.Threading.Channels;

namespace McpRedis.Resources;

/// <summary>One watcher of one key. Changes that follow closely are told as one: what counts is that there is something new to read.</summary>
internal sealed class KeyWatch : IAsyncDisposable
{
    /// <summary>The shortest time between two calls back.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _telling;

    public KeyWatch(Func<CancellationToken, Task> changed, TimeProvider time) => _telling = TellAsync(changed, time);

    /// <summary>The key has changed.</summary>
    public void Signal() => _signals.Writer.TryWrite(true);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _telling;
        _stop.Dispose();
    }

    private async Task TellAsync(Func<CancellationToken, Task> changed, TimeProvider time)
    {
        try
        {
            while (true)
            {
                await _signals.Reader.ReadAsync(_stop.Token);
                await changed(_stop.Token);
                await Task.Delay(Pause, time, _stop.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // Ended, or the client is gone.
        }
    }
}
