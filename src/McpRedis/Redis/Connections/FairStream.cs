using System.Net.Sockets;

namespace McpRedis.Redis.Connections;

/// <summary>
/// A connection on which nobody works for ever without a pause. What follows a read may run on the thread that watches all sockets; who finds the next bytes there each time it asks
/// would keep that thread from all others, so after so many bytes it goes on on a thread of the pool.
/// </summary>
/// <param name="socket">Connected; closed with this.</param>
internal sealed class FairStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private const int TurnBytes = 1 << 20;

    private int _read;
    private int _written;
    private int _wakeAt = 1;

    /// <summary>Bytes that have come and were not read.</summary>
    public int Waiting
    {
        get
        {
            try
            {
                return Socket.Available;
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                return 0;
            }
        }
    }

    /// <summary>
    /// A read that waits goes on when so many bytes have come, or the connection has ended (SO_RCVLOWAT); one that finds something takes that. No more than what surely comes:
    /// else it waits for ever. Where the system has no such thing it goes on with the first.
    /// </summary>
    public void WakeAt(int bytes)
    {
        if (bytes == _wakeAt || !OperatingSystem.IsLinux())
        {
            return;
        }
        try
        {
            Socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReceiveLowWater, bytes);
            _wakeAt = bytes;
        }
        catch (SocketException)
        {
            // A hint: a connection that is at its end shows so when it is read.
        }
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = base.ReadAsync(buffer, cancellationToken);
        if (!read.IsCompletedSuccessfully)
        {
            _read = 0;
            return read;
        }
        int count = read.Result;
        if (IsWithinTurn(ref _read, count))
        {
            return new(count);
        }
        return ElsewhereAsync(count);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var write = base.WriteAsync(buffer, cancellationToken);
        if (!write.IsCompletedSuccessfully)
        {
            _written = 0;
            return write;
        }
        write.GetAwaiter().GetResult();
        return IsWithinTurn(ref _written, buffer.Length) ? default : new(ElsewhereAsync(0).AsTask());
    }

    private static bool IsWithinTurn(ref int done, int count)
    {
        done += count;
        if (done < TurnBytes)
        {
            return true;
        }
        done = 0;
        return false;
    }

    private static async ValueTask<int> ElsewhereAsync(int count)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return count;
    }
}
