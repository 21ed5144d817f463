using System.Globalization;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Resources;

/// <summary>
/// Tells when watched keys change, by the server's keyspace notifications. Each connection has one listener however
/// many keys are watched on it and whoever watches them, each key one subscription; the last one to leave ends both.
/// Where the server does not send notifications we say so: to look again and again would find some changes and
/// miss others, and the setting is the operator's.
/// </summary>
/// <param name="connections">All of the program: listeners are shared by callers with different rights.</param>
/// <param name="time">Clock.</param>
internal sealed class ResourceUpdates(ConnectionRegistry connections, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Watches of the whole program at once.</summary>
    public const int MaxWatches = 1000;

    /// <summary>Watches of one caller: so that one cannot take them all.</summary>
    public const int MaxOfOne = 200;

    private static readonly string[] Commands = ["SUBSCRIBE", "CONFIG GET"];

    // Every class of event that changes a key of a plain type; A stands for all of them.
    private const string NeededEvents = "g$lshzxet";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ConnectionWatches> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _byOwner = new(StringComparer.Ordinal);
    private int _watches;

    /// <summary>Calls back after changes of a key until the watch is disposed, at most twice a second.</summary>
    /// <param name="owner">Name of the caller.</param>
    /// <param name="connection">The key's connection, as it is open to the caller.</param>
    /// <param name="key">The key.</param>
    /// <param name="changed">Called back.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Fault">The key cannot be watched, and why.</exception>
    public async Task<IAsyncDisposable> WatchAsync(string owner, RedisConnection connection, KeyUri key, Func<CancellationToken, Task> changed, CancellationToken cancellationToken)
    {
        var gateway = connection.Bind(key.Database, Commands, AccessLevel.Read, new CommandTrace());
        if (connection.Scope?.Contains(key.Key) == false)
        {
            throw new Fault(ErrorCode.KeyOutOfScope, "The key lies outside the open key prefix.", "Watch a key inside it.");
        }
        Take(owner);
        try
        {
            await RequireNotificationsAsync(gateway, cancellationToken);
            byte[] topic = [.. System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"__keyspace@{key.Database}__:")), .. key.Key];
            var place = Place(key.Connection);
            var watch = await place.AddAsync(topic, changed, cancellationToken);
            return new Watching(async () =>
            {
                try
                {
                    await place.EndAsync(topic, watch);
                }
                finally
                {
                    Give(owner);
                }
            });
        }
        catch
        {
            Give(owner);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var place in _places.Values)
        {
            await place.DisposeAsync();
        }
    }

    private ConnectionWatches Place(string connection)
    {
        lock (_lock)
        {
            if (!_places.TryGetValue(connection, out var place))
            {
                // As the operator allows the connection: what a caller may watch was looked at before.
                var whole = connections.Get(connection);
                _places[connection] = place = new ConnectionWatches(() => whole.Bind(null, Commands, AccessLevel.Read, new CommandTrace()), time);
            }
            return place;
        }
    }

    private void Take(string owner)
    {
        lock (_lock)
        {
            int own = _byOwner.GetValueOrDefault(owner);
            if (own >= MaxOfOne || _watches >= MaxWatches)
            {
                throw new Fault(ErrorCode.RateLimited, own >= MaxOfOne ? $"{own} resources are watched already." : "Other callers watch as many resources as this server can.",
                    own >= MaxOfOne ? "End one subscription before beginning another." : "Read the resource again when you need it.");
            }
            _watches++;
            _byOwner[owner] = own + 1;
        }
    }

    private void Give(string owner)
    {
        lock (_lock)
        {
            _watches--;
            if (--_byOwner[owner] == 0)
            {
                _byOwner.Remove(owner);
            }
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
