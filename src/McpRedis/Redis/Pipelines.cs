using System.Text;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>Several commands at once: as a pipeline, where each stands for itself, or as a transaction, where all happen or none.</summary>
internal static class Pipelines
{
    /// <summary>An error reply takes its command's place. A lost connection is a fault of the whole: nobody knows how far it came.</summary>
    public static async Task<RespValue[]> RunAsync(IDatabase database, IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tasks = new Task<RedisResult>[commands.Count];
        for (int i = 0; i < tasks.Length; i++)
        {
            tasks[i] = SendAsync(database, commands[i]);
        }
        bool anyWrite = commands.Any(c => !ReadTier.Contains(c.FullName));
        var replies = new RespValue[tasks.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                replies[i] = (await tasks[i].WaitAsync(cancellationToken)).ToRespValue();
            }
            catch (RedisServerException e)
            {
                replies[i] = RespValue.Of(RespKind.Error, Encoding.UTF8.GetBytes(e.Message));
            }
            catch (Exception e) when (e is not Fault)
            {
                _ = Task.WhenAll(tasks).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
                throw GatewayCall.Map(e, commands[i], anyWrite, cancellationToken);
            }
        }
        return replies;
    }

    // Async for its exceptions: the library throws at once for keys of two slots, and that is the failure of this command like any other.
    private static async Task<RedisResult> SendAsync(IDatabase database, RedisCommand command) =>
        await database.ExecuteAsync(command.Name, command.ToLibraryArguments());

    /// <summary>An outcome for each: what one command came to says nothing of the next.</summary>
    public static async Task<IReadOnlyList<CommandOutcome>> RunEachAsync(IDatabase database, IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var tasks = commands.Select(c => SendAsync(database, c)).ToArray();
        var outcomes = new CommandOutcome[tasks.Length];
        for (int i = 0; i < tasks.Length; i++)
        {
            try
            {
                outcomes[i] = new((await tasks[i].WaitAsync(cancellationToken)).ToRespValue(), null);
            }
            catch (Exception e) when (e is not Fault)
            {
                bool isWrite = !ReadTier.Contains(commands[i].FullName);
                outcomes[i] = new(RespValue.Null, GatewayCall.Map(e, commands[i], isWrite, cancellationToken) as Fault
                    ?? new Fault(ErrorCode.Timeout, $"{commands[i].FullName} was not answered before the call ended.", "It reads only: call again.", retryable: true, e));
            }
        }
        return outcomes;
    }

    /// <summary>MULTI/EXEC, for a user who is known to have the right to both. On a cluster all keys must share a slot.</summary>
    public static async Task<RespValue[]> RunAtomicAsync(IDatabase database, IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var transaction = database.CreateTransaction();
        using var refusals = new QueueRefusals(database.Multiplexer, commands);
        var tasks = commands.Select(c => transaction.ExecuteAsync(c.Name, c.ToLibraryArguments())).ToArray();
        try
        {
            if (!await transaction.ExecuteAsync().WaitAsync(cancellationToken))
            {
                throw new Fault(ErrorCode.Conflict, "The transaction was given up because of a change by others. None of it ran.", "Call again.", retryable: true);
            }
            var replies = new RespValue[tasks.Length];
            for (int i = 0; i < tasks.Length; i++)
            {
                replies[i] = (await tasks[i].WaitAsync(cancellationToken)).ToRespValue();
            }
            return replies;
        }
        catch (Exception e) when (e is not Fault)
        {
            _ = Task.WhenAll(tasks).ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);
            // A queued command's own error surfaces on its task; the transaction's is only that it was aborted.
            int own = Array.FindIndex(tasks, t => t.Exception?.InnerException is RedisServerException);
            var failure = own < 0 ? e : tasks[own].Exception!.InnerException!;
            throw TransactionRights.Unguarded(failure) ?? (await refusals.ReasonAsync(failure) is { } refusal
                ? RedisFaults.FromReply(refusal.Text, commands[refusal.At ?? 0].FullName)
                : GatewayCall.Map(failure, commands[Math.Max(own, 0)], isWrite: true, cancellationToken));
        }
    }
}
