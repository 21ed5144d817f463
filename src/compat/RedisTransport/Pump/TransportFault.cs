using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Pump;

/// <summary>Every failure of a transport leaves as an <see cref="IOException"/>: the caller files these under socket failures.</summary>
internal static class TransportFault
{
    public static Exception From(Exception exception) => exception switch
    {
        ConnectionResetException => exception,
        _ when SocketErrorOf(exception) is not SocketError.Success and var error =>
            new ConnectionResetException($"The connection failed: {error}.", exception),
        IOException => exception,
        _ => new ConnectionResetException($"The connection failed: {exception.Message}", exception),
    };

    /// <summary>The socket error somewhere inside an exception, for diagnosis; Success if there is none.</summary>
    public static SocketError SocketErrorOf(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is SocketException socketException)
            {
                return socketException.SocketErrorCode;
            }
        }

        return SocketError.Success;
    }
}
