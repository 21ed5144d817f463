namespace McpRedis.Auth;

/// <summary>
/// The URL clients know our endpoint by, in its canonical form: the resource of RFC 8707 that tokens must be issued for.
/// <c>HTTPS://Redis.Example.com:443/mcp/</c> is <c>https://redis.example.com/mcp</c>.
/// </summary>
/// <param name="Resource">Canonical form.</param>
/// <param name="Metadata">Where RFC 9728 has clients look for the metadata: the well-known word between host and path.</param>
internal sealed record PublicUrl(string Resource, string Metadata)
{
    public const string Form = "an absolute https URL without user, query and fragment, such as https://redis.example.com/mcp; http only for loopback";

    private const string WellKnown = "/.well-known/oauth-protected-resource";

    /// <summary>Null when it is not of the form.</summary>
    public static PublicUrl? Read(string text)
    {
        if (TrustedUrl.Read(text) is not { Query: "" } uri)
        {
            return null;
        }
        string origin = uri.GetLeftPart(UriPartial.Authority), path = uri.AbsolutePath.TrimEnd('/');
        return new PublicUrl(origin + path, origin + WellKnown + path);
    }

    /// <summary>Exactly our resource. An empty path and a slash are the same URL, and libraries that handle URLs write the slash.</summary>
    public bool IsAudience(string text) =>
        text == Resource || (text.Length == Resource.Length + 1 && text[^1] == '/' && IsOrigin && text.StartsWith(Resource, StringComparison.Ordinal));

    private bool IsOrigin => Resource.IndexOf('/', Resource.IndexOf("://", StringComparison.Ordinal) + 3) < 0;
}
