using System.Net.Sockets;
using System.Security.Authentication;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis.Connections;

/// <summary>Why a connection cannot be had, in words that name the connection and never its address or secret.</summary>
internal static class ConnectionFault
{
    public static Fault Of(ConnectionOptions options, Exception cause)
    {
        if (Find<RedisConnectionException>(cause, e => e.FailureType == ConnectionFailureType.AuthenticationFailure) is { } refused)
        {
            return Find<AuthenticationException>(refused) is not null
                ? new(ErrorCode.AuthFailed, $"The TLS certificate of connection '{options.Name}' was not accepted.", "The operator checks caFile, tlsHost and the server's certificate.", inner: cause)
                : new(ErrorCode.AuthFailed, $"Redis refused the user name or password of connection '{options.Name}'.", $"The operator checks the credentials in {options.Source}.", inner: cause);
        }
        string why = Find<SocketException>(cause)?.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => " (connection refused)",
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => " (host not found)",
            SocketError.TimedOut => " (timed out)",
            SocketError.NetworkUnreachable or SocketError.HostUnreachable => " (no route)",
            _ => cause is TimeoutException ? " (no answer)" : "",
        };
        return new(
            ErrorCode.RedisUnavailable,
            $"Redis of connection '{options.Name}' cannot be reached{why}. The command was not executed.",
            "Try again later; it works again by itself when Redis is back. The operator can run mcp-redis check.",
            retryable: true,
            cause);
    }

    private static T? Find<T>(Exception? exception, Func<T, bool>? suits = null)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found && suits?.Invoke(found) != false)
            {
                return found;
            }
        }
        return null;
    }
}
