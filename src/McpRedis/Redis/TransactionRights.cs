using System.Collections.Concurrent;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>
/// Whether our user may run transactions, found out before the first one of a connection. The client library sends
/// MULTI, the commands and EXEC in one go and never looks at the answer to MULTI: where that is refused every command
/// runs by itself, and the failure of EXEC sounds as if none had.
/// </summary>
/// <remarks>Only a yes is kept: a right that was granted meanwhile counts at once.</remarks>
internal sealed class TransactionRights
{
    private readonly ConcurrentDictionary<string, int> _granted = [];   // node of a cluster, and the generation it said yes in

    /// <param name="database">Where the transaction is to run.</param>
    /// <param name="generation">Of the connection.</param>
    /// <param name="commands">What it is to run; only their keys matter here.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="Fault">not_permitted: MULTI or EXEC is; nothing was sent that could change anything.</exception>
    public async ValueTask RequireAsync(IDatabase database, int generation, IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        RedisKey? key = FirstKey(commands);
        string node = NodeOf(database.Multiplexer, key);
        if (_granted.TryGetValue(node, out int known) && known == generation)
        {
            return;
        }
        // EXEC first and outside of any transaction, where it can only fail. Were it refused behind a MULTI that was
        // taken, a server could be left queueing what everybody else sends over the connection.
        await AskForExecAsync(database, cancellationToken);
        await AskForMultiAsync(database, key, cancellationToken);
        _granted[node] = generation;
    }

    /// <summary>
    /// As for MULTI; asked each time, as it is a matter of the keys, too. The library goes on where WATCH is refused, and
    /// would run the block unguarded. The watch ends with a transaction that changes nothing.
    /// </summary>
    /// <exception cref="Fault">not_permitted: WATCH, for one of the keys, or UNWATCH is.</exception>
    public static async Task RequireWatchAsync(IDatabase database, IReadOnlyList<KeyCondition> conditions, CancellationToken cancellationToken)
    {
        var watch = RedisCommand.Of("WATCH").Keys(conditions.Select(c => (ReadOnlyMemory<byte>)c.Key));
        var unwatch = RedisCommand.Of("UNWATCH");
        var watching = RefusalAsync(() => database.ExecuteAsync(watch.Name, watch.ToLibraryArguments()), watch, cancellationToken);
        var ending = AskForMultiAsync(database, FirstKey([watch]), cancellationToken);
        var unwatching = OnMasters(database, s => RefusalAsync(() => s.ExecuteAsync(unwatch.Name), unwatch, cancellationToken));
        await ending;
        RefuseAny([await watching], watch, "+watch +unwatch");
        RefuseAny(await unwatching, unwatch, "+watch +unwatch");
    }

    /// <summary>After an outcome that nobody knows: the right may have been taken away.</summary>
    public void Forget() => _granted.Clear();

    /// <summary>For a transaction that was sent: what means that MULTI may have been refused, so that its commands may have run one by one. Null for every other failure.</summary>
    public static Fault? Unguarded(Exception failure) => failure is RedisServerException { Message: var text } && (SaysWithoutMulti(text) || RefusesExec(text))
        ? new(ErrorCode.OutcomeUnknown, "The Redis user may no longer run transactions (MULTI, EXEC): the commands may have been done, each by itself.",
            "Read the keys before repeating the call; the operator can grant +multi +exec.", inner: failure)
        : null;

    private static async Task AskForExecAsync(IDatabase database, CancellationToken cancellationToken)
    {
        var exec = RedisCommand.Of("EXEC");
        var refusals = await OnMasters(database, s => RefusalAsync(() => s.ExecuteAsync(exec.Name), exec, cancellationToken));
        // That there is nothing to run is as it should be.
        RefuseAny(refusals.Where(r => r is not null && !SaysWithoutMulti(r)), exec, "+multi +exec");
    }

    // Of what is in it nothing is needed but that it changes nothing: when it is refused, it was refused within a transaction.
    private static async Task AskForMultiAsync(IDatabase database, RedisKey? key, CancellationToken cancellationToken)
    {
        var multi = RedisCommand.Of("MULTI");
        var transaction = database.CreateTransaction();
        var inner = key is { } named ? transaction.ExecuteAsync("TYPE", named) : transaction.ExecuteAsync("PING");
        _ = inner.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
        string? refusal = await RefusalAsync(() => transaction.ExecuteAsync(), multi, cancellationToken);
        if (refusal is not null && (SaysWithoutMulti(refusal) || RefusesExec(refusal)))
        {
            throw Missing(multi, "+multi +exec");
        }
        RefuseAny([refusal?.StartsWith("EXECABORT", StringComparison.Ordinal) == true ? null : refusal], multi, "+multi +exec");
    }

    private static Task<string?[]> OnMasters(IDatabase database, Func<IServer, Task<string?>> ask) =>
        Task.WhenAll(Nodes.Masters(database.Multiplexer).Where(s => s.IsConnected).Select(ask));

    /// <returns>The server's error; null when it did as asked.</returns>
    private static async Task<string?> RefusalAsync(Func<Task> ask, RedisCommand command, CancellationToken cancellationToken)
    {
        try
        {
            await ask().WaitAsync(cancellationToken);   // keys of two slots throw at once
            return null;
        }
        catch (RedisServerException e)
        {
            return e.Message;
        }
        catch (Exception e) when (e is not Fault)
        {
            throw GatewayCall.Map(e, command, isWrite: false, cancellationToken);
        }
    }

    // A key out of reach is another matter than a command.
    private static void RefuseAny(IEnumerable<string?> refusals, RedisCommand command, string rights)
    {
        if (refusals.FirstOrDefault(r => r is not null) is { } text)
        {
            throw text.Contains("NOPERM", StringComparison.Ordinal) && Names(text, command.Name) ? Missing(command, rights) : RedisFaults.FromReply(text, command.FullName);
        }
    }

    private static Fault Missing(RedisCommand command, string rights) =>
        new(ErrorCode.NotPermitted, $"The Redis user may not run {command.Name}, so that transactions (MULTI, EXEC), which do several things all or nothing, are closed to it. Nothing was done.",
            $"The operator can grant it (ACL SETUSER … {rights}).");

    private static bool SaysWithoutMulti(string text) => text.Contains("EXEC without MULTI", StringComparison.OrdinalIgnoreCase);

    // NOPERM User app has no permissions to run the 'exec' command, by itself or behind EXECABORT Transaction discarded because of:
    private static bool RefusesExec(string text) => text.Contains("NOPERM", StringComparison.Ordinal) && Names(text, "EXEC");

    private static bool Names(string text, string command) => text.Contains($"'{command}'", StringComparison.OrdinalIgnoreCase);

    private static RedisKey? FirstKey(IReadOnlyList<RedisCommand> commands)
    {
        foreach (var argument in commands.SelectMany(c => c.Arguments))
        {
            if (argument.IsKey)
            {
                return (RedisKey)argument.Bytes.ToArray();
            }
        }
        return null;
    }

    // Users are a matter of each node of a cluster.
    private static string NodeOf(IConnectionMultiplexer multiplexer, RedisKey? key)
    {
        var cluster = multiplexer.GetServers().FirstOrDefault(s => s.IsConnected && s.ServerType == ServerType.Cluster);
        return cluster is null || key is not { } named ? "" : cluster.ClusterConfiguration?.GetBySlot(named)?.NodeId ?? $"slot {multiplexer.GetHashSlot(named)}";
    }
}
