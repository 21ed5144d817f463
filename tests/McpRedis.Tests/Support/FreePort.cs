using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace McpRedis.Tests.Support;

/// <summary>A loopback port nobody listens on at this moment.</summary>
internal static class FreePort
{
    // Below the range the kernel takes ports for outgoing connections from (32768 and up): a server that is restarted on
    // its old port must not find a client of another test there.
    private const int Lowest = 12_000;
    private const int Highest = 32_000;

    // None twice: a server that is being restarted must find its port as it left it, and where nobody is to listen no other test may start to.
    private static readonly ConcurrentDictionary<int, bool> Given = new();

    /// <summary>Another process may still take it first: who binds it retries.</summary>
    public static int Next()
    {
        while (true)
        {
            int port = Random.Shared.Next(Lowest, Highest);
            if (!Given.TryAdd(port, true))
            {
                continue;
            }
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // Taken: roll again.
            }
        }
    }
}
