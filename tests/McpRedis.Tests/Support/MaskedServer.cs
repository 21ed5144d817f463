using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Support;

/// <summary>
/// A real server behind a mask: what a test has an answer for is answered by the mask, everything else by the server. For what no
/// server at hand is: one without COMMAND, one whose clock is wrong.
/// </summary>
internal sealed class MaskedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentBag<Task> _serving = [];
    private readonly RedisServerProcess _server;
    private readonly Func<string, object?> _mask;
    private readonly Task _accepting;

    /// <param name="server">Behind the mask.</param>
    /// <param name="mask">From a command with its arguments, separated by spaces, to an answer (see <see cref="ReplayServer.Answer"/>), or null for the server's own.</param>
    public MaskedServer(RedisServerProcess server, Func<string, object?> mask)
    {
        (_server, _mask) = (server, mask);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public ConnectionOptions Options(string name) => _server.Options(name) with { Endpoints = [new RedisEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port)] };

    /// <summary>The answer of a server that has no such command.</summary>
    public static Exception Unknown(string command) => new InvalidOperationException($"ERR unknown command '{command}', with args beginning with: ");

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_serving);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using RawRedis requests = new(stream);   // a request has the form of a reply: an array of bulk strings
            await using RawRedis server = await _server.ConnectAsync();
            await using var ending = _end.Token.Register(() => socket.Dispose());
            while (true)
            {
                var request = await requests.ReadAsync();
                object reply = _mask(string.Join(' ', request.Items!.Select(item => item.Text))) ?? await server.SendAsync([.. request.Items!.Select(item => (object)item.Bytes!)]);
                var bytes = new MemoryStream();
                ReplayServer.Write(bytes, reply);
                await stream.WriteAsync(bytes.ToArray(), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left.
        }
    }
}
