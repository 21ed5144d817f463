using System.Net;
using System.Net.Sockets;

namespace McpRedis.Tests.Support;

/// <summary>One connection through a <see cref="FaultProxy"/>: two pumps, each asking for the fault of the moment at every read.</summary>
internal sealed class FaultyLink(FaultProxy proxy, Socket client, CancellationToken end) : IDisposable
{
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private NetworkFault? _done; // a fault that happens once on a connection and has happened
    private int _sent; // bytes of replies since the current Cut was first seen

    public async Task RunAsync(int target)
    {
        try
        {
            client.NoDelay = true;
            if (proxy.Fault is NetworkFault.Rst)
            {
                Reset();
                return;
            }
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target), end);
            await Task.WhenAll(PumpAsync(client, _server, RequestAsync), PumpAsync(_server, client, ReplyAsync));
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Reset(); // the server is not there
        }
        finally
        {
            Dispose();
        }
    }

    /// <summary>RST to both sides: that is what closing without linger sends.</summary>
    public void Reset()
    {
        foreach (Socket socket in (Socket[])[client, _server])
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // Closed before.
            }
        }
        Dispose();
    }

    public void HalfClose() => client.Shutdown(SocketShutdown.Send);

    public Task InjectAsync(byte garbage) => SendAsync(client, new[] { garbage });

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, Task> forward)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, end) is var count and > 0)
            {
                await forward(buffer.AsMemory(0, count));
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            Dispose(); // one side is broken: so is the other, which ends its pump
        }
    }

    private async Task RequestAsync(ReadOnlyMemory<byte> bytes)
    {
        NetworkFault fault = proxy.Fault;
        proxy.Saw(bytes.Span);
        if (fault is NetworkFault.Rst)
        {
            Reset();
        }
        else if (fault is not NetworkFault.Swallow { Requests: true })
        {
            await SendAsync(_server, bytes);
        }
    }

    private async Task ReplyAsync(ReadOnlyMemory<byte> bytes)
    {
        NetworkFault fault = proxy.Fault;
        switch (fault)
        {
            case NetworkFault.Swallow { Replies: true }:
                return;
            case NetworkFault.Rst:
                Reset();
                return;
            case NetworkFault.Fin when !ReferenceEquals(_done, fault):
                _done = fault;
                HalfClose();
                return;
            case NetworkFault.Fin:
                return;
            case NetworkFault.Cut cut:
                await CutAsync(cut, bytes);
                return;
            case NetworkFault.Trickle trickle:
                await TrickleAsync(trickle, bytes);
                return;
            case NetworkFault.Stray stray when !ReferenceEquals(_done, fault):
                _done = fault;
                await InjectAsync(stray.Value);
                break;
        }
        await SendAsync(client, bytes);
    }

    private async Task CutAsync(NetworkFault.Cut cut, ReadOnlyMemory<byte> bytes)
    {
        if (!ReferenceEquals(_done, cut))
        {
            (_done, _sent) = (cut, 0);
        }
        int take = Math.Min(bytes.Length, cut.Bytes - _sent);
        await SendAsync(client, bytes[..take]);
        _sent += take;
        if (_sent == cut.Bytes)
        {
            Dispose(); // no reset: the client is to read what came before the cut
        }
    }

    private async Task TrickleAsync(NetworkFault.Trickle trickle, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            await Task.Delay(trickle.Pause, end);
            int take = Math.Min(trickle.Bytes, bytes.Length);
            await SendAsync(client, bytes[..take]);
            bytes = bytes[take..];
        }
    }

    private async Task SendAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, end)..];
        }
    }
}
