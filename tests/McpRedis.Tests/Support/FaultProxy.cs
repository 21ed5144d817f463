using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace McpRedis.Tests.Support;

/// <summary>
/// A bad network in this process: listens on a loopback port, forwards to a server, and does to the bytes what the current
/// <see cref="Fault"/> says. A change holds for open connections too, from their next bytes on.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<FaultyLink, Task> _links = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _awaited = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private readonly Task _accepting;
    private int _accepted;

    private FaultProxy(int targetPort)
    {
        Target = targetPort;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public static FaultProxy To(int port) => new(port);

    public static FaultProxy To(RedisServerProcess server) => new(server.Port);

    /// <summary>Port of the server that new connections are led to.</summary>
    public int Target { get; set; }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>What happens to the bytes. <see cref="NetworkFault.None"/> at first.</summary>
    public NetworkFault Fault { get; set; } = NetworkFault.None;

    /// <summary>Connections accepted so far, also those reset at once.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    public int Open => _links.Count;

    /// <summary>RST on all open connections, once; new ones are treated as <see cref="Fault"/> says.</summary>
    public void ResetOpen()
    {
        foreach (FaultyLink link in _links.Keys)
        {
            link.Reset();
        }
    }

    /// <summary>End of stream to all open clients; what they still send is forwarded.</summary>
    public void HalfCloseOpen()
    {
        foreach (FaultyLink link in _links.Keys)
        {
            link.HalfClose();
        }
    }

    /// <summary>One wrong byte to all open clients, ahead of the next reply.</summary>
    public async Task InjectAsync(byte garbage)
    {
        foreach (FaultyLink link in _links.Keys)
        {
            await link.InjectAsync(garbage);
        }
    }

    /// <summary>
    /// Completes when a client sends <paramref name="text"/> (ASCII, within one packet), whether or not it is forwarded. Ask before sending:
    /// a test then knows that a command is on its way and can break the network under it.
    /// </summary>
    public Task SeesAsync(string text) =>
        _awaited.GetOrAdd(text, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.WaitAsync(TestTimeout.HangGuard);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        ResetOpen();
        await Task.WhenAll(_links.Values);
        _end.Dispose();
    }

    internal void Saw(ReadOnlySpan<byte> bytes)
    {
        foreach ((string text, TaskCompletionSource seen) in _awaited)
        {
            if (bytes.IndexOf(Encoding.ASCII.GetBytes(text)) >= 0 && _awaited.TryRemove(text, out _))
            {
                seen.SetResult();
            }
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_end.Token);
                Interlocked.Increment(ref _accepted);
                Serve(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Serve(Socket client)
    {
        var link = new FaultyLink(this, client, _end.Token);
        _links[link] = Task.CompletedTask;   // there before its first byte is: who has an answer through it finds it open
        Task run = link.RunAsync(Target);
        _links[link] = run;
        _ = run.ContinueWith(_ => _links.TryRemove(link, out Task? _), TaskScheduler.Default);
    }
}
