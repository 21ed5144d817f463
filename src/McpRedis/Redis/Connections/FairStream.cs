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
