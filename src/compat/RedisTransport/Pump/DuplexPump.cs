using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Pump;

// Two pipes and the two loops that move their bytes: writes of the caller → transport, transport → reads of the caller.
//
// Receiving has a thread of its own when the pipes run on the dedicated scheduler. With ordinary asynchronous receives,
// callers who block a pool thread each while they wait for Redis starve the very pool that must deliver their replies
// (measured: 110 operations a second with 40 such callers, against 9,000 and more). With any other scheduler receiving
// is asynchronous: better latency for asynchronous callers, no such protection.
//
// The receive thread only fills the pipe. The reader is woken through its scheduler, never inline: the caller parses an
// incomplete reply again from its start each time it is woken, so bytes must be able to gather while it parses.
//
// A failure is told on one side only, the read side. Were FlushAsync to throw as well, two threads of the caller would
// fail the waiting commands at once, and some of these would end with the bare exception of this assembly. So when
// sending fails, the send side ends quietly, the transport is shut down, and the read side ends with the reason.
internal sealed class DuplexPump : IMeasuredDuplexPipe, IDisposable
{
    private readonly ITransport _transport;
    private readonly Pipe _toSend;
    private readonly Pipe _received;
    private Exception? _fault;
    private int _shutdownKind;
    private volatile bool _stopped;
    private volatile int _lastReceived;
    private long _bytesReceived;
    private long _bytesSent;
    private long _bytesWaiting;

    private DuplexPump(ITransport transport, PipeOptions? send, PipeOptions? receive)
    {
        _transport = transport;
        _toSend = new Pipe(send ?? PipeOptions.Default);
        _received = new Pipe(receive ?? PipeOptions.Default);
    }

    public PipeReader Input => _received.Reader;

    public PipeWriter Output => _toSend.Writer;

    public long TotalBytesSent => Volatile.Read(ref _bytesSent);

    public long TotalBytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Handed over by the pipe and not yet taken by the transport; what was written since is not in it.</summary>
    public long BytesWaitingToBeSent => Volatile.Read(ref _bytesWaiting);

    public int LastReceived => _lastReceived;

    public PipeShutdownKind ShutdownKind => (PipeShutdownKind)Volatile.Read(ref _shutdownKind);

    public SocketError SocketError =>
        Volatile.Read(ref _fault) is { } fault ? TransportFault.SocketErrorOf(fault) : SocketError.Success;

    public static DuplexPump Start(ITransport transport, PipeOptions? send, PipeOptions? receive, string? name)
    {
        var pump = new DuplexPump(transport, send, receive);
        _ = pump.SendLoopAsync();
        if (receive?.ReaderScheduler is DedicatedThreadPoolPipeScheduler)
        {
            new Thread(pump.ReceiveLoop) { Name = $"{name}:receive", IsBackground = true }.UnsafeStart();
        }
        else
        {
            _ = pump.ReceiveLoopAsync();
        }

        return pump;
    }

    public bool TrySetShutdownKind(PipeShutdownKind kind) => Interlocked.CompareExchange(ref _shutdownKind, (int)kind, 0) == 0;

    public void Dispose()
    {
        TrySetShutdownKind(PipeShutdownKind.Disposed);
        StopSending();

        // In this order: what is blocked in the transport must be awake before its handle goes.
        _transport.Shutdown();
        _transport.Close();
    }

    private void ReceiveLoop()
    {
        var writer = _received.Writer;
        var window = default(ReceiveWindow);
        try
        {
            bool wanted;
            do
            {
                _transport.WaitUntilReadable();
                var buffer = writer.GetMemory(window.Size);
                var count = _transport.Receive(buffer.Span);
                if (!Took(count))
                {
                    break;
                }

                window.Record(count, buffer.Length);
                writer.Advance(count);
                var flush = writer.FlushAsync();

                // Incomplete means that the reader is gigabytes behind: this thread has nothing better to do than wait.
                wanted = !(flush.IsCompletedSuccessfully ? flush.Result : flush.AsTask().GetAwaiter().GetResult()).IsCompleted;
            }
            while (wanted);
        }
        catch (Exception e)
        {
            Fail(PipeShutdownKind.ReadFailed, e);
        }

        EndReceiving();
    }

    private async Task ReceiveLoopAsync()
    {
        var writer = _received.Writer;
        var window = default(ReceiveWindow);
        try
        {
            bool wanted;
            do
            {
                var buffer = writer.GetMemory(window.Size);
                var count = await _transport.ReceiveAsync(buffer).ConfigureAwait(false);
                if (!Took(count))
                {
                    break;
                }

                window.Record(count, buffer.Length);
                writer.Advance(count);
                wanted = !(await writer.FlushAsync().ConfigureAwait(false)).IsCompleted;
            }
            while (wanted);
        }
        catch (Exception e)
        {
            Fail(PipeShutdownKind.ReadFailed, e);
        }

        EndReceiving();
    }

    private bool Took(int count)
    {
        if (count <= 0)
        {
            TrySetShutdownKind(PipeShutdownKind.ReadEndOfStream);
            return false;
        }

        _lastReceived = count;
        Interlocked.Add(ref _bytesReceived, count);
        return true;
    }

    // Without anyone to read replies there is nothing left to send for.
    private void EndReceiving()
    {
        StopSending();
        _transport.Shutdown();
        _received.Writer.Complete(Volatile.Read(ref _fault));
    }

    private async Task SendLoopAsync()
    {
        var reader = _toSend.Reader;
        try
        {
            while (!_stopped)
            {
                var result = await reader.ReadAsync().ConfigureAwait(false);
                var buffer = result.Buffer;
                if (_stopped || (buffer.IsEmpty && result.IsCompleted))
                {
                    break;
                }

                var sent = buffer.IsEmpty ? 0 : await SendAsync(buffer).ConfigureAwait(false);
                reader.AdvanceTo(buffer.GetPosition(sent));
            }
        }
        catch (Exception e)
        {
            Fail(PipeShutdownKind.WriteFailed, e);
        }

        Volatile.Write(ref _bytesWaiting, 0);
        await reader.CompleteAsync().ConfigureAwait(false);
    }

    private async ValueTask<long> SendAsync(ReadOnlySequence<byte> buffer)
    {
        Volatile.Write(ref _bytesWaiting, buffer.Length);
        var sent = await _transport.SendAsync(buffer).ConfigureAwait(false);
        Interlocked.Add(ref _bytesSent, sent);
        Volatile.Write(ref _bytesWaiting, buffer.Length - sent);
        return sent;
    }

    private void StopSending()
    {
        _stopped = true;
        _toSend.Reader.CancelPendingRead();
    }

    // Errors that our own ending causes are no failure.
    private void Fail(PipeShutdownKind kind, Exception exception)
    {
        if (!_stopped)
        {
            TrySetShutdownKind(kind);
            Interlocked.CompareExchange(ref _fault, TransportFault.From(exception), null);
            _transport.Shutdown();
        }
    }
}
