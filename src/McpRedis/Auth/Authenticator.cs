using McpRedis.Auth.OAuth;
using McpRedis.Auth.Tokens;
using McpRedis.Guard;
using McpRedis.Redis;
using Microsoft.Extensions.Logging;

namespace McpRedis.Auth;

/// <summary>
/// Who calls, from the <c>Authorization</c> header alone. A token that is a signed JSON web token goes to the OAuth issuer's
/// rules, any other is looked for among the static ones; both kinds may be in use together.
/// </summary>
internal sealed class Authenticator : IDisposable
{
    private static readonly AuthResult.Accepted Anonymous = new(new Principal("anonymous", new Grant()));

    private readonly StaticTokens _tokens;
    private readonly OAuthIssuer? _issuer;
    private readonly BearerChallenge _challenge;
    private readonly AccessLevel _highest;

    private Authenticator(AuthOptions options, StaticTokens tokens, OAuthIssuer? issuer)
    {
        (IsOpen, _tokens, _issuer, _highest) = (options.IsOpen, tokens, issuer, options.HighestAccess);
        _challenge = new BearerChallenge(issuer?.Audience, _highest);
        MetadataPath = issuer is null ? null : new Uri(issuer.Audience.Metadata).AbsolutePath;
        Metadata = issuer is null ? default(ReadOnlyMemory<byte>?) : ProtectedResourceMetadata.Write(issuer.Audience, issuer.Name, _highest);
    }

    /// <summary>No authentication is configured: everybody is <c>anonymous</c> and may do what the operator allows.</summary>
    public bool IsOpen { get; }

    /// <summary>The protected resource metadata (RFC 9728) as JSON; null without OAuth.</summary>
    public ReadOnlyMemory<byte>? Metadata { get; }

    /// <summary>Path of the URL by which a challenge names that document; null without OAuth.</summary>
    public string? MetadataPath { get; }

    /// <summary>Checks all settings, reads the tokens file and begins to watch it. The network is not touched before the first OAuth token.</summary>
    /// <param name="mistakes">Receives what is wrong, a line each; the result is null then.</param>
    public static Authenticator? Open(AuthOptions options, TimeProvider time, ILoggerFactory loggers, List<string> mistakes)
    {
        int before = mistakes.Count;
        var issuer = OAuthIssuer.Open(options, time, loggers, mistakes);
        var tokens = StaticTokens.Open(options, time, loggers, mistakes);
        var authenticator = new Authenticator(options, tokens, issuer);
        if (mistakes.Count == before)
        {
            return authenticator;
        }
        authenticator.Dispose();
        return null;
    }

    /// <summary>Who calls. Never throws for what was sent.</summary>
    /// <param name="authorizationHeaders">Every value of the header in the request, one entry for each time it was sent.</param>
    /// <param name="cancellationToken">Ends the wait for the issuer's keys.</param>
    public async ValueTask<AuthResult> AuthenticateAsync(IReadOnlyList<string> authorizationHeaders, CancellationToken cancellationToken)
    {
        if (IsOpen)
        {
            return Anonymous;
        }
        var (token, refusal) = BearerHeader.Read(authorizationHeaders);
        var result = refusal is not null ? refusal
            : _issuer is not null && Jws.Parse(token) is { } jws ? await _issuer.CheckAsync(jws, cancellationToken)
            : _tokens.Check(token);
        return result is AuthResult.Refused refused ? _challenge.On(refused) : result;
    }

    /// <summary>
    /// The answer to a call above the caller's scopes: 403 with every scope the call takes. Null when more scopes would not help,
    /// because the caller has the level, the operator does not allow it, or the token is static and has no scopes.
    /// </summary>
    public AuthResult.Refused? StepUp(Principal caller, AccessLevel needed) =>
        SubjectName.IsOne(caller.Name) && needed > caller.Grant.Access && needed <= _highest ? _challenge.On(Refusals.MoreScope, needed) : null;

    public void Dispose()
    {
        _tokens.Dispose();
        _issuer?.Dispose();
    }
}
