using System.Net;

namespace McpRedis.Auth;

/// <summary>A URL whose answers nobody on the way can change: https, or http that does not leave the machine.</summary>
internal static class TrustedUrl
{
    public const string Form = "an https URL without user and fragment; http only for loopback";

    private const int LargestLength = 2000;

    /// <summary>Null when it is not of the form.</summary>
    public static Uri? Read(string text) =>
        text.Length <= LargestLength && IsPlain(text)
        && Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)))
        && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && !text.Contains('#', StringComparison.Ordinal)
            ? uri : null;

    public static bool IsLoopback(Uri uri) =>
        uri.Host == "localhost" || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Uri would trim, escape and reinterpret the rest: what is compared and printed must be what was written.
    private static bool IsPlain(string text) => text.All(c => c is > ' ' and < '\x7f' and not ('"' or '\\' or '<' or '>' or '^' or '`' or '{' or '|' or '}'));
}
