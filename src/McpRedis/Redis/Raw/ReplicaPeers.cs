using System.Net;
using System.Net.Sockets;
using McpRedis.Faults;
using McpRedis.Redis.Connections;

namespace McpRedis.Redis.Raw;

/// <summary>From which addresses a server can come when it connects to us: those at which we reach it.</summary>
internal sealed class ReplicaPeers
{
    private readonly HashSet<IPAddress> _addresses;
    private readonly bool _isLocal;

    private ReplicaPeers(IEnumerable<IPAddress> addresses)
    {
        _addresses = [.. addresses.Select(Plain)];
        _isLocal = _addresses.Any(IPAddress.IsLoopback);
    }

    /// <exception cref="Fault">redis_unavailable: the name of the server is not known now.</exception>
    public static async Task<ReplicaPeers> OfAsync(ConnectionOptions server, CancellationToken cancellationToken)
    {
        if (server.SocketPath is not null)
        {
            return new([IPAddress.Loopback]);
        }
        var addresses = new List<IPAddress>();
        foreach (var endpoint in server.Endpoints)
        {
            try
            {
                addresses.AddRange(IPAddress.TryParse(endpoint.Host, out var address) ? [address] : await Dns.GetHostAddressesAsync(endpoint.Host, cancellationToken));
            }
            catch (SocketException e)
            {
                throw ConnectionFault.Of(server, e);
            }
        }
        return new(addresses);
    }

    /// <param name="address">IPv4 may come as IPv6.</param>
    public bool Contains(IPAddress address) => Plain(address) is var plain && (_addresses.Contains(plain) || (_isLocal && IPAddress.IsLoopback(plain)));

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
