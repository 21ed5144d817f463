using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using McpRedis.Faults;
using StackExchange.Redis;

namespace McpRedis.Redis.Connections;

/// <summary>Why a connection cannot be had, in words that name the connection and never its address or secret.</summary>
internal static class ConnectionFault
{
    public static Fault Of(ConnectionOptions options, Exception cause)
    {
        var causes = All(cause).ToArray();
        bool certificate = causes.Any(e => e is AuthenticationException or CryptographicException);
        if (certificate || causes.Any(e => e is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }))
        {
            return certificate
                ? new(ErrorCode.AuthFailed, $"The TLS certificate of connection '{options.Name}' was not accepted.", "The operator checks caFile, tlsHost and the server's certificate.", inner: cause)
                : Refused(options, cause);
        }
        if (causes.Any(e => e is RedisConnectionException { FailureType: ConnectionFailureType.Loading } || e.Message.Contains("LOADING ", StringComparison.Ordinal)))
        {
            return RedisFaults.FromReply("LOADING", "");
        }
        string why = causes.OfType<SocketException>().FirstOrDefault()?.SocketErrorCode switch
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

    /// <summary>What the server answered to AUTH.</summary>
    public static Fault OfLogin(ConnectionOptions options, string reply, Exception? cause = null)
    {
        var fault = RedisFaults.FromReply(reply, "AUTH");
        return fault.Code is ErrorCode.AuthFailed or ErrorCode.ServerError or ErrorCode.InvalidArgument ? Refused(options, cause) : fault;
    }

    /// <summary>The user has logged in and may not run what the client library holds a connection by.</summary>
    public static Fault OfRight(ConnectionOptions options, string command) =>
        new(ErrorCode.NotPermitted, $"The Redis user of connection '{options.Name}' may not run {command}, and without it no connection is kept.",
            "The operator can grant what every client needs (ACL SETUSER … +ping +echo, or +@connection).");

    private static Fault Refused(ConnectionOptions options, Exception? cause) =>
        new(ErrorCode.AuthFailed, $"Redis refused the user name or password of connection '{options.Name}'.", $"The operator checks the credentials in {options.Source}.", inner: cause);

    // The library tells of each endpoint's last failure beside or below its own.
    private static IEnumerable<Exception> All(Exception exception) =>
        ((exception as AggregateException)?.InnerExceptions ?? (exception.InnerException is { } inner ? [inner] : []))
        .SelectMany(All).Prepend(exception);
}
