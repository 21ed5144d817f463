using System.Net;
using System.Net.Sockets;

namespace McpRedis.Tests.Support;

/// <summary>Two listeners that stand for an attacker's host: nobody should ever connect to them.</summary>
internal sealed class Canaries : IDisposable
{
    private readonly TcpListener[] _listeners = [new(IPAddress.Loopback, 0), new(IPAddress.Loopback, 0)];

    public Canaries() => Array.ForEach(_listeners, l => l.Start());

    public IReadOnlyList<int> Ports => [.. _listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];

    /// <summary>How many of the two somebody connected to.</summary>
    public int Heard => _listeners.Count(l => l.Pending());

    public void Dispose() => Array.ForEach(_listeners, l => l.Dispose());
}
