using System.Text.Json;
using McpRedis.Guard;
using Microsoft.Extensions.Logging;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// The rules a token of the issuer must keep (RFC 9068, and RFC 8707 for the audience). What costs nothing is checked first, so that tokens
/// of other issuers and old ones never reach a signature or make us ask for keys.
/// </summary>
internal sealed class OAuthIssuer : IDisposable
{
    /// <summary>How far the issuer's clock may be off.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    private const long LastSecond = 253_402_300_799 - 3600;   // of the year 9999, with room for the skew

    private readonly DocumentFetch _fetch;
    private readonly IssuerKeys _keys;
    private readonly AccessClaims _claims;
    private readonly TimeProvider _time;

    private OAuthIssuer(string name, PublicUrl audience, Uri? keys, AuthOptions options, TimeProvider time, ILoggerFactory loggers)
    {
        (Name, Audience, _time, _claims) = (name, audience, time, new AccessClaims(options.Connections));
        _fetch = new DocumentFetch(time);
        var metadata = new IssuerMetadata(name, _fetch);
        _keys = new IssuerKeys(async end => await KeysAsync(keys ?? await metadata.KeysAsync(end), end), time, loggers.CreateLogger<IssuerKeys>());
    }

    /// <summary>As the operator wrote it, which is how tokens must.</summary>
    public string Name { get; }

    public PublicUrl Audience { get; }

    /// <summary>Null without OAuth, and when its settings are wrong.</summary>
    public static OAuthIssuer? Open(AuthOptions options, TimeProvider time, ILoggerFactory loggers, List<string> mistakes)
    {
        int before = mistakes.Count;
        var audience = options.PublicUrl is { } url ? PublicUrl.Read(url) : null;
        var keys = options.OAuthJwks is { } jwks ? TrustedUrl.Read(jwks) : null;
        if (options.PublicUrl is not null && audience is null)
        {
            mistakes.Add($"public-url: expected {PublicUrl.Form}.");
        }
        if (options.OAuthJwks is not null && keys is null)
        {
            mistakes.Add($"oauth-jwks: expected {TrustedUrl.Form}.");
        }
        if (options.OAuthIssuer is not { } issuer)
        {
            mistakes.AddRange(options.OAuthJwks is null ? [] : ["oauth-jwks: is of no use without oauth-issuer."]);
            return null;
        }
        if (TrustedUrl.Read(issuer) is not { Query: "" })
        {
            mistakes.Add($"oauth-issuer: expected {TrustedUrl.Form}, without a query, exactly as the issuer writes it in its tokens.");
        }
        if (options.PublicUrl is null)
        {
            mistakes.Add("oauth-issuer: needs public-url, the URL that tokens for this server are issued for.");
        }
        return mistakes.Count > before ? null : new OAuthIssuer(issuer, audience!, keys, options, time, loggers);
    }

    public async ValueTask<AuthResult> CheckAsync(Jws jws, CancellationToken cancellationToken)
    {
        if (!JwsHeader.TryRead(jws, out string? keyId))
        {
            return Refusals.Header;
        }
        if (Mistake(jws.Claims, out var expiresAt) is { } refusal)
        {
            return refusal;
        }
        var (key, unavailable) = await _keys.FindAsync(keyId, cancellationToken);
        if (key is null)
        {
            return unavailable ? Refusals.NoKeys : Refusals.Signature;
        }
        if (!key.Verifies(jws.Header.Text("alg"), jws.Signed.Span, jws.Signature.Span))
        {
            return Refusals.Signature;
        }
        if (SubjectName.Of(Name, jws.Claims) is not { } name)
        {
            return Refusals.Subject;
        }
        var (grant, narrow) = _claims.Read(jws.Claims);
        return grant is null ? narrow! : new AuthResult.Accepted(new Principal(name, grant), ExpiresAt: expiresAt);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _fetch.Dispose();
    }

    private AuthResult.Refused? Mistake(JsonElement claims, out DateTimeOffset expiresAt)
    {
        expiresAt = default;
        if (claims.Text("iss") != Name)
        {
            return Refusals.Issuer;
        }
        if (!claims.TryGetProperty("aud", out var audience) || !IsOurs(audience))
        {
            return Refusals.Audience;
        }
        if (!claims.Has("exp"))
        {
            return Refusals.NoExpiry;
        }
        if (Time(claims, "exp") is not { } expires || (claims.Has("nbf") && Time(claims, "nbf") is null))
        {
            return Refusals.Claims;
        }
        expiresAt = expires + Skew;
        var now = _time.GetUtcNow();
        return expiresAt <= now ? Refusals.Expired : Time(claims, "nbf") - Skew > now ? Refusals.NotYet : null;
    }

    private bool IsOurs(JsonElement audience) =>
        audience.ValueKind == JsonValueKind.String ? Audience.IsAudience(audience.GetString()!) : audience.Texts()?.Any(Audience.IsAudience) == true;

    // NumericDate of RFC 7519: seconds since 1970, a fraction allowed. Null for anything that is no such time.
    private static DateTimeOffset? Time(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double seconds) && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds) : null;

    private async Task<JwkSet> KeysAsync(Uri place, CancellationToken cancellationToken) =>
        JwkSet.Parse(await _fetch.GetAsync(place, cancellationToken)) ?? throw new FetchFault($"{place} is not a set of keys.");
}
