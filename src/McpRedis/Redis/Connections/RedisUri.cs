using System.Globalization;
using McpRedis.Faults;

namespace McpRedis.Redis.Connections;

/// <summary>
/// Reads connection URLs:
/// <code>
/// redis://user:password@host:6379/0?timeout=5s      rediss://… the same over TLS
/// redis+sentinel://user:password@host1,host2:26380/service/0
/// redis+cluster://host1,host2
/// unix:///run/redis.sock?db=0                       unix://user:password@/run/redis.sock
/// </code>
/// Strict, because a URL half understood connects to the wrong place. Every mistake is found at once, and none repeats
/// what was written: with one character missing anything in a URL can be the password.
/// </summary>
internal static class RedisUri
{
    /// <param name="name">Name of the connection, already checked.</param>
    /// <param name="source">Where the URL stands, <c>REDIS_URL</c>; begins every mistake.</param>
    /// <param name="url">The URL as given.</param>
    public static RedisUriResult Parse(string name, string source, string url)
    {
        var mistakes = new List<string>();
        var options = Read(name, source, url, mistakes);
        return new RedisUriResult(mistakes.Count == 0 ? options : null, [.. mistakes.Select(mistake => $"{source}: {mistake}")]);
    }

    private static ConnectionOptions? Read(string name, string source, string url, List<string> mistakes)
    {
        string text = WithoutBlanks(url, mistakes);
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        if (colon < 0 || text[0] is '"' or '\'')
        {
            mistakes.Add(NoUrl(text));
            return null;
        }
        if (FindScheme(text[..colon], mistakes) is not { } scheme)
        {
            return null;
        }
        string rest = text[(colon + 3)..];
        int end = rest.IndexOfAny(['/', '?', '#']) is var at and >= 0 ? at : rest.Length;
        string authority = rest[..end], tail = rest[end..];
        if (tail.Contains('@', StringComparison.Ordinal))
        {
            // Nearly always '/', '?' or '#' in a password; every further message would be about the wrong parts.
            mistakes.Add("'@' stands after '/', '?' or '#'; write %2F, %3F, %23 and %40 for these inside a user, a password or a value.");
            return null;
        }
        if (tail.IndexOf('#', StringComparison.Ordinal) is var hash and >= 0)
        {
            mistakes.Add("a fragment ('#') has no meaning here; write %23 if it belongs to a value.");
            tail = tail[..hash];
        }
        int question = tail.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? tail : tail[..question];
        string query = question < 0 ? "" : tail[(question + 1)..];

        var options = new ConnectionOptions { Name = name, Source = source, Kind = scheme.Kind, Tls = scheme.Tls };
        int last = authority.LastIndexOf('@');
        options = ReadUser(options, last < 0 ? "" : authority[..last], mistakes);
        options = ReadHosts(options, scheme, authority[(last + 1)..], mistakes);
        options = RedisUriPath.Read(options, path, mistakes, out bool hasDatabase);
        var given = new HashSet<string>(StringComparer.Ordinal);
        options = RedisUriQuery.Read(options, query, given, mistakes);
        CheckTogether(options, hasDatabase && given.Contains("db"), mistakes);
        return options;
    }

    private static string WithoutBlanks(string url, List<string> mistakes)
    {
        static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
        if (!url.Any(IsBlank))
        {
            return url;
        }
        mistakes.Add("holds a blank, a line break or another invisible character; remove it, or write it as %XX if it belongs to a value.");
        return string.Concat(url.Where(c => !IsBlank(c)));
    }

    private static string NoUrl(string text) => text switch
    {
        "" => "is empty; expected a URL such as redis://host:6379.",
        ['$', ..] => "holds a placeholder that nothing replaced; expected a URL such as redis://host:6379.",
        ['"' or '\'', ..] => "begins with a quotation mark; expected a URL such as redis://host:6379 without quotation marks.",
        _ => "is not a URL; expected a form such as redis://host:6379.",
    };

    private static RedisUriScheme? FindScheme(string written, List<string> mistakes)
    {
        if (RedisUriScheme.Find(written) is { } scheme)
        {
            return scheme;
        }
        var names = RedisUriScheme.All.Select(one => one.Name).ToArray();
        mistakes.Add($"the part before :// is unknown; expected one of {string.Join(", ", names)}.{Nearest.Hint(written, names)}");
        // Go on with the likely one, to find the other mistakes too.
        return Nearest.Of(written, names) is { } word ? RedisUriScheme.Find(word) : null;
    }

    private static ConnectionOptions ReadUser(ConnectionOptions options, string userInfo, List<string> mistakes)
    {
        int colon = userInfo.IndexOf(':', StringComparison.Ordinal);
        return options with
        {
            User = Part("user", colon < 0 ? userInfo : userInfo[..colon]),
            Password = Part("password", colon < 0 ? "" : userInfo[(colon + 1)..]),
        };

        // An empty part is one not given: user@ and user:@ are the same.
        string? Part(string what, string encoded)
        {
            if (PercentText.Decode(encoded) is not { } value)
            {
                mistakes.Add($"the {what} holds a broken percent-escape; write %25 for a percent sign.");
                return null;
            }
            return value.Length == 0 ? null : value;
        }
    }

    private static ConnectionOptions ReadHosts(ConnectionOptions options, RedisUriScheme scheme, string hosts, List<string> mistakes)
    {
        if (scheme.Kind != ConnectionKind.UnixSocket)
        {
            return options with { Endpoints = RedisUriHosts.Read(hosts, scheme, mistakes) };
        }
        if (hosts.Length > 0)
        {
            mistakes.Add("a unix socket has no host; expected three slashes before the path, as in unix:///run/redis.sock.");
        }
        return options;
    }

    private static void CheckTogether(ConnectionOptions options, bool databaseTwice, List<string> mistakes)
    {
        if (databaseTwice)
        {
            mistakes.Add("the database is given twice, as /db and as option 'db'; keep one.");
        }
        if (options.Kind == ConnectionKind.Cluster && options.Database != 0)
        {
            mistakes.Add("a cluster has only database 0; remove the database.");
        }
        if (options.KeyFile is not null && options.CertFile is null)
        {
            mistakes.Add("option 'keyFile' needs option 'certFile' beside it.");
        }
        if (options.SkipTlsVerify && (options.CaFile ?? options.TlsHost) is not null)
        {
            mistakes.Add("option 'dangerouslySkipTlsVerify' makes 'caFile' and 'tlsHost' useless; keep one or the other.");
        }
    }
}
