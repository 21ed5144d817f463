using System.Text;

namespace McpRedis.Redis.Connections;

/// <summary>The path of a connection URL: a database, a master set and a database, or the file of a unix socket.</summary>
internal static class RedisUriPath
{
    /// <summary>sun_path of Linux holds 108 bytes with its terminator.</summary>
    private const int LongestSocketPath = 107;

    public static ConnectionOptions Read(ConnectionOptions options, string path, List<string> mistakes, out bool hasDatabase)
    {
        hasDatabase = false;
        if (options.Kind == ConnectionKind.UnixSocket)
        {
            return options with { SocketPath = ReadSocketPath(path, mistakes) };
        }
        string[] parts = path.Trim('/').Length == 0 && path.Length <= 1 ? [] : path[1..].Split('/');
        if (options.Kind == ConnectionKind.Sentinel)
        {
            string? service = parts.Length == 0 ? "" : PercentText.Decode(parts[0]);
            if (string.IsNullOrEmpty(service) || service.Any(char.IsControl))
            {
                mistakes.Add("the name of the master set is missing or broken; expected redis+sentinel://host1,host2/service.");
            }
            options = options with { SentinelService = service };
            parts = parts.Length == 0 ? [] : parts[1..];
        }
        if (parts.Length == 0)
        {
            return options;
        }
        hasDatabase = true;
        if (parts.Length > 1 || DatabaseText.Parse(parts[0]) is not { } database)
        {
            mistakes.Add("the database is not one; expected /db with a number from 0 to 2147483647, and nothing behind it.");
            return options;
        }
        return options with { Database = database };
    }

    private static string? ReadSocketPath(string path, List<string> mistakes)
    {
        string? decoded = PercentText.Decode(path);
        if (decoded is null or "" or "/" || decoded.Any(char.IsControl))
        {
            mistakes.Add("the path of the unix socket is missing or broken; expected a form such as unix:///run/redis.sock.");
        }
        else if (Encoding.UTF8.GetByteCount(decoded) > LongestSocketPath)
        {
            mistakes.Add($"the path of the unix socket is too long; expected at most {LongestSocketPath} bytes.");
        }
        return decoded;
    }
}
