using System.Globalization;
using System.Net;

namespace McpRedis.Http;

/// <summary>Where to listen: an IP address, or <c>localhost</c> for the loopback of both families, and a port.</summary>
/// <param name="Host"><c>localhost</c>, <c>127.0.0.1</c>, <c>[::]</c>, as written.</param>
/// <param name="Port">0 for a free one; not with <c>localhost</c>, which is two addresses.</param>
internal sealed record ListenAddress(string Host, int Port)
{
    public const string Form = "an IP address or localhost and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080";

    public static ListenAddress Default { get; } = new("127.0.0.1", 8080);

    /// <summary>Null for <c>localhost</c>.</summary>
    public IPAddress? Address => Host == "localhost" ? null : IPAddress.Parse(Host);

    /// <summary>Reached from this machine only.</summary>
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    /// <summary>Null when the text is not of the form. A name would be looked up, and what it means may change; so names are not taken.</summary>
    public static ListenAddress? Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            return null;
        }
        string host = text[..colon];
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        return (host == "localhost" && port > 0) || (IPAddress.TryParse(host, out var address)
            && bracketed == host.Contains(':', StringComparison.Ordinal) && (bracketed || host == address.ToString()))
            ? new(host, port)
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
}
