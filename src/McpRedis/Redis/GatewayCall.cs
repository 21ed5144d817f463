using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>One command on the wire, and what its failure means for the one who asked.</summary>
internal static class GatewayCall
{
    /// <exception cref="Fault">Whatever went wrong, mapped.</exception>
    /// <exception cref="OperationCanceledException">A read was cancelled. A write that was sent is never just "cancelled".</exception>
    public static async Task<RespValue> RunAsync(IDatabaseAsync database, RedisCommand command, bool isWrite, CancellationToken cancellationToken)
    {
        // Before it is sent a write is cancelled for free.
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var result = await database.ExecuteAsync(command.Name, command.ToLibraryArguments()).WaitAsync(cancellationToken);
            return result.ToRespValue();
        }
        catch (Exception e) when (e is not Fault)
        {
            throw Map(e, command, isWrite, cancellationToken);
        }
    }

    public static Exception Map(Exception exception, RedisCommand command, bool isWrite, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested && !isWrite)
        {
            return exception;
        }
        return exception is RedisServerException reply
            ? RedisFaults.FromReply(reply.Message, command.FullName)
            : RedisFaults.FromException(exception, command, isWrite, maybeSent: true);
    }
}
