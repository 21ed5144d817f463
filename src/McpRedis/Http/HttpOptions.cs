namespace McpRedis.Http;

/// <summary>
/// How the HTTP face behaves. The values here are the defaults; what each option means, its form and its names stand
/// in <c>HttpOptionDefinitions</c>.
/// </summary>
internal sealed record HttpOptions
{
    /// <summary>Address and port; the variable <c>PORT</c> replaces the port.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>Names, without ports; <c>*</c> for any. Empty for what follows from the rest.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins of browser pages, <c>https://app.example.com</c>.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    public int MaxRequestBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Requests that are worked on at once; as many again and once more wait for their turn.</summary>
    public int MaxConcurrentRequests { get; init; } = 100;

    /// <summary>Requests a second for each principal, in bursts of up to twice that; 0 for no limit.</summary>
    public int RateLimit { get; init; } = 1000;

    public bool Sessions { get; init; } = true;

    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    public int MaxSessions { get; init; } = 1000;

    /// <summary>A secret.</summary>
    public string? AuthToken { get; init; }

    public string? TokensFile { get; init; }

    public string? OAuthIssuer { get; init; }

    public string? OAuthJwks { get; init; }

    /// <summary>Where clients reach <c>/mcp</c>: the resource that tokens are made out for.</summary>
    public string? PublicUrl { get; init; }

    public bool BehindProxy { get; init; }

    /// <summary>Addresses or networks whose forwarded headers are believed.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    public bool AllowAnonymous { get; init; }

    /// <summary>Others than programs of this machine reach the server, by its address or through a proxy.</summary>
    public bool IsExposed => !Listen.IsLoopback || BehindProxy || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && !url.IsLoopback);

    /// <summary>There may be several callers; one token alone is one caller.</summary>
    public bool TellsCallersApart => TokensFile is not null || OAuthIssuer is not null;

    /// <summary>Nobody comes in without saying who it is.</summary>
    public bool HasAuthentication => AuthToken is not null || TokensFile is not null || OAuthIssuer is not null;
}
