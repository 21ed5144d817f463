using System.Collections.Concurrent;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis.Connections;

/// <summary>
/// One multiplexer, made when first needed. It connects once and then reconnects by itself; a caller that comes
/// while it is down waits a moment (a restarting server is back in less) and then hears so.
/// </summary>
internal sealed class RedisLink(ConnectionOptions options, bool large, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private int _loggedIn = -1;   // the generation in which user and password were accepted
    private readonly ConcurrentDictionary<int, int> _databases = [];   // number, and the generation it was found good in
    private readonly OutageDebris _debris = new(time);
    private Task<ConnectionMultiplexer>? _connecting;
    private TaskCompletionSource _restored = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Counts connections: a probe made on an earlier one is stale.</summary>
    public int Generation { get; private set; }

    /// <summary>Whether transactions may be run over it.</summary>
    public TransactionRights TransactionRights { get; } = new();

    /// <summary>The multiplexer when it is connected, without waiting and without allocating; else null.</summary>
    public ConnectionMultiplexer? Ready =>
        _connecting is { IsCompletedSuccessfully: true } done && done.Result.IsConnected && _loggedIn == Generation ? done.Result : null;

    /// <summary>The connected multiplexer.</summary>
    /// <exception cref="Fault">redis_unavailable or auth_failed, within about a second.</exception>
    public async Task<ConnectionMultiplexer> GetAsync(CancellationToken cancellationToken)
    {
        Task<ConnectionMultiplexer> connecting;
        lock (_lock)
        {
            // A failed attempt (a name that does not resolve) is made anew; a multiplexer is kept.
            if (_connecting is null or { IsFaulted: true } or { IsCanceled: true })
            {
                _connecting = Task.Run(ConnectAsync, CancellationToken.None);
            }
            connecting = _connecting;
        }
        long started = time.GetTimestamp();
        ConnectionMultiplexer multiplexer;
        try
        {
            multiplexer = await ConnectedAsync(connecting, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException or IOException or ArgumentException or System.Net.Sockets.SocketException or System.Security.Cryptography.CryptographicException)
        {
            throw ConnectionFault.Of(options, e);
        }
        if (!multiplexer.IsConnected)
        {
            // One grace for connecting and waiting together: who asks first waits no longer than who asks later.
            var left = Grace - time.GetElapsedTime(started);
            await WaitForRestoreAsync(multiplexer, left > Shortest ? left : Shortest, cancellationToken);
        }
        await RequireLoginAsync(multiplexer, cancellationToken);
        return multiplexer;
    }

    /// <summary>Waits a moment for the connection after the one of <paramref name="generation"/>; false when none came.</summary>
    public async Task<bool> IsRestoredAsync(int generation, CancellationToken cancellationToken)
    {
        var restored = _restored.Task;
        if (Generation == generation)
        {
            try
            {
                await restored.WaitAsync(Grace, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// Makes sure that commands for a database run there. The library sends SELECT ahead of them and does not look at
    /// its answer: where it cannot know how many databases there are (a user without CONFIG), a number that is too
    /// high, or one the user may not use, would leave them to run in whatever database the connection is in. So it is
    /// asked for once on each connection and the answer read; the library's own notion stays right, as it is the same number.
    /// </summary>
    /// <exception cref="Fault">invalid_argument: no such database; not_permitted: not for our user.</exception>
    public ValueTask RequireDatabaseAsync(ConnectionMultiplexer multiplexer, int database, CancellationToken cancellationToken)
    {
        // A connection begins in database 0.
        bool known = (database == 0 && _databases.IsEmpty) || (_databases.TryGetValue(database, out int generation) && generation == Generation);
        return known ? default : new(SelectAsync(multiplexer, database, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        if (_connecting is { IsCompletedSuccessfully: true } done)
        {
            await done.Result.DisposeAsync();
        }
    }

    // Who waits a second for a first connection hears of a server that refuses; a slow one gets its whole time.
    private async Task<ConnectionMultiplexer> ConnectedAsync(Task<ConnectionMultiplexer> connecting, CancellationToken cancellationToken)
    {
        try
        {
            return await connecting.WaitAsync(Grace, time, cancellationToken);
        }
        catch (TimeoutException) when (!connecting.IsCompleted)
        {
            return await ConnectionProbe.WhyAsync(options) is { } why
                ? throw why
                : await connecting.WaitAsync(options.ConnectTimeout + Grace, time, cancellationToken);   // the library needs a moment beyond its own
        }
    }

    // When a server refuses user and password the library goes on with the connection as it is: as the server's default
    // user, who may be allowed more or less than ours. So we log in once more and read the answer.
    private async Task RequireLoginAsync(ConnectionMultiplexer multiplexer, CancellationToken cancellationToken)
    {
        int generation = Generation;
        if (options.Password is { } password && _loggedIn != generation)
        {
            var login = RedisCommand.Of("AUTH");
            login = options.User is { } user ? login.Arg(user).Arg(password) : login.Arg(password);
            foreach (var server in multiplexer.GetServers().Where(s => s.IsConnected))
            {
                try
                {
                    await server.ExecuteAsync(login.Name, login.ToLibraryArguments()).WaitAsync(options.ConnectTimeout, time, cancellationToken);
                }
                catch (RedisServerException e)
                {
                    throw ConnectionFault.OfLogin(options, e.Message, e);
                }
                catch (Exception e) when (e is RedisException or TimeoutException)
                {
                    throw await ConnectionProbe.WhyAsync(options) ?? ConnectionFault.Of(options, e);
                }
            }
        }
        _loggedIn = generation;
    }

    private async Task SelectAsync(ConnectionMultiplexer multiplexer, int database, CancellationToken cancellationToken)
    {
        int generation = Generation;
        _databases.TryAdd(0, -1);   // from now on the connection can be in another one
        await GatewayCall.RunAsync(multiplexer.GetDatabase(database), RedisCommand.Of("SELECT").Arg(database), isWrite: false, cancellationToken);
        _databases[database] = generation;
    }

    private async Task<ConnectionMultiplexer> ConnectAsync()
    {
        var multiplexer = await MultiplexerFactory.ConnectAsync(options, large);
        Generation++;
        multiplexer.ConnectionFailed += (_, e) => LastFailure = e.Exception ?? LastFailure;
        multiplexer.ConnectionRestored += (_, e) =>
        {
            if (e.ConnectionType != ConnectionType.Interactive)
            {
                return;   // the one for subscriptions, which can be back while commands still have none
            }
            Generation++;
            LastFailure = null;
            _debris.CollectSoon();
            Interlocked.Exchange(ref _restored, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
        };
        return multiplexer;
    }

    private Exception? LastFailure { get; set; }

    private async Task WaitForRestoreAsync(ConnectionMultiplexer multiplexer, TimeSpan wait, CancellationToken cancellationToken)
    {
        var restored = _restored.Task;
        if (multiplexer.IsConnected)
        {
            return;
        }
        try
        {
            await restored.WaitAsync(wait, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            if (!multiplexer.IsConnected)
            {
                throw await ConnectionProbe.WhyAsync(options) ?? ConnectionFault.Of(options, LastFailure ?? e);
            }
        }
    }
}
