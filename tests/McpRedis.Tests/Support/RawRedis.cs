using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>
/// A Redis client of a hundred lines, so that the product is never asked to vouch for itself: tests seed, look and compare with
/// this one. One command at a time; not for concurrent use.
/// </summary>
internal sealed class RawRedis(Stream stream) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    public static async Task<RawRedis> ConnectAsync(int port, string? password = null, string? user = null) =>
        await LogInAsync(new RawRedis(await TcpAsync(port)), password, user);

    public static async Task<RawRedis> ConnectUnixAsync(string socketPath, string? password = null, string? user = null)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await ConnectAsync(socket, new UnixDomainSocketEndPoint(socketPath));
        return await LogInAsync(new RawRedis(new NetworkStream(socket, ownsSocket: true)), password, user);
    }

    /// <summary>TLS to 127.0.0.1, verified against the authority of <paramref name="certificates"/>.</summary>
    public static async Task<RawRedis> ConnectTlsAsync(int port, TestCertificates certificates, string? password = null, string? user = null)
    {
        var tls = new SslStream(await TcpAsync(port));
        await tls.AuthenticateAsClientAsync(certificates.ClientOptions("localhost"), TestTimeout.Token());
        return await LogInAsync(new RawRedis(tls), password, user);
    }

    /// <summary>Sends a command (strings, byte arrays, numbers) and gives any reply, errors included.</summary>
    public async Task<RawReply> SendAsync(params object[] arguments)
    {
        await WriteAsync(arguments);
        return await ReadAsync();
    }

    /// <summary>As <see cref="SendAsync"/>, but an error reply throws.</summary>
    public async Task<RawReply> CallAsync(params object[] arguments)
    {
        RawReply reply = await SendAsync(arguments);
        return reply.IsError ? throw new RawRedisException($"{string.Join(' ', arguments.Take(3))}: {reply.Text}") : reply;
    }

    /// <summary>INFO as name and value; <paramref name="section"/> "everything" gives all of it.</summary>
    public async Task<IReadOnlyDictionary<string, string>> InfoAsync(string section = "default")
    {
        string text = (await CallAsync("INFO", section)).Text;
        return text.Split("\r\n").Where(line => line.Contains(':') && !line.StartsWith('#'))
            .ToDictionary(line => line[..line.IndexOf(':')], line => line[(line.IndexOf(':') + 1)..], StringComparer.Ordinal);
    }

    public async Task WriteAsync(params object[] arguments)
    {
        var request = new MemoryStream();
        request.Write(Ascii($"*{arguments.Length}\r\n"));
        foreach (object argument in arguments)
        {
            byte[] bytes = argument as byte[] ?? Encoding.UTF8.GetBytes(Convert.ToString(argument, CultureInfo.InvariantCulture)!);
            request.Write(Ascii($"${bytes.Length}\r\n"));
            request.Write(bytes);
            request.Write("\r\n"u8);
        }
        await stream.WriteAsync(request.ToArray(), TestTimeout.Token());
    }

    /// <summary>Reads one reply or push; for MONITOR, SUBSCRIBE and pipelines.</summary>
    public async Task<RawReply> ReadAsync()
    {
        string line = Encoding.UTF8.GetString(await ReadLineAsync());
        (char kind, string rest) = (line[0], line[1..]);
        switch (kind)
        {
            case '$' or '!' or '=':
                int length = int.Parse(rest, CultureInfo.InvariantCulture);
                return new RawReply(kind, length < 0 ? null : (await ReadExactlyAsync(length + 2))[..length]);
            case '*' or '~' or '>' or '%' or '|':
                int count = int.Parse(rest, CultureInfo.InvariantCulture) * (kind is '%' or '|' ? 2 : 1);
                if (count < 0)
                {
                    return new RawReply(kind, null);
                }
                var items = new List<RawReply>(count);
                for (int i = 0; i < count; i++)
                {
                    items.Add(await ReadAsync());
                }
                return new RawReply(kind, null, items);
            case '_':
                return new RawReply(kind, null);
            default:
                return new RawReply(kind, Encoding.UTF8.GetBytes(rest));
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static async Task<RawRedis> LogInAsync(RawRedis redis, string? password, string? user)
    {
        if (password is not null)
        {
            await (user is null ? redis.CallAsync("AUTH", password) : redis.CallAsync("AUTH", user, password));
        }
        return redis;
    }

    private static async Task<NetworkStream> TcpAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await ConnectAsync(socket, new IPEndPoint(IPAddress.Loopback, port));
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static async Task ConnectAsync(Socket socket, EndPoint endpoint)
    {
        try
        {
            await socket.ConnectAsync(endpoint, TestTimeout.Token());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private async Task<byte[]> ReadLineAsync()
    {
        byte[] line = [];
        while (true)
        {
            await FillAsync();
            int end = Array.IndexOf(_buffer, (byte)'\n', _start, _end - _start);
            int stop = end < 0 ? _end : end + 1;
            line = [.. line, .. _buffer.AsSpan(_start, stop - _start)];
            _start = stop;
            if (end >= 0)
            {
                return line[..^2];
            }
        }
    }

    private async Task<byte[]> ReadExactlyAsync(int count)
    {
        byte[] result = new byte[count];
        for (int have = 0; have < count;)
        {
            await FillAsync();
            int take = Math.Min(count - have, _end - _start);
            Array.Copy(_buffer, _start, result, have, take);
            (have, _start) = (have + take, _start + take);
        }
        return result;
    }

    private async ValueTask FillAsync()
    {
        if (_start < _end)
        {
            return;
        }
        (_start, _end) = (0, await stream.ReadAsync(_buffer, TestTimeout.Token()));
        if (_end == 0)
        {
            throw new EndOfStreamException("The server closed the connection.");
        }
    }
}
