using McpRedis.Http;

namespace McpRedis.Hosting;

/// <summary>The options that <c>mcp-redis http</c> alone reads. Together with the others in <see cref="OptionDefinitions"/>.</summary>
internal static class HttpOptionDefinitions
{
    private const int SmallestBody = 64 * 1024, LargestBody = 64 * 1024 * 1024;

    private static readonly TimeSpan ShortestIdle = TimeSpan.FromSeconds(10), LongestIdle = TimeSpan.FromHours(24);

    public static IReadOnlyList<OptionDefinition> All { get; } =
    [
        new("listen", OptionKind.Text, ListenAddress.Form, options => options.Http.Listen.ToString(),
            (options, text) => ListenAddress.Parse(text) is { } listen ? With(options, http => http with { Listen = listen }) : null,
            "Where mcp-redis http listens. The variable PORT, which container hosts set, replaces the port. Beyond loopback the program starts only with authentication, and the default of --access is then read."),
        new("allowed-hosts", OptionKind.List, "host names without ports, separated by commas, or *", options => OptionText.List(options.Http.AllowedHosts),
            (options, text) => OptionText.List(text, HostCheck.IsHost) is { } list ? With(options, http => http with { AllowedHosts = list }) : null,
            "Names that requests may be addressed to, beside the host of --public-url. Others are refused with 403, which keeps pages in a browser from reaching the server by a name of their own. "
            + "Without it: the names of loopback, and with authentication beyond loopback any name."),
        new("allowed-origins", OptionKind.List, "origins such as https://app.example.com, separated by commas", options => OptionText.List(options.Http.AllowedOrigins),
            (options, text) => OptionText.List(text, HostCheck.IsOrigin) is { } list ? With(options, http => http with { AllowedOrigins = list }) : null,
            "Pages in a browser that may call, by their origin; every other request that names an origin is refused with 403. Without it: pages of this machine, when the server listens on loopback. Set it for a client that runs in a browser."),
        new("max-request-body", OptionKind.Bytes, "a number of bytes such as 65536 or 1MiB, from 64KiB to 64MiB", options => OptionText.Bytes(options.Http.MaxRequestBodyBytes),
            (options, text) => OptionText.Bytes(text, SmallestBody, LargestBody) is { } bytes ? With(options, http => http with { MaxRequestBodyBytes = bytes }) : null,
            "Largest body of a request; a larger one is refused with 413. Raise it to store values that are larger."),
        new("max-concurrent-requests", OptionKind.Number, "a number from 1 to 10000", options => OptionText.Number(options.Http.MaxConcurrentRequests),
            (options, text) => OptionText.Number(text, 1, 10_000) is { } number ? With(options, http => http with { MaxConcurrentRequests = number }) : null,
            "Requests worked on at once. Twice as many more wait for their turn, the rest is refused with 503. Streams that only listen do not count."),
        new("rate-limit", OptionKind.Number, "a number of requests a second from 0 to 100000", options => OptionText.Number(options.Http.RateLimit),
            (options, text) => OptionText.Number(text, 0, 100_000) is { } number ? With(options, http => http with { RateLimit = number }) : null,
            "Requests a second for each caller, in bursts of up to twice that; more are refused with 429 and Retry-After. 0 means no limit. An entry of --tokens-file can have its own."),
        OptionDefinitions.Flag("sessions", options => options.Http.Sessions, (options, on) => With(options, http => http with { Sessions = on }),
            "Sessions for clients that begin with initialize (protocol 2025-11-25 and older). Without one such a client cannot be asked to confirm, nor told of changes. Set false where requests of one client reach several processes."),
        new("session-idle", OptionKind.Duration, "a duration such as 90s, from 10s to 86400s", options => OptionText.Duration(options.Http.SessionIdle),
            (options, text) => OptionText.Duration(text, ShortestIdle, LongestIdle) is { } idle ? With(options, http => http with { SessionIdle = idle }) : null,
            "A session without a request for so long is ended. Its client begins a new one; lower it where many clients come and go."),
        new("max-sessions", OptionKind.Number, "a number from 1 to 100000", options => OptionText.Number(options.Http.MaxSessions),
            (options, text) => OptionText.Number(text, 1, 100_000) is { } number ? With(options, http => http with { MaxSessions = number }) : null,
            "Sessions that are open at once. One more ends the longest idle session of the caller that has most."),
        new("auth-token", OptionKind.Secret, "a token of at least 32 random bytes, as mcp-redis token makes one", options => options.Http.AuthToken is null ? "none" : "set",
            (options, text) => With(options, http => http with { AuthToken = text }),
            "The one bearer token that callers over HTTP need. It opens what --access allows. For several callers with rights of their own use --tokens-file or OAuth.")
            { InFile = false },
        new("tokens-file", OptionKind.Path, "the path of a file", options => options.Http.TokensFile ?? "none",
            (options, text) => text.Contains('\0', StringComparison.Ordinal) ? null : With(options, http => http with { TokensFile = Path.GetFullPath(text) }),
            "JSON file of bearer tokens: for each a name, the SHA-256 of the token, and what it opens. It is read again when it changes. See docs/http.md."),
        new("oauth-issuer", OptionKind.Text, "the https URL of an authorization server", options => options.Http.OAuthIssuer ?? "none",
            (options, text) => With(options, http => http with { OAuthIssuer = text }),
            "Authorization server whose access tokens are taken, as its metadata names it. Its scopes redis:read, redis:write and redis:admin open the access levels. Needs --public-url. Claude and ChatGPT on the web sign in so."),
        new("oauth-jwks", OptionKind.Text, "the https URL of a key set", options => options.Http.OAuthJwks ?? "none",
            (options, text) => With(options, http => http with { OAuthJwks = text }),
            "Where the keys of --oauth-issuer are. Without it they are found through the issuer's metadata."),
        new("public-url", OptionKind.Text, "the URL under which clients reach /mcp, such as https://redis.example.com/mcp", options => options.Http.PublicUrl ?? "none",
            (options, text) => With(options, http => http with { PublicUrl = text }),
            "The server's own address as clients know it: the audience of OAuth tokens, and a host that requests may name. Set it with --oauth-issuer, and behind a proxy that passes the Host header on."),
        OptionDefinitions.Flag("behind-proxy", options => options.Http.BehindProxy, (options, on) => With(options, http => http with { BehindProxy = on }),
            "Believe the X-Forwarded-For, -Proto and -Host headers of --trusted-proxies. Set it behind a proxy that ends TLS and rewrites the Host header."),
        new("trusted-proxies", OptionKind.List, "addresses or networks such as 10.0.0.0/8, separated by commas", options => OptionText.List(options.Http.TrustedProxies),
            (options, text) => OptionText.List(text, IsNetwork) is { } list ? With(options, http => http with { TrustedProxies = list }) : null,
            "Where forwarded headers are believed from. Without it: from this machine. Only with --behind-proxy."),
        OptionDefinitions.Flag("dangerously-allow-anonymous-http", options => options.Http.AllowAnonymous, (options, on) => With(options, http => http with { AllowAnonymous = on }),
            "Start beyond loopback without authentication: everybody who reaches the port can use the tools. For networks that nobody else is on."),
    ];

    private static ServerOptions With(ServerOptions options, Func<HttpOptions, HttpOptions> change) => options with { Http = change(options.Http) };

    private static bool IsNetwork(string text) => System.Net.IPNetwork.TryParse(text, out _) || System.Net.IPAddress.TryParse(text, out _);
}
