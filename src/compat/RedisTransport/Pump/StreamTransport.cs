using System.Buffers;
using System.Net.Sockets;

namespace Pipelines.Sockets.Unofficial.Pump;

// A stream cannot be polled: a TLS stream keeps decrypted bytes of its own, so a quiet socket does not mean an empty
// stream. Its receive thread simply blocks in Read.
internal sealed class StreamTransport(Stream stream) : ITransport
{
    public void WaitUntilReadable()
    {
    }

    public int Receive(Span<byte> destination) => stream.Read(destination);

    public ValueTask<int> ReceiveAsync(Memory<byte> destination) => stream.ReadAsync(destination);

    public async ValueTask<long> SendAsync(ReadOnlySequence<byte> buffer)
    {
        foreach (var memory in buffer)
        {
            await stream.WriteAsync(memory).ConfigureAwait(false);
        }

        await stream.FlushAsync().ConfigureAwait(false);
        return buffer.Length;
    }

    // A stream has no half-way: ending it is disposing it. The caller does not dispose its SslStream, so this must.
    public void Shutdown() => Close();

    public void Close()
    {
        try
        {
            stream.Dispose();
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // A stream may try to say goodbye over a connection that is gone.
        }
    }
}
