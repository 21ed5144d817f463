using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using McpRedis.Tests.Support;

namespace McpRedis.EndToEnd.Http;

/// <summary>A connection that sends whatever a test wants, HTTP or not, and reads answers by itself: no client library stands between.</summary>
internal sealed class RawHttp : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start, _end;

    private RawHttp(Socket socket) => (_socket, _stream) = (socket, new NetworkStream(socket, ownsSocket: true));

    public static async Task<RawHttp> ConnectAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, TestTimeout.Token());
        return new RawHttp(socket);
    }

    /// <summary>Sends one request on a connection of its own.</summary>
    public static async Task<RawResponse> AskAsync(int port, string request)
    {
        await using var connection = await ConnectAsync(port);
        await connection.SendAsync(request);
        return await connection.ReadAsync(request.StartsWith("HEAD ", StringComparison.Ordinal));
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes, TestTimeout.Token());

    /// <summary>No more is coming from here.</summary>
    public void FinishSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Breaks the connection off, without a word.</summary>
    public void Reset() => _socket.Close(0);

    /// <summary>Null when the other side ends the connection without an answer.</summary>
    public async Task<RawResponse?> TryReadAsync()
    {
        try
        {
            return await ReadAsync();
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The next answer, whole.</summary>
    public async Task<RawResponse> ReadAsync(bool isHead = false)
    {
        var (status, headers) = await ReadHeadAsync();
        string? Header(string name) => headers.Where(header => header.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).FirstOrDefault();
        string body = isHead || status is 204 or 304 or < 200 ? ""
            : Header("Transfer-Encoding") == "chunked" ? await ReadChunksAsync()
            : Header("Content-Length") is { } length ? await ReadTextAsync(int.Parse(length, CultureInfo.InvariantCulture))
            : await ReadToEndAsync();
        return new(status, headers, body);
    }

    /// <summary>Status and headers of an answer that goes on.</summary>
    public async Task<(int Status, IReadOnlyList<(string Name, string Value)> Headers)> ReadHeadAsync()
    {
        int status = int.Parse((await ReadLineAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
        var headers = new List<(string, string)>();
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }
        return (status, headers);
    }

    /// <summary>The next chunk of a chunked body; empty at its end.</summary>
    public async Task<string> ReadChunkAsync()
    {
        string chunk = await ReadTextAsync(int.Parse(await ReadLineAsync(), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        await ReadLineAsync();
        return chunk;
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    private async Task<string> ReadChunksAsync()
    {
        var body = new StringBuilder();
        while (await ReadChunkAsync() is { Length: > 0 } chunk)
        {
            body.Append(chunk);
        }
        return body.ToString();
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        while (true)
        {
            byte one = await NextAsync() ?? throw new IOException("the connection ended");
            if (one == '\n')
            {
                return Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
            }
            line.Add(one);
        }
    }

    private async Task<string> ReadTextAsync(int length)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = await NextAsync() ?? throw new IOException("the connection ended within a body");
        }
        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string> ReadToEndAsync()
    {
        var bytes = new List<byte>();
        while (await NextAsync() is { } one)
        {
            bytes.Add(one);
        }
        return Encoding.UTF8.GetString([.. bytes]);
    }

    private async ValueTask<byte?> NextAsync()
    {
        if (_start == _end)
        {
            (_start, _end) = (0, await _stream.ReadAsync(_buffer, TestTimeout.Token()));
            if (_end == 0)
            {
                return null;
            }
        }
        return _buffer[_start++];
    }
}
