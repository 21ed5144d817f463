using System.Buffers;

namespace Pipelines.Sockets.Unofficial.Pump;

/// <summary>What a pump moves bytes to and from: a socket, or a stream over one.</summary>
internal interface ITransport
{
    /// <summary>Blocks until <see cref="Receive"/> would not, where the transport can tell.</summary>
    void WaitUntilReadable();

    /// <summary>Blocks for at least one byte; 0 at the end.</summary>
    int Receive(Span<byte> destination);

    ValueTask<int> ReceiveAsync(Memory<byte> destination);

    /// <summary>Sends some or all of a non-empty buffer and says how much.</summary>
    ValueTask<long> SendAsync(ReadOnlySequence<byte> buffer);

    /// <summary>Ends both directions and wakes whoever is blocked in them. Never throws.</summary>
    void Shutdown();

    /// <summary>Lets the transport go. Never throws.</summary>
    void Close();
}
