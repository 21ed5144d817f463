using McpRedis.Faults;
using McpRedis.Redis;

namespace McpRedis.Tools.Scripting;

/// <summary>
/// Runs a script or function and ends it when it takes too long. A server hears of nothing while a script runs, until
/// busy-reply-threshold (5 s unless set otherwise) has passed; from then on it takes the order to end it, if nothing was written yet.
/// </summary>
internal sealed class ScriptWatch(IRedisGateway redis, TimeProvider time)
{
    // Twice the time in which a server with the usual threshold takes the order, and before the call's own deadline.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(11);

    /// <param name="command">EVAL, FCALL and their kin; it goes over the connection for slow replies.</param>
    /// <param name="kill">SCRIPT KILL or FUNCTION KILL, over the other one.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellationToken">Of the call. A script is ended then, too.</param>
    public async Task<RespValue> RunAsync(RedisCommand command, string kill, TimeSpan limit, CancellationToken cancellationToken)
    {
        // The other connection must stand already: a server that runs a script lets nobody in. And where somebody
        // else's script occupies the server, the order to end it would hit that one.
        var ready = await redis.ForEachMasterAsync(RedisCommand.Of("PING"), cancellationToken);
        if (ready.FirstOrDefault(r => r.Fault is { Code: not ErrorCode.NotPermitted })?.Fault is { } fault)
        {
            throw fault;
        }
        var running = redis.ExecuteAsync(command.Large(), CancellationToken.None).AsTask();
        try
        {
            return await running.WaitAsync(limit, time, cancellationToken);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            Observe(running);
            await EndAsync(kill, once: true);
            throw;
        }
        catch (TimeoutException)
        {
            Observe(running);
        }
        return await EndAsync(kill, once: false) switch
        {
            End.Stopped => throw new Fault(ErrorCode.Timeout, $"The script did not end within {limit.TotalMilliseconds:0} ms and was stopped. It had written nothing.", "Let it do less in one run."),
            End.Wrote => throw new Fault(ErrorCode.RedisBusyScript, "The script is still running: it has written already, so Redis refuses to stop it. The server answers nobody until it ends by itself.",
                "Wait, then read what it was to write. If it never ends, only the operator can help: SHUTDOWN NOSAVE, which loses what was written since the last save.", retryable: false),
            End.Over => await running,
            End.Forbidden => throw new Fault(ErrorCode.RedisBusyScript, $"The script did not end within {limit.TotalMilliseconds:0} ms, and the Redis user may not run {kill} to stop it.",
                $"It may still run and write. Wait, then read what it was to write; the operator can stop it or grant the right (ACL SETUSER … +{kill.ToLowerInvariant().Replace(' ', '|')}).", retryable: false),
            _ => throw new Fault(ErrorCode.RedisBusyScript, $"The script did not end within {limit.TotalMilliseconds:0} ms, and the server did not take the order to stop it.",
                "It may still run and write. Wait, then read what it was to write.", retryable: false),
        };
    }

    /// <summary>What the order to end it came to. On a cluster every master is asked: only one that runs a script takes it.</summary>
    private async Task<End> EndAsync(string kill, bool once)
    {
        long started = time.GetTimestamp();
        while (true)
        {
            var replies = await redis.ForEachMasterAsync(RedisCommand.Of(kill), CancellationToken.None);
            var faults = replies.Select(r => r.Fault).ToArray();
            if (faults.Any(f => f is null))
            {
                return End.Stopped;
            }
            if (faults.Any(f => f is { Code: ErrorCode.RedisBusyScript, Retryable: false }))
            {
                return End.Wrote;   // UNKILLABLE; BUSY may be repeated
            }
            if (faults.All(f => f!.Code == ErrorCode.Conflict))
            {
                return End.Over;   // NOTBUSY: it has ended by itself meanwhile, or an earlier order was late
            }
            if (faults.Any(f => f!.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer))
            {
                return End.Forbidden;
            }
            if (once || time.GetElapsedTime(started) > Patience)
            {
                return End.Unknown;
            }
        }
    }

    private static void Observe(Task task) => _ = task.ContinueWith(static t => _ = t.Exception, TaskScheduler.Default);

    private enum End
    {
        Stopped,
        Wrote,
        Over,
        Forbidden,
        Unknown,
    }
}
