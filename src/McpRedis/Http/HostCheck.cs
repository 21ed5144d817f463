namespace McpRedis.Http;

/// <summary>
/// Which names a request may be addressed to and which pages it may come from. A page in a browser can point a name of
/// its own at this machine (DNS rebinding) and then reach what listens here; it cannot choose the Host and Origin headers.
/// </summary>
internal sealed class HostCheck
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> _hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _origins = new(StringComparer.OrdinalIgnoreCase);
    private readonly bool _anyHost, _loopbackPages;

    /// <param name="options">The operator's lists.</param>
    /// <param name="more">Names the platform gives this server, without ports.</param>
    public HostCheck(HttpOptions options, IEnumerable<string> more)
    {
        _hosts.UnionWith(options.AllowedHosts);
        _hosts.UnionWith(more);
        _origins.UnionWith(options.AllowedOrigins);
        _anyHost = options.AllowedHosts.Contains("*") || (options.AllowedHosts.Count == 0 && options.IsExposed && options.HasAuthentication);
        _loopbackPages = !options.IsExposed && options.AllowedOrigins.Count == 0;
        if (options.PublicUrl is { } url && Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            _hosts.Add(uri.IdnHost.Contains(':', StringComparison.Ordinal) ? $"[{uri.IdnHost}]" : uri.IdnHost);
        }
        if (options.AllowedHosts.Count == 0)
        {
            _hosts.UnionWith(Loopback);
            _hosts.Add(options.Listen.Host);
        }
    }

    /// <summary>Whether the Host header names this server; its port is the proxy's business.</summary>
    public bool AllowsHost(string host)
    {
        int end = host.StartsWith('[') ? host.IndexOf(']', StringComparison.Ordinal) + 1 : host.IndexOf(':', StringComparison.Ordinal);
        string name = end <= 0 ? host : host[..end];
        return name.Length > 0 && IsPort(host.AsSpan(name.Length)) && (_anyHost ? IsHost(name) : _hosts.Contains(name));
    }

    /// <summary>Whether a page of this origin may call. <c>null</c>, the origin of pages that have none, never may.</summary>
    public bool AllowsOrigin(string origin) =>
        _origins.Contains(origin)
        || (_loopbackPages && Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            && IsOrigin(origin) && Loopback.Contains(uri.Host, StringComparer.OrdinalIgnoreCase));

    /// <summary>A host name, an IPv4 address, an IPv6 address in brackets, or <c>*</c>.</summary>
    public static bool IsHost(string text) =>
        text == "*" || (Uri.CheckHostName(text) is UriHostNameType.Dns or UriHostNameType.IPv4 && !text.EndsWith('.'))
        || (text.StartsWith('[') && text.EndsWith(']') && Uri.CheckHostName(text) == UriHostNameType.IPv6);

    /// <summary>A scheme, a host and perhaps a port, as a browser writes it: nothing behind them.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
        && text.Equals($"{uri.Scheme}://{uri.Authority}", StringComparison.OrdinalIgnoreCase);

    private static bool IsPort(ReadOnlySpan<char> text) => text.IsEmpty || (text[0] == ':' && ushort.TryParse(text[1..], System.Globalization.NumberStyles.None, null, out _));
}
