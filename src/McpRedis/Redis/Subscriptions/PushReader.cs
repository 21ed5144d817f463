using System.Globalization;
using System.Text;

namespace McpRedis.Redis.Subscriptions;

// What comes over a connection that subscribes (RESP2), each a frame of its own:
//
//   *3 $9 subscribe  $4 news :1             the answer to SUBSCRIBE news
//   *3 $7 message    $4 news $5 hello
//   *4 $8 pmessage   $2 n*   $4 news $5 hello
//   *3 $12 sunsubscribe $4 news :0          also unasked, when the slot of a shard channel moves away
//   *2 $4 pong       $0                     the answer to PING
//   -NOPERM this user has no permissions to access one of the channels used as arguments

/// <summary>Reads frames off a stream. A part beyond <see cref="MaxPartBytes"/> is read past, so that no message can fill our memory.</summary>
internal sealed class PushReader(Stream stream)
{
    public const int MaxPartBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <exception cref="IOException">The connection ended, or what came is no RESP.</exception>
    public async ValueTask<PushFrame> ReadAsync(CancellationToken cancellationToken)
    {
        string line = await LineAsync(cancellationToken);
        if (line.Length == 0)
        {
            throw new IOException("An empty line is no reply.");
        }
        if (line[0] != '*')
        {
            return new(line[0] == '-' ? line : null, [Encoding.Latin1.GetBytes(line[1..])], 0);
        }
        var parts = new byte[Number(line)][];
        long size = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            (parts[i], size) = await PartAsync(cancellationToken);
        }
        return new(null, parts, size);
    }

    private async ValueTask<(byte[] Bytes, long Size)> PartAsync(CancellationToken cancellationToken)
    {
        string line = await LineAsync(cancellationToken);
        if (!line.StartsWith('$'))
        {
            return (Encoding.Latin1.GetBytes(line[1..]), line.Length - 1);
        }
        int size = Number(line);   // 512 MiB is the largest a server sends
        if (size < 0)
        {
            return ([], 0);
        }
        byte[] kept = new byte[Math.Min(size, MaxPartBytes)];
        for (int have = 0, left = size + 2; left > 0;)
        {
            await FillAsync(cancellationToken);
            int take = Math.Min(left, _end - _start);
            int keep = Math.Min(take, kept.Length - have);
            _buffer.AsSpan(_start, keep).CopyTo(kept.AsSpan(have));
            (have, left, _start) = (have + keep, left - take, _start + take);
        }
        return (kept, size);
    }

    // Lines are short: a type, a number, or an error's sentence.
    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        string line = "";
        while (true)
        {
            await FillAsync(cancellationToken);
            int end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            int stop = end < 0 ? _end : end + 1;
            line += Encoding.Latin1.GetString(_buffer, _start, stop - _start);
            _start = stop;
            if (end >= 0)
            {
                return line.TrimEnd('\r', '\n');
            }
            if (line.Length > MaxPartBytes)
            {
                throw new IOException("A line without end is no reply.");
            }
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            (_start, _end) = (0, await stream.ReadAsync(_buffer, cancellationToken));
            if (_end == 0)
            {
                throw new EndOfStreamException("The server closed the connection.");
            }
        }
    }

    private static int Number(string line) =>
        int.TryParse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : throw new IOException("A length is not a number.");
}

/// <param name="Error">The line of an error reply; null for anything else.</param>
/// <param name="Parts">Elements of an array, or the one value.</param>
/// <param name="LastSizeBytes">Size of the last element, however much of it was kept.</param>
internal readonly record struct PushFrame(string? Error, byte[][] Parts, long LastSizeBytes);
