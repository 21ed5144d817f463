using static McpRedis.Auth.AuthResult;

namespace McpRedis.Auth;

/// <summary>The token of the <c>Authorization</c> header, by the grammar of RFC 6750 §2.1: <c>Bearer 1*SP b64token</c>.</summary>
internal static class BearerHeader
{
    /// <summary>Of a whole header; a token with a long list of claims takes about 2 KiB.</summary>
    public const int LargestLength = 8 * 1024;

    private const string Scheme = "Bearer";

    /// <summary>The token, or why there is none.</summary>
    public static (string Token, Refused? Refusal) Read(IReadOnlyList<string> headers)
    {
        if (headers.Count != 1)
        {
            return ("", headers.Count == 0 ? Refusals.NoToken : Refusals.TwoHeaders);
        }
        string header = headers[0];
        if (header.Length > LargestLength)
        {
            return ("", Refusals.TooLong);
        }
        int space = header.IndexOf(' ', StringComparison.Ordinal);
        string scheme = space < 0 ? header : header[..space];
        if (!scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return ("", Refusals.NoToken);
        }
        string token = space < 0 ? "" : header[space..].Trim(' ');
        return token.Length == 0 ? ("", Refusals.EmptyToken) : IsToken(token) ? (token, null) : ("", Refusals.NoTokenForm);
    }

    /// <summary>Letters, digits and <c>-._~+/</c>, then any number of <c>=</c>.</summary>
    public static bool IsToken(string text)
    {
        var body = text.AsSpan().TrimEnd('=');
        foreach (char c in body)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_' or '~' or '+' or '/'))
            {
                return false;
            }
        }
        return body.Length > 0;
    }
}
