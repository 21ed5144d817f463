using System.Buffers;
using System.Text;

namespace McpRedis.Redis.Connections;

/// <summary>
/// The last wall: takes every configured secret out of a text that is about to leave (log lines, error text). Not a
/// licence to put one in: messages are written without secrets, and this catches what a library or a server adds.
/// Forms removed: as configured, percent- and form-encoded, base64 (also as a part of a longer base64), JSON-escaped.
/// </summary>
internal sealed class Redaction
{
    /// <summary>What stands where a secret was.</summary>
    public const string Mark = "[redacted]";

    /// <summary>Shorter ones are removed only where they stand alone: everywhere else they would be chance.</summary>
    public const int ShortestSecret = 4;

    private readonly HashSet<string> _forms;
    private readonly int[] _lengths;
    private readonly Lazy<SearchValues<string>> _search;   // dear to make, and most processes write nothing

    public Redaction(IEnumerable<string> secrets)
    {
        _forms = secrets.Where(secret => secret.Length > 0).SelectMany(SecretForms.Of).ToHashSet(StringComparer.Ordinal);
        _lengths = [.. _forms.Select(form => form.Length).Distinct().OrderDescending()];
        _search = new(() => SearchValues.Create([.. _forms], StringComparison.Ordinal));
    }

    /// <summary>The text with <see cref="Mark"/> in place of every secret; the same instance when there is none.</summary>
    public string Scrub(string text)
    {
        int next = _forms.Count == 0 ? -1 : text.AsSpan().IndexOfAny(_search.Value);
        if (next < 0)
        {
            return text;
        }
        var lookup = _forms.GetAlternateLookup<ReadOnlySpan<char>>();
        var clean = new StringBuilder(text.Length);
        int from = 0;
        while (next >= 0)
        {
            clean.Append(text, from, next - from);
            from = next;
            int length = LongestAt(text, from, lookup);
            if (length == 0)
            {
                clean.Append(text[from++]);
            }
            else
            {
                clean.Append(Mark);
                from += length;
            }
            next = text.AsSpan(from).IndexOfAny(_search.Value) is var offset and >= 0 ? from + offset : -1;
        }
        return clean.Append(text, from, text.Length - from).ToString();
    }

    /// <summary>What of a connection URL is secret, whether it can be parsed or not.</summary>
    public static IEnumerable<string> SecretsOfUrl(string url)
    {
        int start = url.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3 || url.Contains('@', StringComparison.Ordinal))
        {
            yield return url;
        }
        int colon = start < 3 ? -1 : url.IndexOf(':', start);
        // Each '@' may be the one that ends the password: in a URL that is refused nobody knows which.
        for (int at = colon < 0 ? -1 : url.IndexOf('@', colon); at >= 0; at = url.IndexOf('@', at + 1))
        {
            string password = url[(colon + 1)..at];
            yield return password;
            yield return PercentText.Decode(password) ?? "";
        }
    }

    /// <summary>What a model may know of a connection: no address, no user, no file.</summary>
    public static ConnectionView ForModel(ConnectionOptions options) => new(
        options.Name,
        Word(options.Kind),
        options.Tls,
        options.Database,
        options.Access,
        options.KeyPrefix,
        options.Databases,
        options.Embedded);

    /// <summary>What the operator may see on a terminal of their own, in one line: the address too, no password.</summary>
    public static string ForOperator(ConnectionOptions options)
    {
        var parts = new List<string> { $"{options.Name}: {Word(options.Kind)} {Address(options)}" };
        parts.Add(!options.Tls ? "no TLS" : options.SkipTlsVerify ? "TLS NOT VERIFIED" : "TLS verified");
        parts.Add($"database {options.Database}");
        // redis://word@host: most who write that mean a password.
        parts.Add(options.User is not null && options.Password is null ? "user set, not shown without a password" : $"user {options.User ?? "default"}");
        parts.Add(options.Password is null ? "no password" : "password set");
        parts.Add($"access {options.Access ?? "as the program's"}");
        parts.AddRange(options.KeyPrefix is null ? [] : [$"keys under {options.KeyPrefix}"]);
        parts.AddRange(options.Databases is null ? [] : [$"databases {string.Join(' ', options.Databases)} only"]);
        parts.AddRange(options.Embedded ? ["embedded"] : []);
        parts.Add($"from {options.Source}");
        return string.Join(", ", parts);
    }

    private static string Word(ConnectionKind kind) => kind switch
    {
        ConnectionKind.UnixSocket => "unix_socket",
        ConnectionKind.Sentinel => "sentinel",
        ConnectionKind.Cluster => "cluster",
        _ => "server",
    };

    private static string Address(ConnectionOptions options)
    {
        string hosts = string.Join(",", options.Endpoints.Select(one =>
            one.Host.Contains(':', StringComparison.Ordinal) ? $"[{one.Host}]:{one.Port}" : $"{one.Host}:{one.Port}"));
        return options.SocketPath ?? (options.SentinelService is { } service ? $"{hosts} ({service})" : hosts);
    }

    private int LongestAt(string text, int start, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup)
    {
        foreach (int length in _lengths)
        {
            if (length <= text.Length - start && lookup.Contains(text.AsSpan(start, length)) && (length >= ShortestSecret || StandsAlone(text, start, length)))
            {
                return length;
            }
        }
        return 0;
    }

    private static bool StandsAlone(string text, int start, int length) =>
        (start == 0 || !char.IsLetterOrDigit(text[start - 1]))
        && (start + length == text.Length || !char.IsLetterOrDigit(text[start + length]));
}
