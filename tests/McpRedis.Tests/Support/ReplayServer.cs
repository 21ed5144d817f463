using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using McpRedis.Redis.Connections;

namespace McpRedis.Tests.Support;

/// <summary>
/// A real server with the commands of modules in front, whose replies were written by hand from the commands'
/// documentation: for modules that no package at hand has. What was not recorded is refused by name, so that a test
/// fails on a command it did not expect; everything that is no module's goes to the real server.
/// <code>
/// replay.Answer("TS.GET t", new object[] { 1000, "2.5" });
/// </code>
/// </summary>
internal sealed class ReplayServer : IAsyncDisposable
{
    private static readonly string[] Families = ["JSON.", "FT.", "TS."];

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly ConcurrentDictionary<string, object> _answers = new(StringComparer.Ordinal);
    private readonly RedisFixture _redis;
    private readonly Task _accepting;

    public ReplayServer(RedisFixture redis)
    {
        _redis = redis;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Module commands that came, in order, arguments separated by spaces.</summary>
    public ConcurrentQueue<string> Seen { get; } = [];

    public ConnectionOptions Options => _redis.Options() with { Endpoints = [new RedisEndpoint("127.0.0.1", ((IPEndPoint)_listener.LocalEndpoint).Port)] };

    /// <param name="command">Name and arguments, separated by spaces.</param>
    /// <param name="reply">Text, a number, an array of these, null, or an exception for an error reply.</param>
    public ReplayServer Answer(string command, object? reply)
    {
        _answers[command] = reply ?? DBNull.Value;
        return this;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptSocketAsync(_end.Token));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            await using RawRedis requests = new(stream);   // a request has the form of a reply: an array of bulk strings
            await using RawRedis server = await _redis.ConnectAsync();
            List<object?>? queued = null;   // of a transaction: the recorded reply, or null for what the real server answers
            while (true)
            {
                var request = await requests.ReadAsync();
                object[] arguments = [.. request.Items!.Select(item => (object)item.Bytes!)];
                string line = string.Join(' ', request.Items!.Select(item => item.Text));
                string name = request.Items![0].Text.ToUpperInvariant();
                object? recorded = null;
                if (Families.Any(family => name.StartsWith(family, StringComparison.Ordinal)))
                {
                    Seen.Enqueue(line);
                    recorded = _answers.GetValueOrDefault(line) ?? new InvalidOperationException($"ERR not recorded: {line}");
                }
                object reply;
                if (queued is not null && name is "EXEC" or "DISCARD")
                {
                    var real = await server.SendAsync(arguments);
                    reply = name == "EXEC" && real.Items is { } items ? items.Select((item, at) => queued![at] ?? item).ToArray() : real;
                    queued = null;
                }
                else if (queued is not null)
                {
                    queued.Add(recorded);
                    reply = await server.SendAsync(recorded is null ? arguments : ["ECHO", ""]);   // holds the place
                }
                else if (line.StartsWith("COMMAND INFO", StringComparison.OrdinalIgnoreCase))
                {
                    reply = request.Items!.Skip(2).Select(item => (object)new object[] { item.Text.ToLowerInvariant(), -1, Array.Empty<object>(), 0, 0, 0 }).ToArray();
                }
                else
                {
                    reply = recorded ?? await server.SendAsync(arguments);
                    queued = name == "MULTI" ? [] : null;
                }
                var bytes = new MemoryStream();
                Write(bytes, reply);
                await stream.WriteAsync(bytes.ToArray(), _end.Token);
            }
        }
        catch (Exception e) when (e is IOException or EndOfStreamException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client left.
        }
    }

    /// <summary>A reply as the wire has it.</summary>
    internal static void Write(MemoryStream to, object reply)
    {
        switch (reply)
        {
            case DBNull: Line("$-1"); break;
            case Exception error: Line("-" + error.Message); break;
            case int or long: Line(":" + Convert.ToString(reply, CultureInfo.InvariantCulture)); break;
            case object?[] items:
                Line($"*{items.Length}");
                foreach (object? item in items)
                {
                    Write(to, item ?? DBNull.Value);
                }
                break;
            case RawReply { Items: { } elements } real:
                Line($"{real.Kind}{(real.Kind == '%' ? elements.Count / 2 : elements.Count)}");
                foreach (var element in elements)
                {
                    Write(to, element);
                }
                break;
            case RawReply { Bytes: null } real: Line($"{real.Kind}{(real.Kind == '_' ? "" : "-1")}"); break;
            case RawReply { Kind: '$' or '=' or '!' } real: Bulk(real.Kind, real.Bytes!); break;
            case RawReply real: Line(real.Kind + real.Text); break;
            default: Bulk('$', Encoding.UTF8.GetBytes((string)reply)); break;
        }

        void Line(string text) => to.Write(Encoding.UTF8.GetBytes(text + "\r\n"));

        void Bulk(char kind, byte[] bytes)
        {
            Line($"{kind}{bytes.Length}");
            to.Write(bytes);
            to.Write("\r\n"u8);
        }
    }
}
