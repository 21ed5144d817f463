using System.Net;
using System.Threading.Channels;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Subscriptions;

/// <summary>
/// Listening until disposed, over connections of its own: one, or one to each master that has something to tell.
/// Messages wait in a bounded queue; a reader too slow for them loses the oldest, and how many is counted. When a
/// connection is lost all are made anew, where the servers are then: pub/sub keeps nothing, so what was said
/// meanwhile is missing, and that is counted and told too.
/// </summary>
internal sealed class RedisSubscription : IAsyncDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly RedisConnection _connection;
    private readonly SubscribeRequest _request;
    private readonly TimeProvider _time;
    private readonly Channel<RedisMessage> _waiting;
    private readonly HashSet<Topic> _topics = new(TopicComparer.Instance);
    private readonly SemaphoreSlim _changing = new(1, 1);   // topics and sockets change together
    private readonly CancellationTokenSource _stop = new();
    private readonly Action<Topic> _admit;
    private Dictionary<EndPoint, PubSubSocket> _sockets = [];   // replaced as a whole, so that it can be looked at any time
    private volatile bool _listening = true;
    private Task _keeping = Task.CompletedTask;
    private long _dropped;
    private int _interruptions;

    private RedisSubscription(RedisConnection connection, SubscribeRequest request, Action<Topic> admit)
    {
        (_connection, _request, _admit, _time) = (connection, request, admit, connection.Time);
        var options = new BoundedChannelOptions(request.MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest };
        _waiting = Channel.CreateBounded<RedisMessage>(options, _ => Interlocked.Increment(ref _dropped));
    }

    /// <summary>Messages that the reader was too slow for.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>How often a connection was lost.</summary>
    public int Interruptions => Volatile.Read(ref _interruptions);

    /// <summary>False while a lost connection is not back.</summary>
    public bool IsListening => _listening;

    /// <param name="connection">Where to listen.</param>
    /// <param name="request">What to.</param>
    /// <param name="admit">The gateway's fence; throws for a topic that the caller may not listen to.</param>
    /// <param name="cancellationToken">Gives up; nothing is left open.</param>
    /// <exception cref="Fault">A topic was refused or no server reached; then nothing is left open.</exception>
    public static async Task<RedisSubscription> OpenAsync(RedisConnection connection, SubscribeRequest request, Action<Topic> admit, CancellationToken cancellationToken)
    {
        foreach (var topic in request.Topics)
        {
            admit(topic);
        }
        var subscription = new RedisSubscription(connection, request, admit);
        subscription._topics.UnionWith(request.Topics);
        try
        {
            await subscription.ConnectAsync(cancellationToken);
        }
        catch
        {
            await subscription.DisposeAsync();
            throw;
        }
        subscription._keeping = subscription.KeepAsync();
        return subscription;
    }

    /// <summary>The next message.</summary>
    public ValueTask<RedisMessage> ReadAsync(CancellationToken cancellationToken) => _waiting.Reader.ReadAsync(cancellationToken);

    /// <summary>Listens to one topic more; returns when it is confirmed, or at once when it will be with the next connection.</summary>
    /// <exception cref="Fault">It was refused.</exception>
    public async Task AddAsync(Topic topic, CancellationToken cancellationToken)
    {
        _admit(topic);
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (!_topics.Add(topic) || !_listening)
            {
                return;
            }
            var multiplexer = await _connection.Link.GetAsync(cancellationToken);
            foreach (var place in ListeningPlaces.Of(multiplexer, [topic]).Keys)
            {
                if (!_sockets.TryGetValue(place, out var socket))
                {
                    socket = await PubSubSocket.OpenAsync(_connection.Options, place, Deliver, _time, cancellationToken);
                    _sockets = new(_sockets) { [place] = socket };
                }
                await AnswerAsync(socket.SubscribeAsync(topic, cancellationToken));
            }
        }
        catch
        {
            _topics.Remove(topic);
            throw;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends listening to one topic.</summary>
    public async Task RemoveAsync(Topic topic, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_topics.Remove(topic) && _listening)
            {
                await Task.WhenAll(_sockets.Values.Select(socket => AnswerAsync(socket.UnsubscribeAsync(topic, cancellationToken))));
            }
        }
        catch (IOException)
        {
            // The connection is gone, and with it the subscription.
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        await CloseAsync(_sockets.Values);
        _waiting.Writer.TryComplete();
        _stop.Dispose();
    }

    private void Deliver(RedisMessage message)
    {
        if (_connection.Scope?.Shows(message.Channel, message.Payload) != false && _connection.Shown?.ShowsChannel(message.Channel) != false)
        {
            _waiting.Writer.TryWrite(message);
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        var multiplexer = await _connection.Link.GetAsync(cancellationToken);
        var sockets = new Dictionary<EndPoint, PubSubSocket>();
        try
        {
            foreach (var (place, topics) in ListeningPlaces.Of(multiplexer, _topics))
            {
                var socket = sockets[place] = await PubSubSocket.OpenAsync(_connection.Options, place, Deliver, _time, cancellationToken);
                // As one packet: one round trip however many there are.
                await AnswerAsync(Task.WhenAll(topics.Select(topic => socket.SubscribeAsync(topic, cancellationToken))));
            }
        }
        catch (Exception e)
        {
            await CloseAsync(sockets.Values);
            if (e is Fault { Code: ErrorCode.ClusterDown })
            {
                await multiplexer.ConfigureAsync();   // a slot has moved: look where it is now, for the next attempt
            }
            throw;
        }
        _sockets = sockets;
    }

    private async Task AnswerAsync(Task asked)
    {
        try
        {
            await asked.WaitAsync(_connection.Options.Timeout, _time, _stop.Token);
        }
        catch (TimeoutException e)
        {
            throw RedisFaults.FromException(e, RedisCommand.Of("SUBSCRIBE"), isWrite: false, maybeSent: true);
        }
    }

    private async Task KeepAsync()
    {
        var stopped = Task.Delay(Timeout.Infinite, _stop.Token);
        while (!_stop.IsCancellationRequested)
        {
            // Once a second, since a topic that was added may have brought a new connection.
            await Task.WhenAny([stopped, Task.Delay(LongestPause, _time, _stop.Token), .. _sockets.Values.Select(s => s.Ended)]);
            if (_stop.IsCancellationRequested || !_sockets.Values.Any(s => s.Ended.IsCompleted))
            {
                continue;
            }
            Interlocked.Increment(ref _interruptions);
            _listening = false;
            await CloseAsync(Interlocked.Exchange(ref _sockets, []).Values);
            if (await ReconnectAsync())
            {
                _request.AfterGap?.Invoke();
            }
        }
    }

    private async Task<bool> ReconnectAsync()
    {
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await Task.Delay(pause, _time, _stop.Token);
                await _changing.WaitAsync(_stop.Token);
                try
                {
                    await ConnectAsync(_stop.Token);
                    _listening = true;
                    return true;
                }
                finally
                {
                    _changing.Release();
                }
            }
            catch (Fault)
            {
                // Not yet.
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    private static async Task CloseAsync(IEnumerable<PubSubSocket> sockets)
    {
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    private sealed class TopicComparer : IEqualityComparer<Topic>
    {
        public static readonly TopicComparer Instance = new();

        public bool Equals(Topic? x, Topic? y) => x is not null && y is not null && x.Command == y.Command && x.Name.AsSpan().SequenceEqual(y.Name);

        public int GetHashCode(Topic topic)
        {
            var hash = default(HashCode);
            hash.Add(topic.Command);
            hash.AddBytes(topic.Name);
            return hash.ToHashCode();
        }
    }
}
