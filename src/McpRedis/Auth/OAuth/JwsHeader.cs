namespace McpRedis.Auth.OAuth;

/// <summary>
/// The header of a token, as far as it may decide anything: which key. What the token says about where a key is (<c>jku</c>, <c>x5u</c>)
/// or what it is (<c>jwk</c>, <c>x5c</c>) is not looked at.
/// </summary>
internal static class JwsHeader
{
    // An access token of RFC 9068, a plain JWT, or one whose issuer leaves it out as RFC 7519 allows.
    private static readonly string[] Types = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>The key's id, null when the token names none. False when the token asks for what we do not do.</summary>
    public static bool TryRead(Jws jws, out string? keyId)
    {
        keyId = jws.Header.Text("kid");
        return SigningKey.Algorithms.Contains(jws.Header.Text("alg"))
            && !jws.Header.Has("crit") && !jws.Header.Has("b64")
            && (keyId is not null || !jws.Header.Has("kid"))
            && (!jws.Header.Has("typ") || Types.Contains(jws.Header.Text("typ"), StringComparer.OrdinalIgnoreCase));
    }
}
