using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Benchmarks.Analysis;

/// <summary>As much of the protocol as planting and checking take: commands in batches, answers that are numbers or short lines.</summary>
internal sealed class RespSocket : IDisposable
{
    private readonly TcpClient _client;
    private readonly BufferedStream _in;
    private readonly MemoryStream _out = new();

    public RespSocket(int port)
    {
        _client = new("127.0.0.1", port) { NoDelay = true };
        _in = new(_client.GetStream(), 1 << 16);
    }

    /// <summary>Commands that are not answered yet.</summary>
    public int Waiting { get; private set; }

    public void Add(params ReadOnlySpan<string> words)
    {
        Head('*', words.Length);
        foreach (string word in words)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(word);
            Head('$', bytes.Length);
            _out.Write(bytes);
            _out.Write("\r\n"u8);
        }
        Waiting++;
    }

    /// <summary>Sends what was added and hands on each answer in its turn; an error throws.</summary>
    public void Flush(Action<int, long>? take = null)
    {
        _out.Position = 0;
        _out.CopyTo(_client.GetStream());
        _out.SetLength(0);
        for (int i = 0; Waiting > 0; i++, Waiting--)
        {
            string line = Line();
            if (line[0] == '-')
            {
                throw new InvalidOperationException(line);
            }
            if (line[0] == '$')
            {
                Skip(long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) + 2);
            }
            take?.Invoke(i, line[0] == ':' ? long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture) : 0);
        }
    }

    public void Dispose() => _client.Dispose();

    private void Head(char kind, int number) => _out.Write(Encoding.ASCII.GetBytes($"{kind}{number}\r\n"));

    private string Line()
    {
        var line = new StringBuilder();
        for (int b; (b = _in.ReadByte()) != '\n';)
        {
            line.Append(b < 0 ? throw new InvalidOperationException("the server closed the connection") : b == '\r' ? "" : (char)b);
        }
        return line.ToString();
    }

    private void Skip(long bytes)
    {
        for (; bytes > 0; bytes--)
        {
            _in.ReadByte();
        }
    }
}
