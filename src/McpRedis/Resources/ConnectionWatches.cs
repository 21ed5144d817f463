using McpRedis.Redis;

namespace McpRedis.Resources;

/// <summary>
/// The watches of one connection: the first opens its listener, the last to leave closes it. They change one after the
/// other, so a server that answers slowly holds up watches of its own keys and no others.
/// </summary>
/// <param name="bind">A gateway that may listen.</param>
/// <param name="time">Clock.</param>
internal sealed class ConnectionWatches(Func<IRedisGateway> bind, TimeProvider time) : IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private KeyspaceFeed? _feed;

    public async Task<KeyWatch> AddAsync(byte[] topic, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            _feed ??= await KeyspaceFeed.OpenAsync(bind(), cancellationToken);
            var watch = new KeyWatch(changed, time);
            try
            {
                await _feed.AddAsync(topic, watch, cancellationToken);
            }
            catch
            {
                await watch.DisposeAsync();
                await CloseIfEmptyAsync();
                throw;
            }
            return watch;
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask EndAsync(byte[] topic, KeyWatch watch)
    {
        await watch.DisposeAsync();
        await _changing.WaitAsync();
        try
        {
            if (_feed is { } feed)
            {
                await feed.RemoveAsync(topic, watch);
                await CloseIfEmptyAsync();
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        if (_feed is { } feed)
        {
            _feed = null;
            await feed.DisposeAsync();
        }
        _changing.Release();
    }

    private async Task CloseIfEmptyAsync()
    {
        if (_feed is { IsEmpty: true } feed)
        {
            _feed = null;
            await feed.DisposeAsync();
        }
    }
}
