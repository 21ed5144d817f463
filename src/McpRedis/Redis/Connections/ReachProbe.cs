using System.Net.Sockets;

namespace McpRedis.Redis.Connections;

/// <summary>
/// Why nobody answers at an address, by a plain socket: the library may wait out its whole connect timeout over a port
/// that refused at once, and then not say so.
/// </summary>
internal static class ReachProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    /// <summary>Null when any endpoint takes a connection, or none has said anything yet.</summary>
    public static async Task<SocketException?> RefusalAsync(ConnectionOptions options)
    {
        var tries = options.SocketPath is { } path
            ? [TryAsync(AddressFamily.Unix, (socket, ct) => socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct))]
            : options.Endpoints.Select(e => TryAsync(null, (socket, ct) => socket.ConnectAsync(e.Host, e.Port, ct))).ToArray();
        var refusals = await Task.WhenAll(tries);
        return refusals.Contains(null) ? null : refusals.FirstOrDefault();
    }

    private static async Task<SocketException?> TryAsync(AddressFamily? family, Func<Socket, CancellationToken, ValueTask> connect)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = family is { } given ? new Socket(given, SocketType.Stream, ProtocolType.Unspecified) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await connect(socket, patience.Token);
            return null;
        }
        catch (SocketException e)
        {
            return e;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
