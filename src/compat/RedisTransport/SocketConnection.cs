using System.IO.Pipelines;
using System.Net.Sockets;
using Pipelines.Sockets.Unofficial.Pump;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A connected socket as a duplex pipe. The work is done by <see cref="DuplexPump"/>.</summary>
public sealed class SocketConnection : IMeasuredDuplexPipe, IDisposable
{
    private readonly Socket _socket;
    private readonly DuplexPump _pump;

    private SocketConnection(Socket socket, DuplexPump pump)
    {
        _socket = socket;
        _pump = pump;
    }

    public PipeReader Input => _pump.Input;

    public PipeWriter Output => _pump.Output;

    public long TotalBytesSent => _pump.TotalBytesSent;

    public long TotalBytesReceived => _pump.TotalBytesReceived;

    public long BytesRead => _pump.TotalBytesReceived;

    public long BytesSent => _pump.TotalBytesSent;

    /// <summary>Size of the last receive.</summary>
    public int LastReceived => _pump.LastReceived;

    public PipeShutdownKind ShutdownKind => _pump.ShutdownKind;

    public SocketError SocketError => _pump.SocketError;

    /// <summary>Called by the client at the start of every connect. There is nothing to assert: no dependencies.</summary>
    public static void AssertDependencies()
    {
    }

    /// <summary>Called before connecting, for TCP and for unix sockets; the latter have no Nagle to switch off.</summary>
    public static void SetRecommendedClientOptions(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }
    }

    public static SocketConnection Create(
        Socket socket,
        PipeOptions? sendPipeOptions,
        PipeOptions? receivePipeOptions,
        SocketConnectionOptions connectionOptions,
        string? name)
    {
        ArgumentNullException.ThrowIfNull(socket);
        return new(socket, DuplexPump.Start(new SocketTransport(socket), sendPipeOptions, receivePipeOptions, name));
    }

    /// <summary>Says why the connection will end; only the first to say so is heard.</summary>
    public bool TrySetProtocolShutdown(PipeShutdownKind kind) => _pump.TrySetShutdownKind(kind);

    public Counters GetCounters() => new(_socket.Available, _pump.BytesWaitingToBeSent);

    /// <summary>Disposes the socket too.</summary>
    public void Dispose() => _pump.Dispose();

    /// <summary>Bytes under way, for the text of timeouts. Negative means unknown and is left out there.</summary>
    public readonly struct Counters
    {
        internal Counters(long onSocket, long toSend)
        {
            BytesAvailableOnSocket = onSocket;
            BytesWaitingToBeSent = toSend;
        }

        public long BytesAvailableOnSocket { get; }

        public long BytesWaitingToBeRead => -1;

        public long BytesWaitingToBeSent { get; }
    }
}
