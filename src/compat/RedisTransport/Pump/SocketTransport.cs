using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Pipelines.Sockets.Unofficial.Pump;

internal sealed class SocketTransport(Socket socket) : ITransport
{
    private const int MaxSegmentsPerSend = 64;

    // Used by one send at a time: the pump's send loop.
    private readonly List<ArraySegment<byte>> _gathered = new(MaxSegmentsPerSend);

    // On Unix a blocking Receive on a socket that was connected asynchronously can lose the race with epoll, and is then
    // woken through the thread pool: with a full pool, replies lie unread on the socket until calls time out. After
    // Poll the bytes are there and Receive takes them at once, on this thread.
    public void WaitUntilReadable() => socket.Poll(-1, SelectMode.SelectRead);

    public int Receive(Span<byte> destination) => socket.Receive(destination, SocketFlags.None);

    public ValueTask<int> ReceiveAsync(Memory<byte> destination) => socket.ReceiveAsync(destination, SocketFlags.None);

    public async ValueTask<long> SendAsync(ReadOnlySequence<byte> buffer)
    {
        if (buffer.IsSingleSegment || !TryGather(buffer))
        {
            return await socket.SendAsync(FirstFilled(buffer), SocketFlags.None).ConfigureAwait(false);
        }

        try
        {
            return await socket.SendAsync(_gathered, SocketFlags.None).ConfigureAwait(false);
        }
        finally
        {
            _gathered.Clear();
        }
    }

    public void Shutdown()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Not connected any more: nobody is blocked in it either.
        }
    }

    public void Close() => socket.Dispose();

    // False when the pipe's memory pool does not deal in arrays; such memory is sent piece by piece.
    private bool TryGather(ReadOnlySequence<byte> buffer)
    {
        foreach (var memory in buffer)
        {
            if (memory.IsEmpty)
            {
                continue;
            }

            if (_gathered.Count == MaxSegmentsPerSend || !MemoryMarshal.TryGetArray(memory, out var segment))
            {
                break;
            }

            _gathered.Add(segment);
        }

        return _gathered.Count > 0;
    }

    private static ReadOnlyMemory<byte> FirstFilled(ReadOnlySequence<byte> buffer)
    {
        foreach (var memory in buffer)
        {
            if (!memory.IsEmpty)
            {
                return memory;
            }
        }

        return default;
    }
}
