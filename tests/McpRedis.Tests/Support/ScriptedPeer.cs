using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>A server on loopback that does what the test says, byte by byte: for what no real server can be brought to do.</summary>
internal sealed class ScriptedPeer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _sessions = [];
    private readonly Task _accepting;

    private ScriptedPeer(Func<PeerSession, Task> script)
    {
        _listener.Start();
        _accepting = AcceptAsync(script);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <param name="script">Run for each connection, which is closed when it ends.</param>
    public static ScriptedPeer Run(Func<PeerSession, Task> script) => new(script);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_sessions);
        _end.Dispose();
    }

    private async Task AcceptAsync(Func<PeerSession, Task> script)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_end.Token);
                client.NoDelay = true;
                _sessions.Add(ServeAsync(client, script));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<PeerSession, Task> script)
    {
        using (client)
        {
            try
            {
                await using var reader = new RawRedis(client.GetStream());
                await script(new(client.GetStream(), reader, _end.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client left, or the test is over.
            }
        }
    }
}

/// <summary>One connection to a <see cref="ScriptedPeer"/>.</summary>
internal sealed class PeerSession(NetworkStream stream, RawRedis reader, CancellationToken end)
{
    /// <summary>Until the test is over.</summary>
    public Task Silence => Task.Delay(Timeout.Infinite, end);

    /// <summary>The next command: its words.</summary>
    public async Task<IReadOnlyList<string>> CommandAsync() => (await reader.ReadAsync()).Texts;

    /// <summary>Answers the greeting of a raw connection and gives the first command after it.</summary>
    public async Task<IReadOnlyList<string>> GreetedAsync()
    {
        while (true)
        {
            var command = await CommandAsync();
            switch (command[0])
            {
                case "CLIENT" or "SELECT" or "AUTH": await SendAsync("+OK\r\n"); break;
                case "HELLO": await SendAsync("%1\r\n+proto\r\n:3\r\n"); break;
                default: return command;
            }
        }
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, end);
}
