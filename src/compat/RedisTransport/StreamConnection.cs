using System.IO.Pipelines;
using Pipelines.Sockets.Unofficial.Pump;

namespace Pipelines.Sockets.Unofficial;

/// <summary>A stream (TLS, or a tunnel's own) as a duplex pipe.</summary>
public static class StreamConnection
{
    // Enough for a log to be read back without a call per value.
    private const int SmallestReadBuffer = 8192;

    /// <summary>Disposing the result disposes the stream: the client does not do it.</summary>
    public static IDuplexPipe GetDuplex(
        Stream stream, PipeOptions? sendPipeOptions, PipeOptions? receivePipeOptions, string? name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return DuplexPump.Start(new StreamTransport(stream), sendPipeOptions, receivePipeOptions, name);
    }

    /// <summary>Only for reading back what a logging tunnel wrote.</summary>
    public static PipeReader GetReader(Stream stream, PipeOptions? pipeOptions, string? name)
    {
        var options = pipeOptions ?? PipeOptions.Default;
        return PipeReader.Create(
            stream,
            new StreamPipeReaderOptions(options.Pool, Math.Max(SmallestReadBuffer, options.MinimumSegmentSize)));
    }
}
