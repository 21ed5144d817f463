using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace McpRedis.Tests.Support;

/// <summary>Clients that send many writes at once and then wait for all answers, over and over, and know what the server has acknowledged to them.</summary>
internal sealed class PipelinedWriters : IAsyncDisposable
{
    /// <summary>How many there are.</summary>
    public const int Count = 2;

    // Of WriteMix: about 7 KB, so that they never fill what a server and a client can hold of each other.
    private const int RoundsAtOnce = 8;

    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(5);

    private readonly CancellationTokenSource _end = new();
    private readonly long[] _rounds = new long[Count];
    private readonly Task[] _running;
    private readonly TimeSpan _each;
    private long _allowed;
    private long _lastAt = Stopwatch.GetTimestamp();

    /// <param name="port">The server, on loopback.</param>
    /// <param name="writesPerSecond">Of all together; null for as fast as they are answered.</param>
    /// <param name="allowed">After so many, of all together, they rest until <see cref="Allow"/> lets them go on.</param>
    public PipelinedWriters(int port, int? writesPerSecond = null, long allowed = long.MaxValue)
    {
        _allowed = allowed;
        _each = writesPerSecond is { } pace ? TimeSpan.FromSeconds((double)RoundsAtOnce * WriteMix.Writes * Count / pace) : TimeSpan.Zero;
        _running = [.. Enumerable.Range(0, Count).Select(writer => Task.Run(() => WriteAsync(port, writer)))];
    }

    /// <summary>Writes that were acknowledged.</summary>
    public long Acknowledged => Enumerable.Range(0, Count).Sum(RoundsOf) * WriteMix.Writes;

    /// <summary>Since when nothing was acknowledged any more.</summary>
    public TimeSpan Waiting => Stopwatch.GetElapsedTime(Volatile.Read(ref _lastAt));

    /// <summary>Rounds of one of them that were acknowledged as a whole.</summary>
    public long RoundsOf(int writer) => Volatile.Read(ref _rounds[writer]);

    /// <summary>Lets them write so many more.</summary>
    public void Allow(long more) => Interlocked.Add(ref _allowed, more);

    /// <summary>Closes their connections: what a server has held back of them it never runs.</summary>
    /// <exception cref="InvalidOperationException">It refused one of the writes.</exception>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WriteAsync(int port, int writer)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), _end.Token);
            var (request, answers) = (new ArrayBufferWriter<byte>(), new AnswerReader(socket));
            long started = Stopwatch.GetTimestamp();
            for (long batch = 0; ; batch++)
            {
                while (batch * RoundsAtOnce * WriteMix.Writes * Count >= Interlocked.Read(ref _allowed))
                {
                    await Task.Delay(Rest, _end.Token);
                }
                request.ResetWrittenCount();
                int replies = 0;
                for (int i = 0; i < RoundsAtOnce; i++)
                {
                    replies = WriteMix.Add(request, writer, (batch * RoundsAtOnce) + i);
                }
                await SendAsync(socket, request.WrittenMemory);
                for (int i = 0; i < RoundsAtOnce; i++)
                {
                    await answers.TakeAsync(replies, _end.Token);
                    Volatile.Write(ref _rounds[writer], _rounds[writer] + 1);
                    Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());
                }
                if ((_each * (batch + 1)) - Stopwatch.GetElapsedTime(started) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early, _end.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or EndOfStreamException)
        {
            // What was not acknowledged by then does not count.
        }
    }

    private async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await socket.SendAsync(bytes, _end.Token)..];
        }
    }
}
