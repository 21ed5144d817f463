using System.Text.RegularExpressions;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>A .dockerignore: the last line that matches a path, or a folder above it, says whether it is sent.</summary>
internal sealed class DockerIgnoreFile(string text)
{
    private readonly (Regex Pattern, bool Sends)[] _lines =
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => !line.StartsWith('#'))
            .Select(line => (new Regex($"^{Regex.Escape(line.TrimStart('!')).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$"), line.StartsWith('!'))),
    ];

    public bool Sends(string path)
    {
        string[] parts = path.Split('/');
        bool sends = true;
        foreach (var (pattern, line) in _lines)
        {
            if (Enumerable.Range(1, parts.Length).Any(length => pattern.IsMatch(string.Join('/', parts[..length]))))
            {
                sends = line;
            }
        }
        return sends;
    }
}
