using McpRedis.Redis;

namespace McpRedis.Auth;

/// <summary>What the operator set about who may call, as it was written. <see cref="Authenticator.Open"/> checks it.</summary>
internal sealed record AuthOptions
{
    /// <summary>The one static token, a secret; null without one.</summary>
    public string? AuthToken { get; init; }

    /// <summary>Full path of the JSON file of static tokens; null without one.</summary>
    public string? TokensFile { get; init; }

    /// <summary>Issuer of OAuth access tokens, an https URL as the issuer writes it; null without OAuth.</summary>
    public string? OAuthIssuer { get; init; }

    /// <summary>Where the issuer's keys are; null to ask the issuer's metadata.</summary>
    public string? OAuthJwks { get; init; }

    /// <summary>URL of our endpoint as clients know it; the audience of OAuth tokens.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>The operator's own access level: scopes above it are not offered.</summary>
    public AccessLevel HighestAccess { get; init; } = AccessLevel.Full;

    /// <summary>Names of the connections there are, for the grants of the tokens file and of OAuth claims.</summary>
    public IReadOnlyCollection<string> Connections { get; init; } = [];

    /// <summary>Nobody is asked who they are.</summary>
    public bool IsOpen => AuthToken is null && TokensFile is null && OAuthIssuer is null && OAuthJwks is null;

    /// <summary>Not its values: one is a secret.</summary>
    public override string ToString() => IsOpen ? "open" : "authenticated";
}
