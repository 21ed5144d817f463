using System.Net;
using System.Net.Sockets;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>
/// The one port that this program opens towards servers: for a server that was told to follow us, as long as that takes. It listens on one address;
/// who comes from another machine than the server is turned away without a byte, and so are more at a time than one server has use for.
/// </summary>
internal sealed class ReplicaListener : IDisposable
{
    private const int Backlog = 4;
    private const int MostAtOnce = 4; // one that fetches, and those that have not yet shown who they are

    private readonly Socket _socket;
    private readonly ReplicaPeers _peers;
    private int _open;
    private long _turnedAway;

    private ReplicaListener(Socket socket, ReplicaPeers peers) => (_socket, _peers) = (socket, peers);

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Connections that were closed unheard.</summary>
    public long TurnedAway => Interlocked.Read(ref _turnedAway);

    /// <param name="address">Of this machine, and no other of its addresses.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="peers">Who may come.</param>
    /// <exception cref="Fault">conflict: the address is not this machine's, or the port is taken.</exception>
    public static ReplicaListener Start(IPAddress address, int port, ReplicaPeers peers)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            socket.Listen(Backlog);
            return new(socket, peers);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new Fault(ErrorCode.Conflict, "The address at which this program is to serve the target cannot be listened on: it is none of this machine's, or its port is taken.",
                "The operator must name an address of this machine that the target's machine can reach.", inner: e);
        }
    }

    /// <summary>Takes connections until it is cancelled; each is closed when what serves it ends.</summary>
    /// <param name="serve">Serves one; what it throws ends that connection alone.</param>
    public async Task RunAsync(Func<Stream, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        var links = new List<Task>();
        try
        {
            while (true)
            {
                Socket link = await _socket.AcceptAsync(cancellationToken);
                links.RemoveAll(done => done.IsCompleted);
                if (!_peers.Contains(((IPEndPoint)link.RemoteEndPoint!).Address) || Volatile.Read(ref _open) >= MostAtOnce)
                {
                    Interlocked.Increment(ref _turnedAway);
                    link.Dispose();
                    continue;
                }
                Interlocked.Increment(ref _open);
                links.Add(Task.Run(() => ServeAsync(link, serve, cancellationToken), CancellationToken.None));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException || (e is SocketException && cancellationToken.IsCancellationRequested))
        {
            // Over.
        }
        finally
        {
            await Task.WhenAll(links);
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task ServeAsync(Socket link, Func<Stream, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        try
        {
            link.NoDelay = true;
            await using var stream = new FairStream(link);
            await serve(stream, cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
            // Theirs to come again.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
