using System.Text;

namespace McpRedis.Faults;

/// <summary>Names of enum members as they go over the wire.</summary>
internal static class WireName
{
    /// <summary><c>KeyNotFound</c> is <c>key_not_found</c>. A loop, since it runs at every start and code over characters is compiled at every start.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsAsciiLetterUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }
}
