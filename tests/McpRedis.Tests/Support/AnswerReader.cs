using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>Reads answers to many commands and keeps nothing of them, but for an error.</summary>
internal sealed class AnswerReader(Socket socket)
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;

    /// <exception cref="InvalidOperationException">One was an error.</exception>
    /// <exception cref="EndOfStreamException">The server closed the connection.</exception>
    public async Task TakeAsync(int answers, CancellationToken cancellationToken)
    {
        for (int taken = 0; taken < answers;)
        {
            int at = _start;
            if (TrySkip(ref at))
            {
                _start = at;
                taken++;
                continue;
            }
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
            int read = await socket.ReceiveAsync(_buffer.AsMemory(_end), cancellationToken);
            _end += read > 0 ? read : throw new EndOfStreamException();
        }
    }

    private bool TrySkip(ref int at)
    {
        int line = _buffer.AsSpan(at, _end - at).IndexOf("\r\n"u8);
        if (line < 0)
        {
            return false;
        }
        string text = Encoding.ASCII.GetString(_buffer, at, line);
        at += line + 2;
        switch (text[0])
        {
            case '-':
                throw new InvalidOperationException($"a write was refused: {text}");
            case '$':
                at += Number(text) is >= 0 and var length ? length + 2 : 0;
                return at <= _end;
            case '*':
                for (int left = Number(text); left > 0; left--)
                {
                    if (!TrySkip(ref at))
                    {
                        return false;
                    }
                }
                return true;
            default:
                return true;
        }
    }

    private static int Number(string line) => int.Parse(line.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
}
