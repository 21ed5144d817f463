using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis;

/// <summary>Failures of the client library as faults. The only file of the mapping that knows the library's types.</summary>
internal static partial class RedisFaults
{
    /// <param name="failure">What the library threw.</param>
    /// <param name="command">What was to be run.</param>
    /// <param name="isWrite">It may change something: then a lost answer leaves its outcome unknown.</param>
    /// <param name="maybeSent">False only when it is sure that nothing reached the server.</param>
    /// <remarks>The caller's own cancellation must be sorted out before: here a cancelled task is the library's, which cancels what a closing connection leaves unanswered.</remarks>
    public static Fault FromException(Exception failure, RedisCommand command, bool isWrite, bool maybeSent) => failure switch
    {
        Fault fault => fault,
        AggregateException { InnerException: { } inner } => FromException(inner, command, isWrite, maybeSent),
        RedisServerException server => FromReply(server.Message, command.FullName),
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } =>
            FromReply("WRONGPASS", command.FullName),
        RedisConnectionException { FailureType: ConnectionFailureType.Loading } => FromReply("LOADING", command.FullName),
        // The library knows that the one server it reaches is a replica, and does not even ask it.
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToResolvePhysicalConnection } when Says(failure, "not eligible for replica") =>
            FromReply("READONLY", command.FullName),
        RedisConnectionException { FailureType: ConnectionFailureType.UnableToConnect or ConnectionFailureType.UnableToResolvePhysicalConnection } =>
            Unavailable(failure),
        RedisTimeoutException or TimeoutException => Late(command, isWrite && maybeSent, failure),
        RedisCommandException when Says(failure, "single slot") => FromReply("CROSSSLOT", command.FullName),
        RedisCommandException when Says(failure, "to a replica") => FromReply("READONLY", command.FullName),
        RedisCommandException when Says(failure, "database") => FromReply("ERR DB index is out of range", command.FullName),
        RedisCommandException => new(ErrorCode.ServerError, $"{command.FullName} cannot be sent over this connection.",
            "redis_server_info tells the server's mode and role.", inner: failure),
        RedisConnectionException or ObjectDisposedException or OperationCanceledException or IOException or System.Net.Sockets.SocketException =>
            Lost(command, isWrite, maybeSent, failure),
        _ => new(ErrorCode.Internal, $"{command.FullName} failed inside this program.", "Call again; if it stays so, report it with the log.", inner: failure),
    };

    private static bool Says(Exception failure, string words) => failure.Message.Contains(words, StringComparison.Ordinal);

    private static Fault Unavailable(Exception cause) =>
        new(ErrorCode.RedisUnavailable, "Redis cannot be reached. The command was not executed.",
            "Call again later; the connection comes back by itself. redis_connection_list shows its state.", retryable: true, cause);

    private static Fault Late(RedisCommand command, bool outcomeUnknown, Exception cause) => outcomeUnknown
        ? Unknown(command, "did not answer in time", cause)
        : new(ErrorCode.Timeout, $"Redis did not answer {command.FullName} in time.",
            "Ask for less in one call, or call again; redis_server_info shows what keeps Redis busy.", retryable: true, cause);

    private static Fault Lost(RedisCommand command, bool isWrite, bool maybeSent, Exception cause) => (isWrite, maybeSent) switch
    {
        (_, false) => Unavailable(cause),
        (true, true) => Unknown(command, "lost the connection before its answer", cause),
        (false, true) => new(ErrorCode.RedisUnavailable, $"The connection to Redis was lost while {command.FullName} was under way.",
            "It reads only: call again.", retryable: true, cause),
    };

    private static Fault Unknown(RedisCommand command, string why, Exception cause) =>
        new(ErrorCode.OutcomeUnknown, $"{command.FullName} {why}: it may have happened.", "Read the key before repeating the call.", retryable: false, cause);
}
