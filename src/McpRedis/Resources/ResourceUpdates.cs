using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Resources;

/// <summary>
/// Tells when watched keys change, by the server's keyspace notifications. Each connection has one listener however
/// many keys are watched on it, each key one subscription however many watch it; the last one to leave ends both.
/// Where the server does not send notifications we say so: to look again and again would find some changes and
/// miss others, and the setting is the operator's.
/// </summary>
internal sealed class ResourceUpdates(ConnectionRegistry connections, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Watches of the whole program at once.</summary>
    public const int MaxWatches = 200;

    private static readonly string[] Commands = ["SUBSCRIBE", "CONFIG GET"];

    // Every class of event that changes a key of a plain type; A stands for all of them.
    private const string NeededEvents = "g$lshzxet";

    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Dictionary<string, KeyspaceFeed> _feeds = new(StringComparer.Ordinal);
    private int _watches;

    /// <summary>Calls back after changes of a key until the watch is disposed, at most twice a second.</summary>
    /// <exception cref="Fault">The key cannot be watched, and why.</exception>
    public async Task<IAsyncDisposable> WatchAsync(KeyUri key, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        var connection = connections.Get(key.Connection);
        var gateway = connection.Bind(key.Database, Commands, AccessLevel.Read, new CommandTrace());
        if (connection.Scope?.Contains(key.Key) == false)
        {
            throw new Fault(ErrorCode.KeyOutOfScope, "The key lies outside the configured key prefix.", "Watch a key inside it.");
        }
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_watches >= MaxWatches)
            {
                throw new Fault(ErrorCode.RateLimited, $"{MaxWatches} resources are watched already.", "End one subscription before beginning another.");
            }
            await RequireNotificationsAsync(gateway, cancellationToken);
            if (!_feeds.TryGetValue(key.Connection, out var feed))
            {
                feed = await KeyspaceFeed.OpenAsync(gateway, cancellationToken);
                _feeds[key.Connection] = feed;
            }
            var watch = new KeyWatch(changed, time);
            byte[] topic = [.. System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"__keyspace@{key.Database}__:")), .. key.Key];
            try
            {
                await feed.AddAsync(topic, watch, cancellationToken);
            }
            catch
            {
                await watch.DisposeAsync();
                await CloseIfEmptyAsync(key.Connection, feed);
                throw;
            }
            _watches++;
            return new Watching(() => EndAsync(key.Connection, topic, watch));
        }
        finally
        {
            _changing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync();
        foreach (var feed in _feeds.Values)
        {
            await feed.DisposeAsync();
        }
        _feeds.Clear();
        _changing.Release();
    }

    private async ValueTask EndAsync(string connection, byte[] topic, KeyWatch watch)
    {
        await watch.DisposeAsync();
        await _changing.WaitAsync();
        try
        {
            _watches--;
            if (_feeds.TryGetValue(connection, out var feed))
            {
                await feed.RemoveAsync(topic, watch);
                await CloseIfEmptyAsync(connection, feed);
            }
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task CloseIfEmptyAsync(string connection, KeyspaceFeed feed)
    {
        if (feed.IsEmpty)
        {
            _feeds.Remove(connection);
            await feed.DisposeAsync();
        }
    }

    // Asked anew for every watch: the setting may have been taken back since the last. Who may not ask, or is not
    // answered (hosted servers hide CONFIG), is taken at the operator's word.
    private static async Task RequireNotificationsAsync(RedisGateway gateway, CancellationToken cancellationToken)
    {
        foreach (var node in await gateway.ForEachMasterAsync(RedisCommand.Of("CONFIG GET").Arg("notify-keyspace-events"), cancellationToken))
        {
            if (node.Fault is { Code: not (ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer) } fault)
            {
                throw fault;
            }
            if (node.Fault is null && node.Reply.Count < 2)
            {
                throw new Fault(ErrorCode.UnsupportedByServer, "This server has no keyspace notifications: it does not tell of changes to keys.", "Read the resource again when you need it.");
            }
            if (node.Fault is null && !IsEnough(node.Reply[1].Text))
            {
                throw new Fault(ErrorCode.UnsupportedByServer, "The server does not tell of changes to keys: its setting notify-keyspace-events has not K and A.",
                    "The operator can set it (CONFIG SET notify-keyspace-events KA); until then read the resource again when you need it.");
            }
        }
    }

    // As the server spells it, "AK" for KEA without E.
    private static bool IsEnough(string events) =>
        events.Contains('K', StringComparison.Ordinal) && (events.Contains('A', StringComparison.Ordinal) || NeededEvents.All(events.Contains));

    private sealed class Watching(Func<ValueTask> end) : IAsyncDisposable
    {
        private int _ended;

        public ValueTask DisposeAsync() => Interlocked.Exchange(ref _ended, 1) == 0 ? end() : default;
    }
}
