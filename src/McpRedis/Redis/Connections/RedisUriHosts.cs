using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace McpRedis.Redis.Connections;

/// <summary>The hosts of a connection URL, <c>host1,host2:6380,[::1]:6381</c>. What was written is never repeated in a message: it may be a password gone astray.</summary>
internal static class RedisUriHosts
{
    public static IReadOnlyList<RedisEndpoint> Read(string text, RedisUriScheme scheme, List<string> mistakes)
    {
        string[] parts = text.Split(',');
        if (parts.Length > 1 && scheme.Kind == ConnectionKind.Server)
        {
            mistakes.Add("several hosts are given; expected one, or redis+sentinel:// or redis+cluster:// before them.");
        }
        var endpoints = new List<RedisEndpoint>(parts.Length);
        for (int i = 0; i < parts.Length; i++)
        {
            string which = parts.Length == 1 ? "the host" : $"host {i + 1}";
            if (ReadOne(parts[i], scheme.DefaultPort, which, mistakes) is not { } endpoint)
            {
                continue;
            }
            if (endpoints.Contains(endpoint))
            {
                mistakes.Add($"{which} is given twice; keep one.");
            }
            endpoints.Add(endpoint);
        }
        return endpoints;
    }

    /// <summary>A DNS name (underscores allowed: container networks use them) or an IPv4 address.</summary>
    public static bool IsHost(string text) =>
        text.Length is > 0 and <= 253
        && (text.EndsWith('.') ? text[..^1] : text).Split('.').All(label => label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    private static RedisEndpoint? ReadOne(string text, int defaultPort, string which, List<string> mistakes)
    {
        string host, port;
        if (text.StartsWith('['))
        {
            int end = text.IndexOf(']', StringComparison.Ordinal);
            string after = end < 0 ? "" : text[(end + 1)..];
            host = end < 0 ? "" : PercentText.Decode(text[1..end]) ?? "";
            if (!IsIPv6(host) || (after.Length > 0 && after[0] != ':'))
            {
                mistakes.Add($"{which} is not an IPv6 address in brackets; expected a form such as [::1]:{defaultPort}.");
                return null;
            }
            port = after;
        }
        else
        {
            if (text.Count(c => c == ':') > 1)
            {
                mistakes.Add($"{which} has more than one colon; expected host:port, or [address]:port for IPv6.");
                return null;
            }
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            (host, port) = colon < 0 ? (text, "") : (text[..colon], text[colon..]);
            if (!IsHost(host))
            {
                mistakes.Add(host.Length == 0
                    ? $"{which} is missing; expected a host name or an address."
                    : $"{which} is not a host name or an address; expected letters, digits, '-', '_' and '.'.");
                host = "";
            }
        }
        if (ReadPort(port, defaultPort) is not { } number)
        {
            mistakes.Add($"the port of {which} is not one; expected a number from 1 to 65535, or no colon for {defaultPort}.");
            return null;
        }
        return host.Length == 0 ? null : new RedisEndpoint(host, number);
    }

    private static int? ReadPort(string text, int defaultPort) =>
        text.Length == 0 ? defaultPort
        : ushort.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0 ? port
        : null;

    private static bool IsIPv6(string text) =>
        !text.Contains('[', StringComparison.Ordinal)
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
}
