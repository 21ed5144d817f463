using System.Net;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using McpRedis.Topology;

namespace McpRedis.Migration.Serving;

/// <summary>Where a target finds this program, as the operator says; a call never names an address.</summary>
/// <param name="Bind">Address of this machine that is listened on, and no other.</param>
/// <param name="Port">0 for any that is free.</param>
/// <param name="Announced">What the target is told to dial where that is another (NAT, containers); null for <paramref name="Bind"/>.</param>
internal sealed record ServeAddress(IPAddress Bind, int Port = 0, string? Announced = null)
{
    public string Host => Announced ?? Bind.ToString();

    /// <summary><c>10.0.0.5</c>, <c>10.0.0.5:7000</c>, <c>172.17.0.2:7000=copier.example</c>, <c>[fd00::5]:7000</c>; null for anything else.</summary>
    public static ServeAddress? Parse(string text)
    {
        string[] parts = text.Split('=', 2);
        return IPEndPoint.TryParse(parts[0], out var end) && !end.Address.Equals(IPAddress.Any) && !end.Address.Equals(IPAddress.IPv6Any)
            && (parts.Length == 1 || Uri.CheckHostName(parts[1]) != UriHostNameType.Unknown) ? new(end.Address, end.Port, parts.Length == 2 ? parts[1] : null) : null;
    }

    public override string ToString() => $"{(Port == 0 ? Bind.ToString() : new IPEndPoint(Bind, Port).ToString())}{(Announced is null ? "" : $"={Announced}")}";

    /// <summary>The operator's address, or loopback for a target on this machine.</summary>
    /// <exception cref="Fault">not_configured: the target is elsewhere and nobody said where it finds us. conflict: what the operator encrypts would go in the clear.</exception>
    public static ServeAddress For(ConnectionOptions target, ServeAddress? named)
    {
        if (NodeAddress.IsLocal(target))
        {
            return named ?? new(IPAddress.Loopback);
        }
        if (named is null || IPAddress.IsLoopback(named.Bind))
        {
            throw new Fault(ErrorCode.NotConfigured, "The target runs on another machine, and no address is configured at which it could reach this program. Nothing was done.",
                "The operator names an address of this machine with --serve-address, or the data go another way.");
        }
        if (named.Bind.Equals(IPAddress.Any) || named.Bind.Equals(IPAddress.IPv6Any))
        {
            throw new Fault(ErrorCode.NotConfigured, "The address for serving migrations stands for all addresses of this machine. Nothing was done.", "The operator names one of them.");
        }
        return target.Tls
            ? throw new Fault(ErrorCode.Conflict, "The target's connection is encrypted, and what this program serves would not be. Nothing was done.", "Copy by SYNC or SCAN, which keep to the connection.")
            : named;
    }
}
