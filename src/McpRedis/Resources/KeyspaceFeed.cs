using McpRedis.Redis;
using McpRedis.Redis.Subscriptions;

namespace McpRedis.Resources;

/// <summary>The one listener of a connection and who waits for which of its channels. Changes to it come one after the other.</summary>
internal sealed class KeyspaceFeed : IAsyncDisposable
{
    private readonly Dictionary<byte[], List<KeyWatch>> _watches = new(ByteArrayComparer.Instance);
    private readonly CancellationTokenSource _stop = new();
    private RedisSubscription _subscription = null!;
    private Task _reading = Task.CompletedTask;

    private KeyspaceFeed()
    {
    }

    public bool IsEmpty => _watches.Count == 0;

    public static async Task<KeyspaceFeed> OpenAsync(IRedisGateway gateway, CancellationToken cancellationToken)
    {
        var feed = new KeyspaceFeed();
        feed._subscription = await gateway.SubscribeAsync(new SubscribeRequest([]) { AfterGap = feed.SignalAll }, cancellationToken);
        feed._reading = feed.ReadAsync();
        return feed;
    }

    public async Task AddAsync(byte[] channel, KeyWatch watch, CancellationToken cancellationToken)
    {
        await _subscription.AddAsync(Topic.Channel(channel), cancellationToken);
        lock (_watches)
        {
            if (!_watches.TryGetValue(channel, out var here))
            {
                _watches[channel] = here = [];
            }
            here.Add(watch);
        }
    }

    public async Task RemoveAsync(byte[] channel, KeyWatch watch)
    {
        bool last;
        lock (_watches)
        {
            last = _watches.TryGetValue(channel, out var here) && here.Remove(watch) && here.Count == 0 && _watches.Remove(channel);
        }
        if (last)
        {
            await _subscription.RemoveAsync(Topic.Channel(channel), _stop.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _subscription.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        long dropped = 0;
        try
        {
            while (true)
            {
                var message = await _subscription.ReadAsync(_stop.Token);
                lock (_watches)
                {
                    _watches.GetValueOrDefault(message.Channel)?.ForEach(watch => watch.Signal());
                }
                if (_subscription.Dropped > dropped)
                {
                    dropped = _subscription.Dropped;
                    SignalAll();   // nobody knows whose the lost ones were
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Closed.
        }
    }

    // What changed while nobody listened is unknown, so everything may have.
    private void SignalAll()
    {
        lock (_watches)
        {
            foreach (var watch in _watches.Values.SelectMany(here => here))
            {
                watch.Signal();
            }
        }
    }
}
