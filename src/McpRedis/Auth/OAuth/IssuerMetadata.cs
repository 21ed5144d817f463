namespace McpRedis.Auth.OAuth;

/// <summary>Where an issuer's keys are, from its own metadata: RFC 8414, else OpenID Connect Discovery in both places it is found at.</summary>
internal sealed class IssuerMetadata(string issuer, DocumentFetch fetch)
{
    /// <summary>Where the metadata of an issuer may be, in the order they are tried.</summary>
    public static IEnumerable<Uri> Places(Uri issuer)
    {
        string origin = issuer.GetLeftPart(UriPartial.Authority), path = issuer.AbsolutePath.TrimEnd('/');
        yield return new Uri($"{origin}/.well-known/oauth-authorization-server{path}");
        yield return new Uri($"{origin}/.well-known/openid-configuration{path}");
        if (path.Length > 0)
        {
            yield return new Uri($"{origin}{path}/.well-known/openid-configuration");
        }
    }

    /// <exception cref="FetchFault">No place has a document of this issuer; the reason is that of the last.</exception>
    public async Task<Uri> KeysAsync(CancellationToken cancellationToken)
    {
        var from = new Uri(issuer);
        FetchFault? last = null;
        foreach (var place in Places(from))
        {
            try
            {
                return Keys(place, await fetch.GetAsync(place, cancellationToken));
            }
            catch (FetchFault fault)
            {
                last = fault;
            }
        }
        throw last!;
    }

    private Uri Keys(Uri place, byte[] document)
    {
        var json = StrictJson.Parse(document) ?? throw new FetchFault($"{place} is not a JSON object.");
        if (json.Text("issuer") != issuer)
        {
            throw new FetchFault($"{place} is of another issuer.");
        }
        var keys = json.Text("jwks_uri") is { } text ? TrustedUrl.Read(text) : null;
        // An issuer elsewhere has no business on this machine.
        return keys is not null && (keys.Scheme == Uri.UriSchemeHttps || TrustedUrl.IsLoopback(new Uri(issuer)))
            ? keys : throw new FetchFault($"{place} names no https address of its keys.");
    }
}
